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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Elixir's {@code Enum}: what finds, keeps or leaves out items. */
final class EnumSelection {
    private EnumSelection() {}

    static void enter(Library.Module m) {
        m.def("filter", 2, (ev, a) -> ListTerm.of(ListsModule.filter(Items.of(a[0]), truthy(ev, a[1]))))
                .def(
                        "reject",
                        2,
                        (ev, a) -> ListTerm.of(ListsModule.filter(
                                Items.of(a[0]), truthy(ev, a[1]).negate())))
                .def("split_with", 2, (ev, a) -> ListsModule.partition(Items.list(a[0]), truthy(ev, a[1])))
                .def("find", 2, (ev, a) -> found(EnumModule.first(a[0], truthy(ev, a[1])), Atom.NIL))
                .def("find", 3, (ev, a) -> found(EnumModule.first(a[0], truthy(ev, a[2])), a[1]))
                .def("find_value", 2, (ev, a) -> findValue(ev, a[0], Atom.NIL, a[1]))
                .def("find_value", 3, (ev, a) -> findValue(ev, a[0], a[1], a[2]))
                .def("find_index", 2, (ev, a) -> {
                    int index = 0;
                    for (Term item : Items.of(a[0])) {
                        if (Args.truthy(ev.apply(a[1], item))) {
                            return Int.of(index);
                        }
                        index++;
                    }
                    return Atom.NIL;
                })
                .def("at", 2, (_, a) -> found(at(a[0], a[1]), Atom.NIL))
                .def("at", 3, (_, a) -> found(at(a[0], a[1]), a[2]))
                .def("fetch", 2, (_, a) -> {
                    Term item = at(a[0], a[1]);
                    return item == null ? Atom.ERROR : Tuple.of(Atom.OK, item);
                })
                .def("fetch!", 2, (_, a) -> {
                    Term item = at(a[0], a[1]);
                    if (item == null) {
                        throw Raised.error(Exceptions.message("Elixir.Enum.OutOfBoundsError", "out of bounds error"));
                    }
                    return item;
                })
                .def("take", 2, (_, a) -> take(a[0], Args.integer(a[1])))
                .def("drop", 2, (_, a) -> drop(Items.list(a[0]), Args.integer(a[1])))
                .def("take_while", 2, (ev, a) -> ((Tuple) ListsModule.split(Items.list(a[0]), truthy(ev, a[1]))).get(0))
                .def("drop_while", 2, (ev, a) -> ((Tuple) ListsModule.split(Items.list(a[0]), truthy(ev, a[1]))).get(1))
                .def("split_while", 2, (ev, a) -> ListsModule.split(Items.list(a[0]), truthy(ev, a[1])))
                .def("split", 2, (_, a) -> {
                    List<Term> items = Items.list(a[0]);
                    int n = Args.integer(a[1]);
                    int at = n >= 0 ? Math.min(n, items.size()) : Math.max(0, items.size() + n);
                    return Tuple.of(ListTerm.of(items.subList(0, at)), ListTerm.of(items.subList(at, items.size())));
                })
                .def("slice", 2, (_, a) -> {
                    List<Term> items = Items.list(a[0]);
                    MapTerm range = (MapTerm) a[1];
                    int[] bounds = bounds(Items.first(range), Items.last(range), items.size());
                    return ListTerm.of(items.subList(bounds[0], bounds[1]));
                })
                .def("slice", 3, (_, a) -> {
                    List<Term> items = Items.list(a[0]);
                    int from = Args.integer(a[1]);
                    from = from < 0 ? items.size() + from : from;
                    if (from < 0 || from > items.size()) {
                        return ListTerm.EMPTY;
                    }
                    return ListTerm.of(items.subList(
                            from, (int) Math.min(items.size(), (long) from + Args.natural(a[2]))));
                })
                .def("take_every", 2, (_, a) -> {
                    int every = Args.natural(a[1]);
                    List<Term> items = Items.list(a[0]);
                    List<Term> kept = new ArrayList<>();
                    for (int i = 0; every > 0 && i < items.size(); i += every) {
                        kept.add(items.get(i));
                    }
                    return ListTerm.of(kept);
                })
                .def("uniq", 1, (ev, a) -> unique(ev, a[0], null))
                .def("uniq_by", 2, (ev, a) -> unique(ev, a[0], a[1]))
                .def("dedup", 1, (_, a) -> {
                    List<Term> kept = new ArrayList<>();
                    for (Term item : Items.of(a[0])) {
                        if (kept.isEmpty() || !kept.getLast().equals(item)) {
                            kept.add(item);
                        }
                    }
                    return ListTerm.of(kept);
                })
                .def("max", 1, (_, a) -> extreme(Items.list(a[0]), 1))
                .def("min", 1, (_, a) -> extreme(Items.list(a[0]), -1))
                .def("max_by", 2, (ev, a) -> extremeBy(ev, Items.list(a[0]), a[1], 1))
                .def("min_by", 2, (ev, a) -> extremeBy(ev, Items.list(a[0]), a[1], -1))
                .def("min_max", 1, (_, a) -> Tuple.of(extreme(Items.list(a[0]), -1), extreme(Items.list(a[0]), 1)))
                .def("random", 1, (_, a) -> {
                    List<Term> items = Items.list(a[0]);
                    if (items.isEmpty()) {
                        throw EnumModule.empty();
                    }
                    return items.get(
                            java.util.concurrent.ThreadLocalRandom.current().nextInt(items.size()));
                });
    }

