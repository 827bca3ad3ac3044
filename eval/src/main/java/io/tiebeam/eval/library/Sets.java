// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.BitBuilder;
import io.tiebeam.eval.Evaluator;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Elixir's {@code MapSet}, and what {@code into:} collects in. */
final class Sets {
    private static final Atom MAP_SET = Atom.of("Elixir.MapSet");
    private static final Atom MAP = Atom.of("map");

    private Sets() {}

    static void enter(Library library) {
        library.module("Elixir.MapSet")
                .def("new", 0, (_, _) -> of(List.of()))
                .def("new", 1, (_, a) -> of(Items.list(a[0])))
                .def("new", 2, (ev, a) -> of(ListsModule.map(ev, a[1], Items.of(a[0]))))
                .def("put", 2, (_, a) -> {
                    List<Term> items = new ArrayList<>(Items.list(a[0]));
                    items.add(a[1]);
                    return of(items);
                })
                .def("delete", 2, (_, a) -> {
                    List<Term> items = new ArrayList<>(Items.list(a[0]));
                    items.remove(a[1]);
                    return of(items);
                })
                .def(
                        "member?",
                        2,
                        (_, a) -> Atom.of(
                                Args.map(MapsModule.get(MAP, a[0])).get(a[1]).isPresent()))
                .def(
                        "size",
                        1,
                        (_, a) -> Int.of(Args.map(MapsModule.get(MAP, a[0])).size()))
                .def("to_list", 1, (_, a) -> ListTerm.of(Items.list(a[0])))
                .def("union", 2, (_, a) -> {
                    List<Term> items = new ArrayList<>(Items.list(a[0]));
                    items.addAll(Items.list(a[1]));
                    return of(items);
                })
                .def("intersection", 2, (_, a) -> {
                    List<Term> other = Items.list(a[1]);
                    return of(Items.list(a[0]).stream().filter(other::contains).toList());
                })
                .def("difference", 2, (_, a) -> {
                    List<Term> other = Items.list(a[1]);
                    return of(Items.list(a[0]).stream()
                            .filter(item -> !other.contains(item))
                            .toList());
                })
                .def("subset?", 2, (_, a) -> Atom.of(Items.list(a[1]).containsAll(Items.list(a[0]))))
                .def("equal?", 2, (_, a) -> Atom.of(MapsModule.get(MAP, a[0]).equals(MapsModule.get(MAP, a[1]))));
    }

    /** The form of 1.17 and later, which older ones read too. */
    private static Term of(List<Term> items) {
        Map<Term, Term> members = new LinkedHashMap<>();
        items.forEach(item -> members.put(item, ListTerm.EMPTY));
        return MapTerm.of(Items.STRUCT, MAP_SET, MAP, MapTerm.of(members));
    }

    /** {@code Enum.into/2}. */
    static Term into(Evaluator ev, Iterable<Term> items, Term target) {
        return switch (target) {
            case ListTerm list -> {
                List<Term> all = new ArrayList<>(Args.list(list));
                items.forEach(all::add);
                yield ListTerm.of(all);
            }
            case MapTerm map when Items.struct(map).isEmpty() -> MapsModule.merge(map, MapsModule.fromPairs(items));
            case MapTerm set
            when Items.struct(set).filter(MAP_SET::equals).isPresent() -> {
                List<Term> all = new ArrayList<>(Items.list(set));
                items.forEach(all::add);
                yield of(all);
            }
            case Bits bits -> {
                BitBuilder builder = new BitBuilder().append(bits);
                items.forEach(item -> builder.append((Bits) item));
                yield builder.build();
            }
            case Term other -> throw Items.undefined("Elixir.Collectable", other);
        };
    }
}
