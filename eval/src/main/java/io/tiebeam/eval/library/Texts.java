// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.BitReader;
import io.tiebeam.eval.Raised;
import io.tiebeam.io.IoLib;
import io.tiebeam.term.Atom;
import io.tiebeam.term.BigInt;
import io.tiebeam.term.Bits;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Text of terms, and terms of text: {@code String.Chars}, {@code List.Chars}, {@code unicode}, {@code binary}, {@code io_lib}. */
final class Texts {
    private Texts() {}

    static void enter(Library library) {
        library.module("Elixir.String.Chars").def("to_string", 1, (_, a) -> toBinary(a[0]));
        library.module("Elixir.List.Chars")
                .def("to_charlist", 1, (_, a) -> a[0] instanceof ListTerm ? a[0] : ListTerm.charlist(string(a[0])));
        library.module("Elixir.Inspect").def("inspect", 2, (_, a) -> Bits.of(a[0].toString()));
        library.module("unicode")
                .def("characters_to_binary", 1, (_, a) -> Bits.of(Args.chardata(a[0])))
                .def("characters_to_list", 1, (_, a) -> ListTerm.charlist(Args.chardata(a[0])));
        library.module("io_lib").def("format", 2, (_, a) -> ListTerm.charlist(format(a[0], a[1])));
        library.module("binary")
                .def("part", 2, (_, a) -> Containers.part(a[0], ((Tuple) a[1]).get(0), ((Tuple) a[1]).get(1)))
                .def("part", 3, (_, a) -> Containers.part(a[0], a[1], a[2]))
                .def(
                        "at",
                        2,
                        (_, a) -> Containers.part(a[0], a[1], Int.of(1)) instanceof Bits one
                                ? Int.of(one.byteAt(0) & 0xFF)
                                : Atom.NIL)
                .def(
                        "first",
                        1,
                        (_, a) -> Int.of(
                                Containers.part(a[0], Int.of(0), Int.of(1)).byteAt(0) & 0xFF))
                .def("last", 1, (_, a) -> {
                    Bits bits = (Bits) a[0];
                    return Int.of(Containers.part(bits, Int.of(bits.size()), Int.of(-1))
                                    .byteAt(0)
                            & 0xFF);
                })
                .def("copy", 1, (_, a) -> ((Bits) a[0]).compact())
                .def("copy", 2, (_, a) -> repeated((Bits) a[0], Args.natural(a[1])))
                .def("bin_to_list", 1, (ev, a) -> ev.call(Atom.of("erlang"), Atom.of("binary_to_list"), a[0]))
                .def("list_to_bin", 1, (ev, a) -> ev.call(Atom.of("erlang"), Atom.of("list_to_binary"), a[0]))
                .def("split", 2, (_, a) -> split((Bits) a[0], (Bits) a[1], false))
                .def(
                        "split",
                        3,
                        (_, a) ->
                                split((Bits) a[0], (Bits) a[1], Args.list(a[2]).contains(Atom.of("global"))))
                .def("match", 2, (_, a) -> {
                    int at = indexOf((Bits) a[0], (Bits) a[1], 0);
                    return at < 0 ? Atom.of("nomatch") : Tuple.of(Int.of(at), Int.of(((Bits) a[1]).size()));
                });
    }

    /** What {@code to_string/1} makes of {@code term}. */
    static Bits toBinary(Term term) {
        return switch (term) {
            case Bits bits when bits.isBinary() -> bits;
            case Atom atom -> Bits.of(atom.equals(Atom.NIL) ? "" : atom.name());
            case Int _, BigInt _, FloatTerm _ -> Bits.of(term.toString());
            case ListTerm list -> Bits.of(Args.chardata(list));
            case Term other -> throw Items.undefined("Elixir.String.Chars", other);
        };
    }

    static String string(Term term) {
        Bits bits = toBinary(term);
        return bits.text()
                .orElseGet(() -> new String(bits.toByteArray(), java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    static String format(Term format, Term arguments) {
        try {
            return IoLib.format(format, arguments);
        } catch (RuntimeException badFormat) {
            throw Raised.badarg();
        }
    }

    static Bits repeated(Bits bits, int times) {
        if ((long) bits.size() * times > 1 << 27) {
            throw Raised.byFunction("system_limit");
        }
        io.tiebeam.eval.BitBuilder builder = new io.tiebeam.eval.BitBuilder();
        for (int i = 0; i < times; i++) {
            builder.append(bits);
        }
        return builder.build();
    }

    private static int indexOf(Bits bits, Bits what, int from) {
        if (what.size() == 0) {
            throw Raised.badarg();
        }
        byte[] in = bits.toByteArray();
        byte[] wanted = what.toByteArray();
        outer:
        for (int i = from; i + wanted.length <= in.length; i++) {
            for (int j = 0; j < wanted.length; j++) {
                if (in[i + j] != wanted[j]) {
                    continue outer;
                }
            }
            return i;
        }
        return -1;
    }

    private static Term split(Bits bits, Bits by, boolean all) {
        List<Term> parts = new ArrayList<>();
        int from = 0;
        for (int at = indexOf(bits, by, 0); at >= 0; at = all ? indexOf(bits, by, from) : -1) {
            parts.add(BitReader.slice(bits, from * 8L, (at - from) * 8L));
            from = at + by.size();
        }
        parts.add(BitReader.slice(bits, from * 8L, bits.bitSize() - from * 8L));
        return ListTerm.of(parts);
    }
}
