// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Lists;
import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Elixir's {@code List}, {@code Tuple} and {@code Range}. */
final class ElixirLists {
    private ElixirLists() {}

    static void enter(Library library) {
        library.module("Elixir.List")
                .def("first", 1, (_, a) -> end(a[0], 0, Atom.NIL))
                .def("first", 2, (_, a) -> end(a[0], 0, a[1]))
                .def("last", 1, (_, a) -> end(a[0], -1, Atom.NIL))
                .def("last", 2, (_, a) -> end(a[0], -1, a[1]))
                .def("flatten", 1, (_, a) -> {
                    List<Term> flat = new ArrayList<>();
                    ListsModule.flatten(a[0], flat, 0);
                    return ListTerm.of(flat);
                })
                .def("flatten", 2, (_, a) -> {
                    List<Term> flat = new ArrayList<>();
                    ListsModule.flatten(a[0], flat, 0);
                    return ListsModule.prepend(flat, a[1]);
                })
                .def(
                        "wrap",
                        1,
                        (_, a) -> a[0] instanceof ListTerm
                                ? a[0]
                                : a[0].equals(Atom.NIL) ? ListTerm.EMPTY : ListTerm.of(a[0]))
                .def("duplicate", 2, (_, a) -> ListTerm.of(Collections.nCopies(Containers.size(a[1]), a[0])))
                .def("delete", 2, (_, a) -> {
                    List<Term> items = Lists.mutable(a[0]);
                    items.remove(a[1]);
                    return ListTerm.of(items);
                })
                .def("delete_at", 2, (_, a) -> {
                    List<Term> items = Lists.mutable(a[0]);
                    int at = place(a[1], items.size());
                    if (at >= 0 && at < items.size()) {
                        items.remove(at);
                    }
                    return ListTerm.of(items);
                })
                .def("insert_at", 3, (_, a) -> {
                    List<Term> items = Lists.mutable(a[0]);
                    int at = Args.integer(a[1]);
                    at = at < 0 ? items.size() + at + 1 : at;
                    items.add(Math.max(0, Math.min(items.size(), at)), a[2]);
                    return ListTerm.of(items);
                })
                .def("replace_at", 3, (_, a) -> {
                    List<Term> items = Lists.mutable(a[0]);
                    int at = place(a[1], items.size());
                    if (at >= 0 && at < items.size()) {
                        items.set(at, a[2]);
                    }
                    return ListTerm.of(items);
                })
                .def("update_at", 3, (ev, a) -> {
                    List<Term> items = Lists.mutable(a[0]);
                    int at = place(a[1], items.size());
                    if (at >= 0 && at < items.size()) {
                        items.set(at, ev.apply(a[2], items.get(at)));
                    }
                    return ListTerm.of(items);
                })
                .def("pop_at", 2, (_, a) -> {
                    List<Term> items = Lists.mutable(a[0]);
                    int at = place(a[1], items.size());
                    boolean there = at >= 0 && at < items.size();
                    Term item = there ? items.remove(at) : Atom.NIL;
                    return Tuple.of(item, ListTerm.of(items));
                })
                .def("foldl", 3, (ev, a) -> ListsModule.fold(ev, a[2], a[1], Args.list(a[0])))
                .def(
                        "foldr",
                        3,
                        (ev, a) ->
                                ListsModule.fold(ev, a[2], a[1], Args.list(a[0]).reversed()))
                .def("zip", 1, (ev, a) -> ev.call(Atom.of("Elixir.Enum"), Atom.of("zip"), a[0]))
                .def("to_tuple", 1, (_, a) -> Containers.tuple(Args.list(a[0])))
                .def("to_string", 1, (_, a) -> Bits.of(Args.chardata((ListTerm) a[0])))
                .def("to_charlist", 1, (_, a) -> ListTerm.charlist(Args.chardata((ListTerm) a[0])))
                .def("to_atom", 1, (_, a) -> Conversions.atom(Conversions.charlist(a[0])))
                .def("to_integer", 1, (_, a) -> Conversions.parseInteger(Conversions.charlist(a[0]), 10))
                .def("to_float", 1, (_, a) -> Conversions.parseFloat(Conversions.charlist(a[0])))
                .def("keyfind", 3, (_, a) -> key(a, Atom.NIL))
                .def("keyfind", 4, (_, a) -> key(a, a[3]))
                .def(
                        "keymember?",
                        3,
                        (_, a) -> Atom.of(ListsModule.keyed(a[1], Int.of(Args.integer(a[2]) + 1), a[0]) >= 0))
                .def("keydelete", 3, (_, a) -> {
                    List<Term> items = Lists.mutable(a[0]);
                    int at = ListsModule.keyed(a[1], Int.of(Args.integer(a[2]) + 1), a[0]);
                    if (at >= 0) {
                        items.remove(at);
                    }
                    return ListTerm.of(items);
                })
                .def("starts_with?", 2, (_, a) -> {
                    List<Term> items = Args.list(a[0]);
                    List<Term> start = Args.list(a[1]);
                    return Atom.of(start.size() <= items.size()
                            && items.subList(0, start.size()).equals(start));
                })
                .def("improper?", 1, (_, a) -> Atom.of(!((ListTerm) a[0]).isProper()));
        library.module("Elixir.Tuple")
                .def("to_list", 1, (_, a) -> ListTerm.of(((Tuple) a[0]).elements()))
                .def("duplicate", 2, (_, a) -> Containers.tuple(Collections.nCopies(Containers.size(a[1]), a[0])))
                .def("append", 2, (_, a) -> {
                    List<Term> elements = new ArrayList<>(((Tuple) a[0]).elements());
                    elements.add(a[1]);
                    return Containers.tuple(elements);
                })
                .def(
                        "sum",
                        1,
                        (ev, a) ->
                                ev.call(Atom.of("Elixir.Enum"), Atom.of("sum"), ListTerm.of(((Tuple) a[0]).elements())))
                .def(
                        "product",
                        1,
                        (ev, a) -> ev.call(
                                Atom.of("Elixir.Enum"), Atom.of("product"), ListTerm.of(((Tuple) a[0]).elements())));
        library.module("Elixir.Range")
                .def("new", 2, (_, a) -> {
                    long first = bound(a[0]);
                    long last = bound(a[1]);
                    return Items.rangeOf(first, last, first <= last ? 1 : -1);
                })
                .def("new", 3, (_, a) -> {
                    if (bound(a[2]) == 0) {
                        throw Raised.error(Exceptions.message(
                                "Elixir.ArgumentError",
                                "ranges (first..last//step) expect both sides to be integers and the step to be a"
                                        + " non-zero integer, got: " + a[0] + ".." + a[1] + "//" + a[2]));
                    }
                    return Items.rangeOf(bound(a[0]), bound(a[1]), bound(a[2]));
                })
                .def("size", 1, (_, a) -> Int.of(Items.size((MapTerm) a[0])))
                .def("to_list", 1, (_, a) -> ListTerm.of(Items.list(a[0])));
    }

    private static long bound(Term term) {
        return ((Int) term).value();
    }

    private static int place(Term index, int size) {
        int at = Args.integer(index);
        return at < 0 ? size + at : at;
    }

    private static Term end(Term list, int at, Term otherwise) {
        List<Term> items = Args.list(list);
        return items.isEmpty() ? otherwise : at == 0 ? items.getFirst() : items.getLast();
    }

    private static Term key(Term[] a, Term otherwise) {
        int at = ListsModule.keyed(a[1], Int.of(Args.integer(a[2]) + 1), a[0]);
        return at < 0 ? otherwise : Args.list(a[0]).get(at);
    }
}
