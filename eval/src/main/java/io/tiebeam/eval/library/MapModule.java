// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Elixir's {@code Map}. */
final class MapModule {
    private MapModule() {}

    static void enter(Library.Module m) {
        m.def("get", 2, (_, a) -> Args.map(a[0]).get(a[1]).orElse(Atom.NIL))
                .def("get", 3, (_, a) -> Args.map(a[0]).get(a[1]).orElse(a[2]))
                .def("get_lazy", 3, (ev, a) -> Args.map(a[0]).get(a[1]).orElseGet(() -> ev.apply(a[2])))
                .def(
                        "fetch",
                        2,
                        (_, a) -> Args.map(a[0])
                                .get(a[1])
                                .<Term>map(value -> Tuple.of(Atom.OK, value))
                                .orElse(Atom.ERROR))
                .def("fetch!", 2, (_, a) -> fetch(a[0], a[1]))
                .def("put", 3, (_, a) -> MapsModule.put(a[0], a[1], a[2]))
                .def(
                        "put_new",
                        3,
                        (_, a) -> Args.map(a[0]).get(a[1]).isPresent() ? a[0] : MapsModule.put(a[0], a[1], a[2]))
                .def(
                        "put_new_lazy",
                        3,
                        (ev, a) -> Args.map(a[0]).get(a[1]).isPresent()
                                ? a[0]
                                : MapsModule.put(a[0], a[1], ev.apply(a[2])))
                .def(
                        "replace",
                        3,
                        (_, a) -> Args.map(a[0]).get(a[1]).isPresent() ? MapsModule.put(a[0], a[1], a[2]) : a[0])
                .def("replace!", 3, (_, a) -> {
                    fetch(a[0], a[1]);
                    return MapsModule.put(a[0], a[1], a[2]);
                })
                .def("delete", 2, (_, a) -> MapsModule.remove(a[0], a[1]))
                .def("drop", 2, (_, a) -> {
                    List<Term> keys = Items.list(a[1]);
                    return MapsModule.filter(a[0], (key, _) -> !keys.contains(key));
                })
                .def("take", 2, (_, a) -> {
                    List<Term> keys = Items.list(a[1]);
                    return MapsModule.filter(a[0], (key, _) -> keys.contains(key));
                })
                .def("split", 2, (_, a) -> {
                    List<Term> keys = Items.list(a[1]);
                    return Tuple.of(
                            MapsModule.filter(a[0], (key, _) -> keys.contains(key)),
                            MapsModule.filter(a[0], (key, _) -> !keys.contains(key)));
                })
                .def("has_key?", 2, (_, a) -> Atom.of(Args.map(a[0]).get(a[1]).isPresent()))
                .def("keys", 1, (_, a) -> MapsModule.keys(Args.map(a[0])))
                .def("values", 1, (_, a) -> MapsModule.values(Args.map(a[0])))
                .def("to_list", 1, (_, a) -> ListTerm.of(Items.sorted(Args.map(a[0]))))
                .def("new", 0, (_, _) -> MapTerm.EMPTY)
                .def(
                        "new",
                        1,
                        (_, a) ->
                                a[0] instanceof MapTerm map && Items.struct(map).isEmpty()
                                        ? map
                                        : MapsModule.fromPairs(Items.of(a[0])))
                .def("new", 2, (ev, a) -> MapsModule.fromPairs(ListsModule.map(ev, a[1], Items.of(a[0]))))
                .def("from_keys", 2, (_, a) -> {
                    Map<Term, Term> entries = new LinkedHashMap<>();
                    Args.list(a[0]).forEach(key -> entries.put(key, a[1]));
                    return MapTerm.of(entries);
                })
                .def("merge", 2, (_, a) -> MapsModule.merge(Args.map(a[0]), Args.map(a[1])))
                .def("merge", 3, (ev, a) -> MapsModule.mergeWith(ev, a[2], Args.map(a[0]), Args.map(a[1])))
                .def("update", 4, (ev, a) -> {
                    Optional<Term> known = Args.map(a[0]).get(a[1]);
                    return MapsModule.put(a[0], a[1], known.isPresent() ? ev.apply(a[3], known.get()) : a[2]);
                })
                .def("update!", 3, (ev, a) -> MapsModule.put(a[0], a[1], ev.apply(a[2], fetch(a[0], a[1]))))
                .def("pop", 2, (_, a) -> pop(a[0], a[1], Atom.NIL))
                .def("pop", 3, (_, a) -> pop(a[0], a[1], a[2]))
                .def("pop!", 2, (_, a) -> {
                    fetch(a[0], a[1]);
                    return pop(a[0], a[1], Atom.NIL);
                })
                .def("get_and_update", 3, (ev, a) -> {
                    Term before = Args.map(a[0]).get(a[1]).orElse(Atom.NIL);
                    Term result = ev.apply(a[2], before);
                    return result instanceof Tuple t && t.size() == 2
                            ? Tuple.of(t.get(0), MapsModule.put(a[0], a[1], t.get(1)))
                            : Tuple.of(before, MapsModule.remove(a[0], a[1]));
                })
                .def(
                        "filter",
                        2,
                        (ev, a) -> MapsModule.filter(
                                a[0], (key, value) -> Args.truthy(ev.apply(a[1], Tuple.of(key, value)))))
                .def(
                        "reject",
                        2,
                        (ev, a) -> MapsModule.filter(
                                a[0], (key, value) -> !Args.truthy(ev.apply(a[1], Tuple.of(key, value)))))
                .def("equal?", 2, (_, a) -> Atom.of(Args.map(a[0]).equals(Args.map(a[1]))))
                .def("from_struct", 1, (_, a) -> MapsModule.remove(a[0], Items.STRUCT))
                .def(
                        "intersect",
                        2,
                        (_, a) -> MapsModule.filter(
                                a[1], (key, _) -> Args.map(a[0]).get(key).isPresent()));
    }

    static Term fetch(Term map, Term key) {
        return Args.map(map).get(key).orElseThrow(() -> keyError(key, map));
    }

    /** {@code KeyError}. */
    static Raised keyError(Term key, Term in) {
        return Raised.error(Exceptions.struct("Elixir.KeyError", "key", key, "term", in, "message", Atom.NIL));
    }

    private static Term pop(Term map, Term key, Term otherwise) {
        return Tuple.of(Args.map(map).get(key).orElse(otherwise), MapsModule.remove(map, key));
    }
}
