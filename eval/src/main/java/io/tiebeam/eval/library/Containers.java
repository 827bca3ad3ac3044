// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.BitReader;
import io.tiebeam.eval.Lists;
import io.tiebeam.eval.Raised;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Tuples, lists, maps and binaries: functions of {@code erlang}. */
final class Containers {
    private Containers() {}

    static void enter(Library.Module erlang) {
        erlang.def("element", 2, (_, a) -> {
                    Tuple tuple = (Tuple) a[1];
                    return tuple.get(place(a[0], tuple.size()));
                })
                .def("setelement", 3, (_, a) -> {
                    List<Term> elements = new ArrayList<>(((Tuple) a[1]).elements());
                    elements.set(place(a[0], elements.size()), a[2]);
                    return tuple(elements);
                })
                .def("append_element", 2, (_, a) -> {
                    List<Term> elements = new ArrayList<>(((Tuple) a[0]).elements());
                    elements.add(a[1]);
                    return tuple(elements);
                })
                .def("delete_element", 2, (_, a) -> {
                    List<Term> elements = new ArrayList<>(((Tuple) a[1]).elements());
                    elements.remove(place(a[0], elements.size()));
                    return tuple(elements);
                })
                .def("insert_element", 3, (_, a) -> {
                    List<Term> elements = new ArrayList<>(((Tuple) a[1]).elements());
                    elements.add(place(a[0], elements.size() + 1), a[2]);
                    return tuple(elements);
                })
                .def("make_tuple", 2, (_, a) -> tuple(Collections.nCopies(size(a[0]), a[1])))
                .def("tuple_size", 1, (_, a) -> Int.of(((Tuple) a[0]).size()))
                .def(
                        "size",
                        1,
                        (_, a) ->
                                Int.of(a[0] instanceof Bits bits ? (int) (bits.bitSize() / 8) : ((Tuple) a[0]).size()))
                .def("length", 1, (_, a) -> Int.of(Args.list(a[0]).size()))
                .def("hd", 1, (_, a) -> nonEmpty(a[0]).get(0))
                .def("tl", 1, (_, a) -> Lists.drop(nonEmpty(a[0]), 1))
                .def(
                        "map_get",
                        2,
                        (_, a) -> Args.map(a[1]).get(a[0]).orElseThrow(() -> Raised.byFunction("badkey", a[0])))
                .def("map_size", 1, (_, a) -> Int.of(Args.map(a[0]).size()))
                .def("byte_size", 1, (_, a) -> Int.of(((Bits) a[0]).size()))
                .def("bit_size", 1, (_, a) -> Int.of(((Bits) a[0]).bitSize()))
                .def("binary_part", 2, (_, a) -> {
                    Tuple part = (Tuple) a[1];
                    return part(a[0], part.get(0), part.get(1));
                })
                .def("binary_part", 3, (_, a) -> part(a[0], a[1], a[2]))
                .def("split_binary", 2, (_, a) -> {
                    Bits bits = (Bits) a[0];
                    int at = Args.natural(a[1]);
                    if (at * 8L > bits.bitSize()) {
                        throw Raised.badarg();
                    }
                    return Tuple.of(
                            BitReader.slice(bits, 0, at * 8L),
                            BitReader.slice(bits, at * 8L, bits.bitSize() - at * 8L));
                })
                .def("phash2", 1, (_, a) -> Int.of(a[0].hashCode() & 0x7FFFFFF))
                .def("phash2", 2, (_, a) -> Int.of(Math.floorMod(a[0].hashCode(), Args.integer(a[1]))));
    }

    static Tuple tuple(List<? extends Term> elements) {
        return Tuple.of(elements.toArray(Term[]::new));
    }

    /** A size that somebody chose: not so large that it fills the memory by itself. */
    static int size(Term term) {
        int size = Args.natural(term);
        if (size > 1 << 24) {
            throw Raised.byFunction("system_limit");
        }
        return size;
    }

    private static int place(Term index, int size) {
        int place = Args.integer(index);
        if (place < 1 || place > size) {
            throw Raised.badarg();
        }
        return place - 1;
    }

    private static ListTerm nonEmpty(Term term) {
        if (term instanceof ListTerm list && !list.isEmpty()) {
            return list;
        }
        throw Raised.badarg();
    }

    static Bits part(Term binary, Term start, Term length) {
        Bits bits = (Bits) binary;
        long from = Args.integer(start);
        long count = Args.integer(length);
        if (count < 0) { // what lies before
            from += count;
            count = -count;
        }
        if (!bits.isBinary() || from < 0 || from + count > bits.size()) {
            throw Raised.badarg();
        }
        return BitReader.slice(bits, from * 8, count * 8);
    }
}
