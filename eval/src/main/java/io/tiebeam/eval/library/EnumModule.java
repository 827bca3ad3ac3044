// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Arithmetic;
import io.tiebeam.eval.Evaluator;
import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Elixir's {@code Enum}: what goes through all items. */
final class EnumModule {
    private EnumModule() {}

    static void enter(Library.Module m) {
        m.def("map", 2, (ev, a) -> ListTerm.of(ListsModule.map(ev, a[1], Items.of(a[0]))))
                .def("each", 2, (ev, a) -> {
                    Items.of(a[0]).forEach(item -> ev.apply(a[1], item));
                    return Atom.OK;
                })
                .def("reduce", 3, (ev, a) -> ListsModule.fold(ev, a[2], a[1], Items.of(a[0])))
                .def("reduce", 2, (ev, a) -> {
                    Term state = null;
                    for (Term item : Items.of(a[0])) {
                        state = state == null ? item : ev.apply(a[1], item, state);
                    }
                    return present(state);
                })
                .def("reduce_while", 3, (ev, a) -> {
                    Term state = a[1];
                    for (Term item : Items.of(a[0])) {
                        Tuple step = (Tuple) ev.apply(a[2], item, state);
                        state = step.get(1);
                        if (step.is(Atom.of("halt"), 2)) {
                            break;
                        }
                    }
                    return state;
                })
                .def("map_reduce", 3, (ev, a) -> ListsModule.mapFold(ev, a[2], a[1], Items.list(a[0]), false))
                .def("scan", 2, (ev, a) -> scan(ev, a[0], null, a[1]))
                .def("scan", 3, (ev, a) -> scan(ev, a[0], a[1], a[2]))
                .def("flat_map", 2, (ev, a) -> {
                    List<Term> all = new ArrayList<>();
                    Items.of(a[0]).forEach(item -> all.addAll(Items.list(ev.apply(a[1], item))));
                    return ListTerm.of(all);
                })
                .def("sum", 1, (_, a) -> total(a[0], Int.of(0), Arithmetic::add))
                .def("product", 1, (_, a) -> total(a[0], Int.of(1), Arithmetic::multiply))
                .def(
                        "sum_by",
                        2,
                        (ev, a) -> total(
                                ListTerm.of(ListsModule.map(ev, a[1], Items.of(a[0]))), Int.of(0), Arithmetic::add))
                .def("count", 1, (_, a) -> Int.of(count(a[0])))
                .def(
                        "count",
                        2,
                        (ev, a) -> Int.of(ListsModule.filter(Items.of(a[0]), item -> Args.truthy(ev.apply(a[1], item)))
                                .size()))
                .def("empty?", 1, (_, a) -> Atom.of(!Items.of(a[0]).iterator().hasNext()))
                .def("member?", 2, (_, a) -> Atom.of(member(a[0], a[1])))
                .def("all?", 1, (_, a) -> Atom.of(first(a[0], item -> !Args.truthy(item)) == null))
                .def("all?", 2, (ev, a) -> Atom.of(first(a[0], item -> !Args.truthy(ev.apply(a[1], item))) == null))
                .def("any?", 1, (_, a) -> Atom.of(first(a[0], Args::truthy) != null))
                .def("any?", 2, (ev, a) -> Atom.of(first(a[0], item -> Args.truthy(ev.apply(a[1], item))) != null))
                .def("to_list", 1, (_, a) -> a[0] instanceof ListTerm ? a[0] : ListTerm.of(Items.list(a[0])))
                .def("into", 2, (ev, a) -> Sets.into(ev, Items.of(a[0]), a[1]))
                .def("into", 3, (ev, a) -> Sets.into(ev, ListsModule.map(ev, a[2], Items.of(a[0])), a[1]))
                .def("join", 1, (_, a) -> Bits.of(join(Items.of(a[0]), "")))
                .def("join", 2, (_, a) -> Bits.of(join(Items.of(a[0]), Args.text(a[1]))))
                .def("map_join", 2, (ev, a) -> Bits.of(join(ListsModule.map(ev, a[1], Items.of(a[0])), "")))
                .def(
                        "map_join",
                        3,
                        (ev, a) -> Bits.of(join(ListsModule.map(ev, a[2], Items.of(a[0])), Args.text(a[1]))))
                .def("frequencies", 1, (ev, a) -> EnumShaping.frequencies(ev, Items.of(a[0]), null))
                .def("frequencies_by", 2, (ev, a) -> EnumShaping.frequencies(ev, Items.of(a[0]), a[1]));
    }

    private static Term present(Term term) {
        if (term == null) {
            throw empty();
        }
        return term;
    }

    /** {@code Enum.EmptyError}. */
    static Raised empty() {
        return Raised.error(Exceptions.struct("Elixir.Enum.EmptyError", "message", Bits.of("empty error")));
    }

    private static Term scan(Evaluator ev, Term source, Term first, Term function) {
        List<Term> steps = new ArrayList<>();
        Term state = first;
        for (Term item : Items.of(source)) {
            state = state == null ? item : ev.apply(function, item, state);
            steps.add(state);
        }
        return ListTerm.of(steps);
    }

    private static Term total(Term source, Term first, BiFunction<Term, Term, Term> operation) {
        Term sum = first;
        for (Term item : Items.of(source)) {
            sum = operation.apply(sum, item);
        }
        return sum;
    }

    private static long count(Term source) {
        return Items.isRange(source)
                ? Items.size((MapTerm) source)
                : Items.list(source).size();
    }

    /** An item that is equal, not only as large. */
    static boolean member(Term source, Term wanted) {
        if (Items.isRange(source)) {
            MapTerm range = (MapTerm) source;
            if (!(wanted instanceof Int(long n)) || Items.size(range) == 0) {
                return false;
            }
            long low = Math.min(Items.first(range), Items.last(range));
            long high = Math.max(Items.first(range), Items.last(range));
            return n >= low && n <= high && (n - Items.first(range)) % Items.step(range) == 0;
        }
        return Items.list(source).contains(wanted);
    }

    static Term first(Term source, java.util.function.Predicate<Term> test) {
        for (Term item : Items.of(source)) {
            if (test.test(item)) {
                return item;
            }
        }
        return null;
    }

    private static String join(Iterable<Term> items, String separator) {
        StringBuilder text = new StringBuilder();
        boolean isFirst = true;
        for (Term item : items) {
            text.append(isFirst ? "" : separator).append(Texts.string(item));
            isFirst = false;
        }
        return text.toString();
    }
}
