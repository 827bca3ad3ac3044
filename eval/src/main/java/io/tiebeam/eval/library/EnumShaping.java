// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Arithmetic;
import io.tiebeam.eval.Evaluator;
import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Elixir's {@code Enum}: what orders, groups and combines items. */
final class EnumShaping {
    private EnumShaping() {}

    static void enter(Library.Module m) {
        m.def("sort", 1, (_, a) -> ListTerm.of(Sorting.sort(Items.list(a[0]))))
                .def("sort", 2, (ev, a) -> ListTerm.of(Sorting.sort(Items.list(a[0]), order(ev, a[1]))))
                .def("sort_by", 2, (ev, a) -> sortBy(ev, Items.list(a[0]), a[1], Atom.of("asc")))
                .def("sort_by", 3, (ev, a) -> sortBy(ev, Items.list(a[0]), a[1], a[2]))
                .def("reverse", 1, (_, a) -> ListTerm.of(Items.list(a[0]).reversed()))
                .def("reverse", 2, (_, a) -> {
                    List<Term> all = new ArrayList<>(Items.list(a[0]).reversed());
                    all.addAll(Items.list(a[1]));
                    return ListTerm.of(all);
                })
                .def("concat", 1, (_, a) -> {
                    List<Term> all = new ArrayList<>();
                    Items.of(a[0]).forEach(list -> all.addAll(Items.list(list)));
                    return ListTerm.of(all);
                })
                .def("concat", 2, (_, a) -> {
                    List<Term> all = new ArrayList<>(Items.list(a[0]));
                    all.addAll(Items.list(a[1]));
                    return ListTerm.of(all);
                })
                .def(
                        "zip",
                        1,
                        (_, a) -> zip(Items.list(a[0]).stream().map(Items::list).toList()))
                .def("zip", 2, (_, a) -> zip(List.of(Items.list(a[0]), Items.list(a[1]))))
                .def("zip_with", 3, (ev, a) -> {
                    List<Term> joined = new ArrayList<>();
                    for (Term pair : (ListTerm) zip(List.of(Items.list(a[0]), Items.list(a[1])))) {
                        joined.add(ev.apply(a[2], ((Tuple) pair).get(0), ((Tuple) pair).get(1)));
                    }
                    return ListTerm.of(joined);
                })
                .def("zip_reduce", 4, (ev, a) -> {
                    Term state = a[2];
                    for (Term pair : (ListTerm) zip(List.of(Items.list(a[0]), Items.list(a[1])))) {
                        state = ev.apply(a[3], ((Tuple) pair).get(0), ((Tuple) pair).get(1), state);
                    }
                    return state;
                })
                .def("unzip", 1, (_, a) -> ListsModule.unzip(Items.list(a[0])))
                .def("with_index", 1, (ev, a) -> withIndex(ev, a[0], Int.of(0)))
                .def("with_index", 2, (ev, a) -> withIndex(ev, a[0], a[1]))
                .def("intersperse", 2, (_, a) -> ListTerm.of(ListsModule.interspersed(Items.list(a[0]), a[1])))
                .def("group_by", 2, (ev, a) -> groups(ev, Items.of(a[0]), a[1], null))
                .def("group_by", 3, (ev, a) -> groups(ev, Items.of(a[0]), a[1], a[2]))
                .def(
                        "chunk_every",
                        2,
                        (_, a) -> chunks(Items.list(a[0]), Args.integer(a[1]), Args.integer(a[1]), ListTerm.EMPTY))
                .def(
                        "chunk_every",
                        3,
                        (_, a) -> chunks(Items.list(a[0]), Args.integer(a[1]), Args.integer(a[2]), ListTerm.EMPTY))
                .def("chunk_every", 4, (_, a) -> chunks(Items.list(a[0]), Args.integer(a[1]), Args.integer(a[2]), a[3]))
                .def("chunk_by", 2, (ev, a) -> chunkBy(ev, Items.of(a[0]), a[1]))
                .def("map_every", 3, (ev, a) -> {
                    int every = Args.natural(a[1]);
                    List<Term> items = new ArrayList<>(Items.list(a[0]));
                    for (int i = 0; every > 0 && i < items.size(); i += every) {
                        items.set(i, ev.apply(a[2], items.get(i)));
                    }
                    return ListTerm.of(items);
                })
                .def("shuffle", 1, (_, a) -> {
                    List<Term> items = new ArrayList<>(Items.list(a[0]));
                    Collections.shuffle(items);
                    return ListTerm.of(items);
                });
    }

