// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Fun;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/**
 * A function that can run: its code and the values it closed over.
 *
 * @param captured the first values of a frame; null where a variable has none. Not to be changed
 * @param itself which function of a loaded module it is; empty for a {@code fun}
 */
record Closure(FunCode code, Term[] captured, Optional<ModuleFunction> itself) {
    private static final int PLAIN = 6; // {Anno, Bindings, LocalFun, ExternalFun, UsedVars, Clauses}
    private static final int NAMED = 7; // and the name

    Closure(FunCode code, Term[] captured) {
        this(code, captured, Optional.empty());
    }

    /** @throws IllFormedException if {@code fun} is none that a shell has made */
    static Closure of(Fun fun) {
        if (fun.free().size() != 1
                || !(fun.free().getFirst() instanceof Tuple environment)
                || (environment.size() != PLAIN && environment.size() != NAMED)) {
            throw new IllFormedException("no function of a shell of OTP 25 or newer: " + fun);
        }
        Optional<Atom> name =
                environment.size() == NAMED ? Optional.of(Forms.atom(environment.get(6))) : Optional.empty();
        FunCode code = FormReader.function(environment.get(0), name, environment.get(5));
        if (code.arity() != fun.arity()) {
            throw new IllFormedException(
                    "a function of " + fun.arity() + " arguments whose clauses have " + code.arity());
        }
        return new Closure(code, bind(code, environment.get(1)));
    }

    /** The values that {@code bindings}, a map or a list of pairs, has for the variables of {@code code}. */
    static Term[] bind(FunCode code, Term bindings) {
        Term[] values = new Term[code.slots()];
        switch (bindings) {
            case MapTerm map -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = map.get(code.names().get(i)).orElse(null);
                }
            }
            case ListTerm pairs -> {
                for (Term pair : pairs) {
                    if (!(pair instanceof Tuple t) || t.size() != 2) {
                        throw new IllFormedException("expected pairs of names and values, got " + pair);
                    }
                    int slot = code.names().indexOf(t.get(0));
                    if (slot >= 0) {
                        values[slot] = t.get(1);
                    }
                }
            }
            default -> throw new IllFormedException("expected bindings, got " + bindings);
        }
        return values;
    }
}
