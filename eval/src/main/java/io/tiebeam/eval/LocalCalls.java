// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the local calls in the forms of a module calls of that module, or of the one that it imports them from, as terms: so a function that is made in it can go to
 * another node and still say what it calls there.
 */
final class LocalCalls {
    private final Homes homes;
    private int depth;

    /** Which functions the module has or imports. */
    @FunctionalInterface
    interface Homes {
        /** The module where the function is that is called so; empty for those that all modules import. */
        Optional<Atom> of(Atom function, int arity);
    }

    LocalCalls(Homes homes) {
        this.homes = homes;
    }

    /** @throws IllFormedException if {@code form} is nested beyond all that could run */
    Term resolved(Term form) {
        // Lists, tuples and clauses between two nodes of a form make three terms of one level.
        if (++depth > 4 * Budget.MAX_DEPTH) {
            throw new IllFormedException("a form nested deeper than " + Budget.MAX_DEPTH + " is not run");
        }
        try {
            return switch (form) {
                case Tuple t -> tuple(t);
                case ListTerm list
                when list.isProper() && !list.isEmpty() -> {
                    List<Term> parts = new ArrayList<>(list.size());
                    for (Term part : list) {
                        parts.add(part instanceof Int ? part : resolved(part)); // strings are lists, too
                    }
                    yield ListTerm.of(parts);
                }
                default -> form;
            };
        } finally {
            depth--;
        }
    }

    private Term tuple(Tuple t) {
        Term[] parts = new Term[t.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = i < 2 ? t.get(i) : resolved(t.get(i)); // the kind and the place
        }
        if (t.is(Atom.of("clauses"), 2)) {
            parts[1] = resolved(t.get(1));
        }
        if (t.is(Atom.of("call"), 4)
                && t.get(2) instanceof Tuple callee
                && callee.is(Atom.of("atom"), 3)
                && callee.get(2) instanceof Atom function
                && t.get(3) instanceof ListTerm arguments) {
            homes.of(function, arguments.size())
                    .ifPresent(home ->
                            parts[2] = Tuple.of(Atom.of("remote"), callee.get(1), named(callee.get(1), home), callee));
        }
        if (t.is(Atom.of("fun"), 3)
                && t.get(2) instanceof Tuple what
                && what.is(Atom.of("function"), 3)
                && what.get(1) instanceof Atom function
                && what.get(2) instanceof Int(long arity)) {
            Term place = t.get(1);
            homes.of(function, (int) arity)
                    .ifPresent(home -> parts[2] = Tuple.of(
                            Atom.of("function"),
                            named(place, home),
                            named(place, function),
                            Tuple.of(Atom.of("integer"), place, what.get(2))));
        }
        return Tuple.of(parts);
    }

    private static Tuple named(Term place, Atom atom) {
        return Tuple.of(Atom.of("atom"), place, atom);
    }
}
