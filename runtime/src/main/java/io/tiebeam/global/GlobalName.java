// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/**
 * A name and who has it.
 *
 * @param method the function that decides when two nodes that join both have the name
 */
record GlobalName(Term name, Pid pid, Term method) {
    /** {@code {Name, Pid, Method}}. */
    Tuple toTerm() {
        return Tuple.of(name, pid, method);
    }

    static Optional<GlobalName> of(Term term) {
        return term instanceof Tuple t && t.size() == 3 && t.get(1) instanceof Pid pid
                ? Optional.of(new GlobalName(t.get(0), pid, t.get(2)))
                : Optional.empty();
    }
}
