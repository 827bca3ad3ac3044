// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Words;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/** What came of starting a child. */
sealed interface Started {
    /** It runs. @param info what its start function said besides, in {@code {ok, Pid, Info}} */
    record Running(Pid pid, Optional<Term> info) implements Started {
        Running(Pid pid) {
            this(pid, Optional.empty());
        }

        /** {@code {ok, Pid}} or {@code {ok, Pid, Info}}. */
        Tuple toTerm() {
            return info.map(i -> Tuple.of(Atom.OK, pid, i)).orElseGet(() -> Words.ok(pid));
        }
    }

    /** It chose not to run. */
    record Ignored() implements Started {}

    /** It could not start: its start function said so. */
    record Failed(Term reason) implements Started {}

    /** Its start function did not end as one: it threw something else, or is not there. */
    record Raised(Term reason) implements Started {}

    /** What a start function of Erlang or Elixir returned. A bare pid is what one of Java returns. */
    static Started of(Term returned) {
        return switch (returned) {
            case Pid pid -> new Running(pid);
            case Tuple t when t.is(Atom.OK, 2) && t.get(1) instanceof Pid pid -> new Running(pid);
            case Tuple t
            when t.is(Atom.OK, 3) && t.get(1) instanceof Pid pid -> new Running(pid, Optional.of(t.get(2)));
            case Tuple t when t.is(Atom.ERROR, 2) -> new Failed(t.get(1));
            case Atom ignore when ignore.equals(Words.IGNORE) -> new Ignored();
            default -> new Failed(returned);
        };
    }
}
