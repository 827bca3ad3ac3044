// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Arithmetic;
import io.tiebeam.eval.Evaluator;
import io.tiebeam.eval.Lists;
import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** Erlang's {@code lists}. */
final class ListsModule {
    private ListsModule() {}

    static void enter(Library.Module lists) {
        lists.def("reverse", 1, (_, a) -> ListTerm.of(Args.list(a[0]).reversed()))
                .def("reverse", 2, (_, a) -> prepend(Args.list(a[0]).reversed(), a[1]))
                .def("append", 2, (_, a) -> Operators.append(a[0], a[1]))
                .def("append", 1, (_, a) -> {
                    Term all = ListTerm.EMPTY;
                    for (Term list : Args.list(a[0]).reversed()) {
                        all = Operators.append(list, all);
                    }
                    return all;
                })
                .def("subtract", 2, (_, a) -> Operators.subtract(a[0], a[1]))
                .def("map", 2, (ev, a) -> ListTerm.of(map(ev, a[0], Args.list(a[1]))))
                .def("foreach", 2, (ev, a) -> {
                    Args.list(a[1]).forEach(item -> ev.apply(a[0], item));
                    return Atom.OK;
                })
                .def("filter", 2, (ev, a) -> ListTerm.of(filter(Args.list(a[1]), isTrue(ev, a[0]))))
                .def("filtermap", 2, (ev, a) -> filterMap(ev, a[0], Args.list(a[1])))
                .def("flatmap", 2, (ev, a) -> {
                    List<Term> all = new ArrayList<>();
                    Args.list(a[1]).forEach(item -> all.addAll(Args.list(ev.apply(a[0], item))));
                    return ListTerm.of(all);
                })
                .def("foldl", 3, (ev, a) -> fold(ev, a[0], a[1], Args.list(a[2])))
                .def("foldr", 3, (ev, a) -> fold(ev, a[0], a[1], Args.list(a[2]).reversed()))
                .def("mapfoldl", 3, (ev, a) -> mapFold(ev, a[0], a[1], Args.list(a[2]), false))
                .def("mapfoldr", 3, (ev, a) -> mapFold(ev, a[0], a[1], Args.list(a[2]), true))
                .def("all", 2, (ev, a) -> Atom.of(Args.list(a[1]).stream().allMatch(isTrue(ev, a[0]))))
                .def("any", 2, (ev, a) -> Atom.of(Args.list(a[1]).stream().anyMatch(isTrue(ev, a[0]))))
                .def("member", 2, (_, a) -> Atom.of(Args.list(a[1]).contains(a[0])))
                .def("sum", 1, (_, a) -> {
                    Term sum = Int.of(0);
                    for (Term item : Args.list(a[0])) {
                        sum = Arithmetic.add(sum, item);
                    }
                    return sum;
                })
                .def("max", 1, (_, a) -> extreme(Args.list(a[0]), 1))
                .def("min", 1, (_, a) -> extreme(Args.list(a[0]), -1))
                .def("nth", 2, (_, a) -> at(a[1], Args.integer(a[0]) - 1))
                .def("nthtail", 2, (_, a) -> {
                    if (Args.natural(a[0]) > ((ListTerm) a[1]).size()) {
                        throw Raised.byFunction("function_clause");
                    }
                    return Lists.drop((ListTerm) a[1], Args.natural(a[0]));
                })
                .def("last", 1, (_, a) -> at(a[0], ((ListTerm) a[0]).size() - 1))
                .def("droplast", 1, (_, a) -> {
                    at(a[0], 0);
                    List<Term> items = Args.list(a[0]);
                    return ListTerm.of(items.subList(0, items.size() - 1));
                })
                .def("sublist", 2, (_, a) -> {
                    List<Term> items = Args.list(a[0]);
                    return ListTerm.of(items.subList(0, Math.min(items.size(), Args.natural(a[1]))));
                })
                .def("sublist", 3, (_, a) -> {
                    List<Term> items = Args.list(a[0]);
                    int from = Math.min(items.size(), Args.natural(a[1]) - 1);
                    return ListTerm.of(items.subList(from, Math.min(items.size(), from + Args.natural(a[2]))));
                })
                .def("split", 2, (_, a) -> {
                    List<Term> items = Args.list(a[1]);
                    int at = Args.natural(a[0]);
                    if (at > items.size()) {
                        throw Raised.badarg();
                    }
                    return Tuple.of(ListTerm.of(items.subList(0, at)), ListTerm.of(items.subList(at, items.size())));
                })
                .def("splitwith", 2, (ev, a) -> split(Args.list(a[1]), isTrue(ev, a[0])))
                .def("takewhile", 2, (ev, a) -> ((Tuple) split(Args.list(a[1]), isTrue(ev, a[0]))).get(0))
                .def("dropwhile", 2, (ev, a) -> ((Tuple) split(Args.list(a[1]), isTrue(ev, a[0]))).get(1))
                .def("partition", 2, (ev, a) -> partition(Args.list(a[1]), isTrue(ev, a[0])))
                .def("sort", 1, (_, a) -> ListTerm.of(Sorting.sort(Args.list(a[0]))))
                .def("sort", 2, (ev, a) -> ListTerm.of(Sorting.sort(Args.list(a[1]), Sorting.order(ev, a[0]))))
                .def("usort", 1, (_, a) -> ListTerm.of(unique(Sorting.sort(Args.list(a[0])))))
                .def("uniq", 1, (_, a) -> ListTerm.of(List.copyOf(new java.util.LinkedHashSet<>(Args.list(a[0])))))
                .def("seq", 2, (_, a) -> sequence(a[0], a[1], Int.of(1)))
                .def("seq", 3, (_, a) -> sequence(a[0], a[1], a[2]))
                .def("duplicate", 2, (_, a) -> ListTerm.of(Collections.nCopies(Containers.size(a[0]), a[1])))
                .def("flatten", 1, (_, a) -> {
                    List<Term> flat = new ArrayList<>();
                    flatten(a[0], flat, 0);
                    return ListTerm.of(flat);
                })
                .def("delete", 2, (_, a) -> {
                    List<Term> items = Lists.mutable(a[1]);
                    items.remove(a[0]);
                    return ListTerm.of(items);
                })
                .def("concat", 1, (_, a) -> {
                    StringBuilder text = new StringBuilder();
                    Args.list(a[0]).forEach(item -> text.append(Texts.string(item)));
                    return ListTerm.charlist(text.toString());
                })
                .def("join", 2, (_, a) -> ListTerm.of(interspersed(Args.list(a[1]), a[0])))
                .def("zip", 2, (_, a) -> zip(Args.list(a[0]), Args.list(a[1])))
                .def("unzip", 1, (_, a) -> unzip(Args.list(a[0])))
                .def("keyfind", 3, (_, a) -> {
                    int at = keyed(a[0], a[1], a[2]);
                    return at < 0 ? Atom.FALSE : Args.list(a[2]).get(at);
                })
                .def("keymember", 3, (_, a) -> Atom.of(keyed(a[0], a[1], a[2]) >= 0))
                .def("keydelete", 3, (_, a) -> {
                    List<Term> items = Lists.mutable(a[2]);
                    int at = keyed(a[0], a[1], a[2]);
                    if (at >= 0) {
                        items.remove(at);
                    }
                    return ListTerm.of(items);
                })
                .def("keyreplace", 4, (_, a) -> {
                    List<Term> items = Lists.mutable(a[2]);
                    int at = keyed(a[0], a[1], a[2]);
                    if (at >= 0) {
                        items.set(at, a[3]);
                    }
                    return ListTerm.of(items);
                })
                .def("keystore", 4, (_, a) -> {
                    List<Term> items = Lists.mutable(a[2]);
                    int at = keyed(a[0], a[1], a[2]);
                    if (at >= 0) {
                        items.set(at, a[3]);
                    } else {
                        items.add(a[3]);
                    }
                    return ListTerm.of(items);
                })
                .def("keysort", 2, (_, a) -> {
                    int place = Args.integer(a[0]) - 1;
                    return ListTerm.of(Sorting.sort(
                            Args.list(a[1]),
                            (x, y) -> Operators.compare(((Tuple) x).get(place), ((Tuple) y).get(place)) <= 0));
                })
                .def("prefix", 2, (_, a) -> {
                    List<Term> items = Args.list(a[1]);
                    List<Term> start = Args.list(a[0]);
                    return Atom.of(start.size() <= items.size()
                            && items.subList(0, start.size()).equals(start));
                })
                .def("suffix", 2, (_, a) -> {
                    List<Term> items = Args.list(a[1]);
                    List<Term> end = Args.list(a[0]);
                    return Atom.of(end.size() <= items.size()
                            && items.subList(items.size() - end.size(), items.size())
                                    .equals(end));
                });
    }

