// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Evaluator;
import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** {@code term[key]}, and what Elixir's compiler puts into the code for {@code term.key} and {@code in}. */
final class AccessModule {
    private AccessModule() {}

    static void enter(Library library) {
        library.module("Elixir.Access")
                .def("get", 2, (_, a) -> get(a[0], a[1], Atom.NIL))
                .def("get", 3, (_, a) -> get(a[0], a[1], a[2]))
                .def(
                        "fetch",
                        2,
                        (_, a) -> find(a[0], a[1])
                                .<Term>map(value -> Tuple.of(Atom.OK, value))
                                .orElse(Atom.ERROR))
                .def("fetch!", 2, (_, a) -> find(a[0], a[1]).orElseThrow(() -> MapModule.keyError(a[1], a[0])));
        library.module("elixir_erl_pass").def("no_parens_remote", 2, (_, a) -> noParens(a[0], a[1]));
        library.module("Elixir.Kernel.Utils").def("raise", 1, (_, a) -> Exceptions.toRaise(a[0]));
    }

    /** The field of a map comes first, where this is called the value is none: a module's function, or an error. */
    private static Term noParens(Term value, Term key) {
        if (value instanceof Atom module && !List.of("nil", "true", "false").contains(module.name())) {
            return Tuple.of(
                    Atom.ERROR,
                    Exceptions.struct(
                            "Elixir.UndefinedFunctionError",
                            "module",
                            module,
                            "function",
                            key,
                            "arity",
                            Int.of(0),
                            "reason",
                            Atom.NIL,
                            "message",
                            Atom.NIL));
        }
        return Tuple.of(Atom.ERROR, Tuple.of(Atom.of("badkey"), key, value));
    }

    static Term get(Term container, Term key, Term otherwise) {
        return find(container, key).orElse(otherwise);
    }

    private static Optional<Term> find(Term container, Term key) {
        return switch (container) {
            case MapTerm map when Items.struct(map).isEmpty() -> map.get(key);
            case ListTerm list
            when list.isProper() && key instanceof Atom -> Optional.ofNullable(KeywordModule.find(list, key));
            case Atom atom when atom.equals(Atom.NIL) -> Optional.empty();
            case MapTerm struct ->
                throw Raised.error(Exceptions.struct(
                        "Elixir.UndefinedFunctionError",
                        "module",
                        Items.struct(struct).orElseThrow(),
                        "function",
                        Atom.of("fetch"),
                        "arity",
                        Int.of(2),
                        "reason",
                        Atom.NIL,
                        "message",
                        Atom.NIL));
            case Term _ -> throw Raised.byFunction("function_clause");
        };
    }

    /** {@code container} with the value at the end of {@code path} changed. */
    static Term change(Evaluator ev, Term container, List<Term> path, UnaryOperator<Term> change) {
        if (path.isEmpty()) {
            return change.apply(container);
        }
        Term key = path.getFirst();
        Term inner = change(ev, get(container, key, Atom.NIL), path.subList(1, path.size()), change);
        return container instanceof ListTerm
                ? KeywordModule.put(container, key, inner)
                : MapsModule.put(container, key, inner);
    }
}
