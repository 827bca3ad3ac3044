// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.Gen;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.Untagged;
import java.util.Optional;

/**
 * Who waits for the answer of a call, and under which tag. The tag goes back unchanged whatever it is; one that begins
 * with {@code alias} also says where to, since the caller may have stopped waiting and wants no late answers.
 *
 * <p>Source: {@code gen.erl}, {@code reply/2}: tags {@code [alias|Ref]} and {@code [[alias|Ref]|_]}.
 */
@Untagged
public record From(Pid pid, Term tag) {

    /** {@code {Pid, Tag}}; empty for anything else. */
    public static Optional<From> of(Term term) {
        return term instanceof Tuple t && t.size() == 2 && t.get(0) instanceof Pid pid
                ? Optional.of(new From(pid, t.get(1)))
                : Optional.empty();
    }

    /**
     * Answers with {@code value}, on any thread, now or later. Lost if nobody waits any more.
     *
     * @throws io.tiebeam.term.TermException if {@code value} has no term
     */
    public void reply(Object value) {
        ProcessCell self = ProcessCell.currentOrNull();
        if (self != null && self.isOwner()) {
            Gen.reply(self, pid, tag, value);
        } else {
            Object answer = TermMapper.shared(value); // what has no term is told before anything is done
            StandIn.call(standIn -> {
                Gen.reply(standIn, pid, tag, answer);
                return null;
            });
        }
    }
}