    /** A test that must say true or false. */
    static Predicate<Term> isTrue(Evaluator ev, Term function) {
        return item -> {
            Term value = ev.apply(function, item);
            if (value.equals(Atom.TRUE) || value.equals(Atom.FALSE)) {
                return value.equals(Atom.TRUE);
            }
            throw Raised.error(Tuple.of(Atom.of("bad_filter"), value));
        };
    }

    static List<Term> map(Evaluator ev, Term function, Iterable<Term> items) {
        List<Term> mapped = new ArrayList<>();
        items.forEach(item -> mapped.add(ev.apply(function, item)));
        return mapped;
    }

    static List<Term> filter(Iterable<Term> items, Predicate<Term> test) {
        List<Term> kept = new ArrayList<>();
        for (Term item : items) {
            if (test.test(item)) {
                kept.add(item);
            }
        }
        return kept;
    }

    private static Term filterMap(Evaluator ev, Term function, List<Term> items) {
        List<Term> kept = new ArrayList<>();
        for (Term item : items) {
            Term value = ev.apply(function, item);
            if (value.equals(Atom.TRUE)) {
                kept.add(item);
            } else if (value instanceof Tuple t && t.is(Atom.TRUE, 2)) {
                kept.add(t.get(1));
            }
        }
        return ListTerm.of(kept);
    }

