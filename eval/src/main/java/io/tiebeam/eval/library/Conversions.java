// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Arithmetic;
import io.tiebeam.eval.BitBuilder;
import io.tiebeam.eval.Raised;
import io.tiebeam.io.IoLib;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermReader;
import io.tiebeam.term.TermWriter;
import io.tiebeam.term.Tuple;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** From one type to another: functions of {@code erlang}. */
final class Conversions {
    private static final Pattern FLOAT = Pattern.compile("[+-]?[0-9]+\\.[0-9]+([eE][+-]?[0-9]+)?");
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9a-zA-Z]+");

    private Conversions() {}

    static void enter(Library.Module erlang) {
        erlang.def("atom_to_binary", 1, (_, a) -> Bits.of(Args.atom(a[0]).name()))
                .def("atom_to_binary", 2, (_, a) -> Bits.of(Args.atom(a[0]).name()))
                .def(
                        "atom_to_list",
                        1,
                        (_, a) -> ListTerm.charlist(Args.atom(a[0]).name()))
                .def("binary_to_atom", 1, (_, a) -> atom(Args.text(a[0])))
                .def("binary_to_atom", 2, (_, a) -> atom(Args.text(a[0])))
                .def("binary_to_existing_atom", 1, (_, a) -> atom(Args.text(a[0])))
                .def("binary_to_existing_atom", 2, (_, a) -> atom(Args.text(a[0])))
                .def("list_to_atom", 1, (_, a) -> atom(charlist(a[0])))
                .def("list_to_existing_atom", 1, (_, a) -> atom(charlist(a[0])))
                .def("integer_to_binary", 1, (_, a) -> Bits.of(integer(a[0], 10)))
                .def("integer_to_binary", 2, (_, a) -> Bits.of(integer(a[0], base(a[1]))))
                .def("integer_to_list", 1, (_, a) -> ListTerm.charlist(integer(a[0], 10)))
                .def("integer_to_list", 2, (_, a) -> ListTerm.charlist(integer(a[0], base(a[1]))))
                .def("binary_to_integer", 1, (_, a) -> parseInteger(Args.text(a[0]), 10))
                .def("binary_to_integer", 2, (_, a) -> parseInteger(Args.text(a[0]), base(a[1])))
                .def("list_to_integer", 1, (_, a) -> parseInteger(charlist(a[0]), 10))
                .def("list_to_integer", 2, (_, a) -> parseInteger(charlist(a[0]), base(a[1])))
                .def("float_to_binary", 1, (_, a) -> Bits.of(scientific((FloatTerm) a[0])))
                .def("float_to_binary", 2, (_, a) -> Bits.of(formatted((FloatTerm) a[0], a[1])))
                .def("float_to_list", 1, (_, a) -> ListTerm.charlist(scientific((FloatTerm) a[0])))
                .def("float_to_list", 2, (_, a) -> ListTerm.charlist(formatted((FloatTerm) a[0], a[1])))
                .def("binary_to_float", 1, (_, a) -> parseFloat(Args.text(a[0])))
                .def("list_to_float", 1, (_, a) -> parseFloat(charlist(a[0])))
                .def("binary_to_list", 1, (_, a) -> bytes((Bits) a[0]))
                .def("bitstring_to_list", 1, (_, a) -> bytes((Bits) a[0]))
                .def("binary_to_list", 3, (_, a) -> {
                    Bits all = (Bits) a[0];
                    int from = Args.natural(a[1]);
                    int to = Args.natural(a[2]);
                    if (from < 1 || to < from || to > all.size()) {
                        throw Raised.badarg();
                    }
                    return ListTerm.of(((ListTerm) bytes(all)).elements().subList(from - 1, to));
                })
                .def("list_to_binary", 1, (_, a) -> whole(iolist((ListTerm) a[0])))
                .def("iolist_to_binary", 1, (_, a) -> whole(iolist(a[0])))
                .def("list_to_bitstring", 1, (_, a) -> iolist((ListTerm) a[0]))
                .def("iolist_size", 1, (_, a) -> Int.of(iolist(a[0]).size()))
                .def("tuple_to_list", 1, (_, a) -> ListTerm.of(((Tuple) a[0]).elements()))
                .def("list_to_tuple", 1, (_, a) -> Tuple.of(Args.list(a[0]).toArray(Term[]::new)))
                .def("term_to_binary", 1, (_, a) -> Bits.of(TermWriter.encode(a[0])))
                .def("term_to_binary", 2, (_, a) -> Bits.of(TermWriter.encode(a[0])))
                .def("binary_to_term", 1, (_, a) -> decode((Bits) a[0]))
                .def("binary_to_term", 2, (_, a) -> decode((Bits) a[0]))
                .def("pid_to_list", 1, (_, a) -> shown((io.tiebeam.term.Pid) a[0]))
                .def("ref_to_list", 1, (_, a) -> shown((io.tiebeam.term.Ref) a[0]))
                .def("fun_to_list", 1, (_, a) -> shown(a[0]));
    }

    /** As Erlang prints it. */
    private static Term shown(Term term) {
        return ListTerm.charlist(IoLib.format(Bits.of("~w"), ListTerm.of(term)));
    }

    static Atom atom(String name) {
        try {
            return Atom.of(name);
        } catch (TermException tooLong) {
            throw Raised.byFunction("system_limit");
        }
    }

    static String charlist(Term term) {
        StringBuilder text = new StringBuilder();
        for (Term character : Args.list(term)) {
            if (!(character instanceof Int(long code))
                    || !Character.isValidCodePoint((int) code)
                    || code != (int) code) {
                throw Raised.badarg();
            }
            text.appendCodePoint((int) code);
        }
        return text.toString();
    }

    private static int base(Term term) {
        int base = Args.integer(term);
        if (base < 2 || base > 36) {
            throw Raised.badarg();
        }
        return base;
    }

    static String integer(Term term, int base) {
        if (!Arithmetic.isInteger(term)) {
            throw Raised.badarg();
        }
        return Arithmetic.big(term).toString(base).toUpperCase(Locale.ROOT);
    }

    static Term parseInteger(String text, int base) {
        if (!INTEGER.matcher(text).matches()) {
            throw Raised.badarg();
        }
        try {
            return Int.of(new BigInteger(text.startsWith("+") ? text.substring(1) : text, base));
        } catch (NumberFormatException e) {
            throw Raised.badarg();
        }
    }

    static Term parseFloat(String text) {
        if (!FLOAT.matcher(text).matches()) {
            throw Raised.badarg();
        }
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw Raised.badarg();
        }
        return new FloatTerm(value);
    }

    private static String scientific(FloatTerm number) {
        return String.format(Locale.ROOT, "%.20e", new java.math.BigDecimal(number.value()));
    }

    private static String formatted(FloatTerm number, Term options) {
        Term decimals = Args.option(options, "decimals", Atom.NIL);
        if (!decimals.equals(Atom.NIL)) {
            String text = new java.math.BigDecimal(number.value())
                    .setScale(Args.natural(decimals), java.math.RoundingMode.HALF_UP)
                    .toPlainString();
            boolean compact = ((ListTerm) options).elements().contains(Atom.of("compact"));
            return compact ? text.replaceAll("(\\.[0-9]+?)0+$", "$1") : text;
        }
        Term digits = Args.option(options, "scientific", Atom.NIL);
        if (!digits.equals(Atom.NIL)) {
            return String.format(
                    Locale.ROOT, "%." + Args.natural(digits) + "e", new java.math.BigDecimal(number.value()));
        }
        return number.toString(); // short
    }

    private static Term bytes(Bits bits) {
        List<Term> list = new ArrayList<>(bits.size());
        int whole = (int) (bits.bitSize() / 8);
        for (int i = 0; i < whole; i++) {
            list.add(Int.of(bits.byteAt(i) & 0xFF));
        }
        if (!bits.isBinary()) {
            list.add(io.tiebeam.eval.BitReader.slice(bits, whole * 8L, bits.bitSize() - whole * 8L));
        }
        return ListTerm.of(list);
    }

    private static Bits whole(Bits bits) {
        if (!bits.isBinary()) {
            throw Raised.badarg();
        }
        return bits;
    }

    static Bits iolist(Term term) {
        if (term instanceof Bits bits) {
            return bits;
        }
        BitBuilder builder = new BitBuilder();
        iolist(term, builder, 0);
        return builder.build();
    }

    private static void iolist(Term term, BitBuilder builder, int depth) {
        if (depth > 1000) {
            throw Raised.byFunction("system_limit");
        }
        switch (term) {
            case Bits bits -> builder.append(bits);
            case Int(long value) when value >= 0 && value < 256 -> builder.append(Bits.of((byte) value));
            case ListTerm list -> {
                list.forEach(element -> iolist(element, builder, depth + 1));
                if (!list.isProper()) {
                    if (!(list.tail() instanceof Bits)) {
                        throw Raised.badarg();
                    }
                    iolist(list.tail(), builder, depth + 1);
                }
            }
            case Term _ -> throw Raised.badarg();
        }
    }

    private static Term decode(Bits bits) {
        try {
            return TermReader.decode(bits.toByteArray());
        } catch (TermException e) {
            throw Raised.badarg();
        }
    }
}