    private static java.util.function.BiPredicate<Term, Term> order(Evaluator ev, Term by) {
        if (by instanceof Tuple t && t.size() == 2) { // {:desc, Date}
            var ascending = Sorting.order(ev, t.get(1));
            return t.get(0).equals(Atom.of("desc")) ? (x, y) -> ascending.test(y, x) : ascending;
        }
        return Sorting.order(ev, by);
    }

    private static Term sortBy(Evaluator ev, List<Term> items, Term by, Term order) {
        List<Term> keyed = new ArrayList<>();
        items.forEach(item -> keyed.add(Tuple.of(ev.apply(by, item), item)));
        var ordered = order(ev, order);
        return ListTerm.of(Sorting.sort(keyed, (x, y) -> ordered.test(((Tuple) x).get(0), ((Tuple) y).get(0))).stream()
                .map(pair -> ((Tuple) pair).get(1))
                .toList());
    }

    private static Term zip(List<List<Term>> lists) {
        int size = lists.stream().mapToInt(List::size).min().orElse(0);
        List<Term> tuples = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int at = i;
            tuples.add(Tuple.of(lists.stream().map(list -> list.get(at)).toArray(Term[]::new)));
        }
        return ListTerm.of(tuples);
    }

    private static Term withIndex(Evaluator ev, Term source, Term option) {
        List<Term> pairs = new ArrayList<>();
        Term index = TypeTests.isFunction(option) ? Int.of(0) : option;
        for (Term item : Items.of(source)) {
            pairs.add(TypeTests.isFunction(option) ? ev.apply(option, item, index) : Tuple.of(item, index));
            index = Arithmetic.add(index, Int.of(1));
        }
        return ListTerm.of(pairs);
    }

    static Term groups(Evaluator ev, Iterable<Term> items, Term by, Term value) {
        Map<Term, List<Term>> groups = new LinkedHashMap<>();
        for (Term item : items) {
            groups.computeIfAbsent(ev.apply(by, item), _ -> new ArrayList<>())
                    .add(value == null ? item : ev.apply(value, item));
        }
        Map<Term, Term> entries = new LinkedHashMap<>();
        groups.forEach((key, members) -> entries.put(key, ListTerm.of(members)));
        return MapTerm.of(entries);
    }

    static Term frequencies(Evaluator ev, Iterable<Term> items, Term by) {
        Map<Term, Term> counts = new LinkedHashMap<>();
        for (Term item : items) {
            counts.merge(by == null ? item : ev.apply(by, item), Int.of(1), Arithmetic::add);
        }
        return MapTerm.of(counts);
    }

    private static Term chunks(List<Term> items, int size, int step, Term leftover) {
        if (size < 1 || step < 1) {
            throw Raised.byFunction("function_clause");
        }
        List<Term> chunks = new ArrayList<>();
        for (int at = 0; at < items.size(); at += step) {
            int end = Math.min(items.size(), at + size);
            List<Term> chunk = new ArrayList<>(items.subList(at, end));
            if (chunk.size() == size) {
                chunks.add(ListTerm.of(chunk));
                continue;
            }
            if (!leftover.equals(Atom.of("discard"))) {
                for (Term extra : Items.of(leftover)) {
                    if (chunk.size() < size) {
                        chunk.add(extra);
                    }
                }
                chunks.add(ListTerm.of(chunk));
            }
            break;
        }
        return ListTerm.of(chunks);
    }

    private static Term chunkBy(Evaluator ev, Iterable<Term> items, Term by) {
        List<Term> chunks = new ArrayList<>();
        List<Term> chunk = new ArrayList<>();
        Term key = null;
        for (Term item : items) {
            Term itsKey = ev.apply(by, item);
            if (key != null && !key.equals(itsKey)) {
                chunks.add(ListTerm.of(chunk));
                chunk.clear();
            }
            key = itsKey;
            chunk.add(item);
        }
        if (!chunk.isEmpty()) {
            chunks.add(ListTerm.of(chunk));
        }
        return ListTerm.of(chunks);
    }
}
