// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.Exposure;
import io.tiebeam.RaisedException;
import io.tiebeam.Resolved;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** The way from evaluated code to the functions of this node, through the one door that all others take too. */
final class Doors {
    private Doors() {}

    static Term call(Exposure door, Atom module, Atom function, ListTerm arguments) {
        return switch (door.resolve(module, function, arguments)) {
            case Resolved.Refused refused -> throw split(refused.reason());
            case Resolved.Call call -> {
                try {
                    yield call.invoke();
                } catch (Raised raised) {
                    throw raised;
                } catch (Exception thrown) {
                    throw raisedBy(thrown);
                }
            }
        };
    }

    static boolean isOpen(Exposure door, Atom module, Atom function, int arity) {
        Term[] arguments = new Term[arity];
        java.util.Arrays.fill(arguments, Atom.NIL);
        return door.resolve(module, function, ListTerm.of(arguments)) instanceof Resolved.Call;
    }

    /** What a Java method threw, as evaluated code meets it. */
    static Raised raisedBy(Throwable thrown) {
        return switch (thrown) {
            case RaisedException raised
            when raised.isThrow() -> Raised.of(Raised.Kind.THROW, raised.term(), raised.stack());
            case RaisedException raised -> Raised.of(Raised.Kind.ERROR, raised.term(), raised.stack());
            case ExitException exit -> Raised.of(Raised.Kind.EXIT, exit.reason(), ListTerm.EMPTY);
            case Throwable other -> split(ExitReasons.of(other));
        };
    }

    private static Raised split(Term reason) {
        return reason instanceof Tuple t && t.size() == 2 && t.get(1) instanceof ListTerm stack
                ? Raised.of(Raised.Kind.ERROR, t.get(0), stack)
                : Raised.error(reason);
    }
}
