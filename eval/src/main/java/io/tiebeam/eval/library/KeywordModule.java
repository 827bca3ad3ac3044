// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Evaluator;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;

/** Elixir's {@code Keyword}: lists of pairs, the first of a key counts. */
final class KeywordModule {
    private KeywordModule() {}

    static void enter(Library.Module m) {
        m.def("get", 2, (_, a) -> or(find(a[0], a[1]), Atom.NIL))
                .def("get", 3, (_, a) -> or(find(a[0], a[1]), a[2]))
                .def("get_lazy", 3, (ev, a) -> {
                    Term value = find(a[0], a[1]);
                    return value == null ? ev.apply(a[2]) : value;
                })
                .def("get_values", 2, (_, a) -> {
                    List<Term> values = new ArrayList<>();
                    ListsModule.filter(Args.list(a[0]), has(a[1])).forEach(pair -> values.add(((Tuple) pair).get(1)));
                    return ListTerm.of(values);
                })
                .def("fetch", 2, (_, a) -> {
                    Term value = find(a[0], a[1]);
                    return value == null ? Atom.ERROR : Tuple.of(Atom.OK, value);
                })
                .def("fetch!", 2, (_, a) -> fetch(a[0], a[1]))
                .def("has_key?", 2, (_, a) -> Atom.of(find(a[0], a[1]) != null))
                .def(
                        "keyword?",
                        1,
                        (_, a) -> Atom.of(a[0] instanceof ListTerm list
                                && list.isProper()
                                && list.elements().stream()
                                        .allMatch(p ->
                                                p instanceof Tuple t && t.size() == 2 && t.get(0) instanceof Atom)))
                .def("put", 3, (_, a) -> put(a[0], a[1], a[2]))
                .def("put_new", 3, (_, a) -> find(a[0], a[1]) == null ? front(a[1], a[2], Args.list(a[0])) : a[0])
                .def(
                        "put_new_lazy",
                        3,
                        (ev, a) -> find(a[0], a[1]) == null ? front(a[1], ev.apply(a[2]), Args.list(a[0])) : a[0])
                .def("delete", 2, (_, a) -> ListTerm.of(without(a[0], a[1])))
                .def("drop", 2, (_, a) -> {
                    List<Term> keys = Args.list(a[1]);
                    return ListTerm.of(ListsModule.filter(Args.list(a[0]), pair -> !keys.contains(key(pair))));
                })
                .def("take", 2, (_, a) -> {
                    List<Term> keys = Args.list(a[1]);
                    return ListTerm.of(ListsModule.filter(Args.list(a[0]), pair -> keys.contains(key(pair))));
                })
                .def(
                        "keys",
                        1,
                        (_, a) -> ListTerm.of(
                                Args.list(a[0]).stream().map(KeywordModule::key).toList()))
                .def(
                        "values",
                        1,
                        (_, a) -> ListTerm.of(Args.list(a[0]).stream()
                                .map(pair -> ((Tuple) pair).get(1))
                                .toList()))
                .def("merge", 2, (_, a) -> {
                    List<Term> second = Args.list(a[1]);
                    List<Term> keys = second.stream().map(KeywordModule::key).toList();
                    List<Term> all =
                            new ArrayList<>(ListsModule.filter(Args.list(a[0]), pair -> !keys.contains(key(pair))));
                    all.addAll(second);
                    return ListTerm.of(all);
                })
                .def("update", 4, (ev, a) -> {
                    Term value = find(a[0], a[1]);
                    List<Term> rest = without(a[0], a[1]);
                    if (value != null) {
                        return update(ev, a[0], a[1], a[3]);
                    }
                    rest.add(Tuple.of(a[1], a[2]));
                    return ListTerm.of(rest);
                })
                .def("update!", 3, (ev, a) -> {
                    fetch(a[0], a[1]);
                    return update(ev, a[0], a[1], a[2]);
                })
                .def("pop", 2, (_, a) -> Tuple.of(or(find(a[0], a[1]), Atom.NIL), ListTerm.of(without(a[0], a[1]))))
                .def("pop", 3, (_, a) -> Tuple.of(or(find(a[0], a[1]), a[2]), ListTerm.of(without(a[0], a[1]))))
                .def("pop!", 2, (_, a) -> Tuple.of(fetch(a[0], a[1]), ListTerm.of(without(a[0], a[1]))))
                .def("new", 0, (_, _) -> ListTerm.EMPTY)
                .def("new", 1, (_, a) -> ListTerm.of(last(Items.list(a[0]))))
                .def("to_list", 1, (_, a) -> a[0])
                .def(
                        "filter",
                        2,
                        (ev, a) -> ListTerm.of(
                                ListsModule.filter(Args.list(a[0]), pair -> Args.truthy(ev.apply(a[1], pair)))));
    }

    private static Term key(Term pair) {
        return ((Tuple) pair).get(0);
    }

    private static Predicate<Term> has(Term key) {
        return pair -> pair instanceof Tuple t && t.size() == 2 && t.get(0).equals(key);
    }

    /** The value of the first pair with {@code key}; null without one. */
    static Term find(Term list, Term key) {
        for (Term pair : Args.list(list)) {
            if (has(key).test(pair)) {
                return ((Tuple) pair).get(1);
            }
        }
        return null;
    }

    private static Term fetch(Term list, Term key) {
        Term value = find(list, key);
        if (value == null) {
            throw MapModule.keyError(key, list);
        }
        return value;
    }

    private static Term or(Term value, Term otherwise) {
        return value == null ? otherwise : value;
    }

    private static List<Term> without(Term list, Term key) {
        return new ArrayList<>(ListsModule.filter(Args.list(list), has(key).negate()));
    }

    static Term put(Term list, Term key, Term value) {
        return front(key, value, without(list, key));
    }

    private static Term front(Term key, Term value, List<Term> rest) {
        List<Term> all = new ArrayList<>();
        all.add(Tuple.of(key, value));
        all.addAll(rest);
        return ListTerm.of(all);
    }

    /** The first pair of {@code key} is changed where it stands, its others go. */
    private static Term update(Evaluator ev, Term list, Term key, Term function) {
        List<Term> all = new ArrayList<>();
        boolean done = false;
        for (Term pair : Args.list(list)) {
            if (!has(key).test(pair)) {
                all.add(pair);
            } else if (!done) {
                done = true;
                all.add(Tuple.of(key, ev.apply(function, ((Tuple) pair).get(1))));
            }
        }
        return ListTerm.of(all);
    }

    /** The last pair of each key, in order. */
    private static List<Term> last(List<Term> pairs) {
        LinkedHashSet<Term> seen = new LinkedHashSet<>();
        List<Term> kept = new ArrayList<>();
        for (Term pair : pairs.reversed()) {
            if (seen.add(key(pair))) {
                kept.add(pair);
            }
        }
        return kept.reversed();
    }
}