    private static Predicate<Term> truthy(Evaluator ev, Term function) {
        return item -> Args.truthy(ev.apply(function, item));
    }

    private static Term found(Term item, Term otherwise) {
        return item == null ? otherwise : item;
    }

    private static Term findValue(Evaluator ev, Term source, Term otherwise, Term function) {
        for (Term item : Items.of(source)) {
            Term value = ev.apply(function, item);
            if (Args.truthy(value)) {
                return value;
            }
        }
        return otherwise;
    }

    private static Term at(Term source, Term index) {
        List<Term> items = Items.list(source);
        int at = Args.integer(index);
        at = at < 0 ? items.size() + at : at;
        return at < 0 || at >= items.size() ? null : items.get(at);
    }

    private static Term take(Term source, int count) {
        if (count < 0) {
            List<Term> items = Items.list(source);
            return ListTerm.of(items.subList(Math.max(0, items.size() + count), items.size()));
        }
        List<Term> kept = new ArrayList<>();
        var items = Items.of(source).iterator();
        while (kept.size() < count && items.hasNext()) {
            kept.add(items.next());
        }
        return ListTerm.of(kept);
    }

    private static Term drop(List<Term> items, int count) {
        return ListTerm.of(
                count >= 0
                        ? items.subList(Math.min(count, items.size()), items.size())
                        : items.subList(0, Math.max(0, items.size() + count)));
    }

    /** From where to where a range goes in something of {@code size}; negative ends count from its end. */
    static int[] bounds(long first, long last, int size) {
        long from = first < 0 ? size + first : first;
        long to = (last < 0 ? size + last : last) + 1;
        if (from < 0 || from > size || to <= from) {
            return new int[] {0, 0};
        }
        return new int[] {(int) from, (int) Math.min(size, to)};
    }

    private static Term unique(Evaluator ev, Term source, Term by) {
        Set<Term> seen = new HashSet<>();
        return ListTerm.of(
                ListsModule.filter(Items.of(source), item -> seen.add(by == null ? item : ev.apply(by, item))));
    }

    private static Term extreme(List<Term> items, int sign) {
        Term best = null;
        for (Term item : items) {
            best = best == null || Operators.compare(item, best) * sign > 0 ? item : best;
        }
        if (best == null) {
            throw EnumModule.empty();
        }
        return best;
    }

    private static Term extremeBy(Evaluator ev, List<Term> items, Term by, int sign) {
        Term best = null;
        Term bestKey = null;
        for (Term item : items) {
            Term key = ev.apply(by, item);
            if (best == null || Operators.compare(key, bestKey) * sign > 0) {
                best = item;
                bestKey = key;
            }
        }
        if (best == null) {
            throw EnumModule.empty();
        }
        return best;
    }
}
