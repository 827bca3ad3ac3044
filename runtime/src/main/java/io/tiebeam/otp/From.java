// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.process.Gen;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/**
 * Who waits for the answer of a call, and under which tag. The tag goes back unchanged whatever it is; one that begins
 * with {@code alias} also says where to, since the caller may have stopped waiting and wants no late answers.
 *
 * <p>Source: {@code gen.erl}, {@code reply/2}: tags {@code [alias|Ref]} and {@code [[alias|Ref]|_]}.
 */
record From(Pid pid, Term tag) {

    /** {@code {Pid, Tag}}; empty for anything else. */
    static Optional<From> of(Term term) {
        return term instanceof Tuple t && t.size() == 2 && t.get(0) instanceof Pid pid
                ? Optional.of(new From(pid, t.get(1)))
                : Optional.empty();
    }

    /** Answers with {@code value}. Lost if nobody waits any more. */
    void reply(ProcessCell self, Term value) {
        Gen.reply(self, pid, tag, value);
    }
}
