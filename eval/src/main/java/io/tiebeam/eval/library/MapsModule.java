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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** Erlang's {@code maps}. */
final class MapsModule {
    private MapsModule() {}

    static void enter(Library.Module maps) {
        maps.def("get", 2, (_, a) -> get(a[0], a[1]))
                .def("get", 3, (_, a) -> Args.map(a[1]).get(a[0]).orElse(a[2]))
                .def(
                        "find",
                        2,
                        (_, a) -> Args.map(a[1])
                                .get(a[0])
                                .<Term>map(value -> Tuple.of(Atom.OK, value))
                                .orElse(Atom.ERROR))
                .def("put", 3, (_, a) -> put(a[2], a[0], a[1]))
                .def("update", 3, (_, a) -> {
                    require(a[2], a[0]);
                    return put(a[2], a[0], a[1]);
                })
                .def("update_with", 3, (ev, a) -> put(a[2], a[0], ev.apply(a[1], get(a[0], a[2]))))
                .def("update_with", 4, (ev, a) -> {
                    var known = Args.map(a[3]).get(a[0]);
                    return put(a[3], a[0], known.isPresent() ? ev.apply(a[1], known.get()) : a[2]);
                })
                .def("remove", 2, (_, a) -> remove(a[1], a[0]))
                .def(
                        "take",
                        2,
                        (_, a) -> Args.map(a[1])
                                .get(a[0])
                                .<Term>map(value -> Tuple.of(value, remove(a[1], a[0])))
                                .orElse(Atom.ERROR))
                .def("is_key", 2, (_, a) -> Atom.of(Args.map(a[1]).get(a[0]).isPresent()))
                .def("keys", 1, (_, a) -> keys(Args.map(a[0])))
                .def("values", 1, (_, a) -> values(Args.map(a[0])))
                .def("size", 1, (_, a) -> Int.of(Args.map(a[0]).size()))
                .def("new", 0, (_, _) -> MapTerm.EMPTY)
                .def("to_list", 1, (_, a) -> ListTerm.of(Items.sorted(Args.map(a[0]))))
                .def("from_list", 1, (_, a) -> fromPairs(Args.list(a[0])))
                .def("from_keys", 2, (_, a) -> {
                    Map<Term, Term> entries = new LinkedHashMap<>();
                    Args.list(a[0]).forEach(key -> entries.put(key, a[1]));
                    return MapTerm.of(entries);
                })
                .def("merge", 2, (_, a) -> merge(Args.map(a[0]), Args.map(a[1])))
                .def("merge_with", 3, (ev, a) -> mergeWith(ev, a[0], Args.map(a[1]), Args.map(a[2])))
                .def("map", 2, (ev, a) -> {
                    Map<Term, Term> entries = new LinkedHashMap<>();
                    each(a[1], (key, value) -> entries.put(key, ev.apply(a[0], key, value)));
                    return MapTerm.of(entries);
                })
                .def(
                        "filter",
                        2,
                        (ev, a) -> filter(a[1], (k, v) -> ev.apply(a[0], k, v).equals(Atom.TRUE)))
                .def("filtermap", 2, (ev, a) -> {
                    Map<Term, Term> entries = new LinkedHashMap<>();
                    each(a[1], (key, value) -> {
                        Term result = ev.apply(a[0], key, value);
                        if (result.equals(Atom.TRUE)) {
                            entries.put(key, value);
                        } else if (result instanceof Tuple t && t.is(Atom.TRUE, 2)) {
                            entries.put(key, t.get(1));
                        }
                    });
                    return MapTerm.of(entries);
                })
                .def("foreach", 2, (ev, a) -> {
                    each(a[1], (key, value) -> ev.apply(a[0], key, value));
                    return Atom.OK;
                })
                .def("fold", 3, (ev, a) -> {
                    Term state = a[1];
                    for (Term pair : Items.sorted(Args.map(a[2]))) {
                        state = ev.apply(a[0], ((Tuple) pair).get(0), ((Tuple) pair).get(1), state);
                    }
                    return state;
                })
                .def("with", 2, (_, a) -> {
                    List<Term> keys = Args.list(a[0]);
                    return filter(a[1], (key, _) -> keys.contains(key));
                })
                .def("without", 2, (_, a) -> {
                    List<Term> keys = Args.list(a[0]);
                    return filter(a[1], (key, _) -> !keys.contains(key));
                })
                .def("groups_from_list", 2, (ev, a) -> EnumShaping.groups(ev, Args.list(a[1]), a[0], null));
    }

    static Term get(Term key, Term map) {
        return Args.map(map).get(key).orElseThrow(() -> Raised.byFunction("badkey", key));
    }

    static void require(Term map, Term key) {
        get(key, map);
    }

    static MapTerm put(Term map, Term key, Term value) {
        Map<Term, Term> entries = Args.map(map).asMap();
        entries.put(key, value);
        return MapTerm.of(entries);
    }

    static MapTerm remove(Term map, Term key) {
        Map<Term, Term> entries = Args.map(map).asMap();
        entries.remove(key);
        return MapTerm.of(entries);
    }

    static Term keys(MapTerm map) {
        return ListTerm.of(
                Items.sorted(map).stream().map(pair -> ((Tuple) pair).get(0)).toList());
    }

    static Term values(MapTerm map) {
        return ListTerm.of(
                Items.sorted(map).stream().map(pair -> ((Tuple) pair).get(1)).toList());
    }

    static MapTerm fromPairs(Iterable<Term> pairs) {
        Map<Term, Term> entries = new LinkedHashMap<>();
        for (Term pair : pairs) {
            if (!(pair instanceof Tuple t) || t.size() != 2) {
                throw Raised.badarg();
            }
            entries.put(t.get(0), t.get(1));
        }
        return MapTerm.of(entries);
    }

    static MapTerm merge(MapTerm a, MapTerm b) {
        Map<Term, Term> entries = a.asMap();
        b.forEach(entries::put);
        return MapTerm.of(entries);
    }

    static MapTerm mergeWith(Evaluator ev, Term function, MapTerm a, MapTerm b) {
        Map<Term, Term> entries = a.asMap();
        for (Term pair : Items.sorted(b)) {
            Term key = ((Tuple) pair).get(0);
            Term value = ((Tuple) pair).get(1);
            Term known = entries.get(key);
            entries.put(key, known == null ? value : ev.apply(function, key, known, value));
        }
        return MapTerm.of(entries);
    }

    static void each(Term map, java.util.function.BiConsumer<Term, Term> action) {
        for (Term pair : Items.sorted(Args.map(map))) {
            action.accept(((Tuple) pair).get(0), ((Tuple) pair).get(1));
        }
    }

    static MapTerm filter(Term map, BiPredicate<Term, Term> test) {
        Map<Term, Term> entries = new LinkedHashMap<>();
        each(map, (key, value) -> {
            if (test.test(key, value)) {
                entries.put(key, value);
            }
        });
        return MapTerm.of(entries);
    }
}
