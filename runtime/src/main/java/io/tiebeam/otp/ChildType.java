// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Words;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import java.util.Optional;

/** Whether a child has children of its own. Source: {@code supervisor:worker()}. */
public enum ChildType {
    /** It has none. */
    WORKER(Words.WORKER),
    /** It is a supervisor: it has all the time it needs to end, unless its specification says otherwise. */
    SUPERVISOR(Words.SUPERVISOR);

    private final Atom atom;

    ChildType(Atom atom) {
        this.atom = atom;
    }

    /** The atom on the wire. */
    Atom atom() {
        return atom;
    }

    static Optional<ChildType> of(Term term) {
        return term.equals(Words.WORKER)
                ? Optional.of(WORKER)
                : term.equals(Words.SUPERVISOR) ? Optional.of(SUPERVISOR) : Optional.empty();
    }
}
