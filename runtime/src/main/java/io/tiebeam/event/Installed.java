// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.event;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/**
 * A handler that a manager has.
 *
 * @param key its module, or {@code {module, id}}
 * @param owner the process that supervises it
 */
record Installed(Term key, Handler code, Optional<Pid> owner) {
    Term module() {
        return key instanceof Tuple t && t.size() == 2 ? t.get(0) : key;
    }

    private Term id() {
        return key instanceof Tuple t && t.size() == 2 ? t.get(1) : Atom.FALSE;
    }

    /** {@code {Module, Id, State}}. */
    Tuple row(Term state) {
        return Tuple.of(module(), id(), state);
    }
}
