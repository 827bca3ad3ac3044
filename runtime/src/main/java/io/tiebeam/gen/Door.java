// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.ExitException;
import io.tiebeam.Exposure;
import io.tiebeam.RaisedException;
import io.tiebeam.Resolved;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** Calls functions that came in a message, from anywhere: those that the node exposes and no others. */
final class Door {
    private static final Atom ERLANG = Atom.of("erlang");
    private static final Atom APPLY = Atom.of("apply");

    private Door() {}

    /**
     * What {@code function} makes of {@code arguments}, called in {@code self}.
     *
     * @throws RaisedException if it is not exposed: {@code undef} or {@code badfun}
     * @throws Exception what it throws
     */
    static Term apply(ProcessCell self, Term function, Term... arguments) throws Exception {
        Resolved found = Exposure.of(self.node()).resolve(ERLANG, APPLY, ListTerm.of(function, ListTerm.of(arguments)));
        return switch (found) {
            case Resolved.Call call -> call.invoke();
            case Resolved.Refused(Tuple reason, var explanation)
            when reason.size() == 2 && reason.get(1) instanceof ListTerm stack ->
                throw RaisedException.error(reason.get(0), stack, explanation);
            case Resolved.Refused(var reason, var explanation) -> throw new ExitException(reason, explanation);
        };
    }
}