    static Term fold(Evaluator ev, Term function, Term first, Iterable<Term> items) {
        Term state = first;
        for (Term item : items) {
            state = ev.apply(function, item, state);
        }
        return state;
    }

    static Term mapFold(Evaluator ev, Term function, Term first, List<Term> items, boolean backwards) {
        Term state = first;
        List<Term> mapped = new ArrayList<>();
        for (Term item : backwards ? items.reversed() : items) {
            if (!(ev.apply(function, item, state) instanceof Tuple t) || t.size() != 2) {
                throw Raised.byFunction("function_clause");
            }
            mapped.add(t.get(0));
            state = t.get(1);
        }
        return Tuple.of(ListTerm.of(backwards ? mapped.reversed() : mapped), state);
    }

    private static Term extreme(List<Term> items, int sign) {
        if (items.isEmpty()) {
            throw Raised.byFunction("function_clause");
        }
        Term best = items.getFirst();
        for (Term item : items) {
            if (Operators.compare(item, best) * sign > 0) {
                best = item;
            }
        }
        return best;
    }

    private static Term at(Term list, int index) {
        ListTerm items = (ListTerm) list;
        if (index < 0 || index >= items.size()) {
            throw Raised.byFunction("function_clause");
        }
        return items.get(index);
    }

    static Term split(List<Term> items, Predicate<Term> test) {
        int at = 0;
        while (at < items.size() && test.test(items.get(at))) {
            at++;
        }
        return Tuple.of(ListTerm.of(items.subList(0, at)), ListTerm.of(items.subList(at, items.size())));
    }

    static Term partition(List<Term> items, Predicate<Term> test) {
        List<Term> good = new ArrayList<>();
        List<Term> bad = new ArrayList<>();
        items.forEach(item -> (test.test(item) ? good : bad).add(item));
        return Tuple.of(ListTerm.of(good), ListTerm.of(bad));
    }

    private static List<Term> unique(List<Term> sorted) {
        List<Term> kept = new ArrayList<>();
        for (Term item : sorted) {
            if (kept.isEmpty() || !Operators.same(kept.getLast(), item)) {
                kept.add(item);
            }
        }
        return kept;
    }

    private static Term sequence(Term from, Term to, Term by) {
        long first = Args.integer(from);
        long last = Args.integer(to);
        long step = Args.integer(by);
        if (step == 0 ? first != last : step > 0 ? first - step > last : first - step < last) {
            throw Raised.badarg();
        }
        Containers.size(Int.of(step == 0 ? 1 : Math.max(0, (last - first) / step + 1)));
        List<Term> items = new ArrayList<>();
        if (step == 0) {
            items.add(from);
        }
        for (long n = first; step > 0 ? n <= last : step < 0 && n >= last; n += step) {
            items.add(Int.of(n));
        }
        return ListTerm.of(items);
    }

    static void flatten(Term term, List<Term> flat, int depth) {
        if (depth > 1000) {
            throw Raised.byFunction("system_limit");
        }
        for (Term item : Args.list(term)) {
            if (item instanceof ListTerm) {
                flatten(item, flat, depth + 1);
            } else {
                flat.add(item);
            }
        }
    }

    static List<Term> interspersed(List<Term> items, Term separator) {
        List<Term> joined = new ArrayList<>();
        for (Term item : items) {
            if (!joined.isEmpty()) {
                joined.add(separator);
            }
            joined.add(item);
        }
        return joined;
    }

    private static Term zip(List<Term> a, List<Term> b) {
        if (a.size() != b.size()) {
            throw Raised.byFunction("function_clause");
        }
        List<Term> pairs = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            pairs.add(Tuple.of(a.get(i), b.get(i)));
        }
        return ListTerm.of(pairs);
    }

    static Term unzip(List<Term> pairs) {
        List<Term> a = new ArrayList<>();
        List<Term> b = new ArrayList<>();
        for (Term pair : pairs) {
            a.add(((Tuple) pair).get(0));
            b.add(((Tuple) pair).get(1));
        }
        return Tuple.of(ListTerm.of(a), ListTerm.of(b));
    }

    /** The place of the first tuple whose element {@code at} is {@code key}; -1 without one. */
    static int keyed(Term key, Term at, Term list) {
        int place = Args.integer(at) - 1;
        List<Term> items = Args.list(list);
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Tuple t && place < t.size() && Operators.same(t.get(place), key)) {
                return i;
            }
        }
        return -1;
    }

    static Term prepend(List<Term> items, Term tail) {
        return items.isEmpty() ? tail : ListTerm.of(items, tail);
    }
}
