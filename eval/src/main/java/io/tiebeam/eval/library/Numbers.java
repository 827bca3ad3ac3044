// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Arithmetic;
import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Elixir's {@code Integer} and {@code Float}, Erlang's {@code math} and {@code rand}. */
final class Numbers {
    private static final Pattern FLOAT_PREFIX = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+([eE][+-]?[0-9]+)?)?");

    private Numbers() {}

    static void enter(Library library) {
        library.module("Elixir.Integer")
                .def("to_string", 1, (_, a) -> Bits.of(Conversions.integer(a[0], 10)))
                .def("to_string", 2, (_, a) -> Bits.of(Conversions.integer(a[0], Args.integer(a[1]))))
                .def("to_charlist", 1, (_, a) -> ListTerm.charlist(Conversions.integer(a[0], 10)))
                .def("parse", 1, (_, a) -> parseInteger(Args.text(a[0]), 10))
                .def("parse", 2, (_, a) -> parseInteger(Args.text(a[0]), Args.integer(a[1])))
                .def("digits", 1, (_, a) -> digits(a[0], 10))
                .def("digits", 2, (_, a) -> digits(a[0], Args.integer(a[1])))
                .def("undigits", 1, (_, a) -> undigits(Args.list(a[0]), 10))
                .def("undigits", 2, (_, a) -> undigits(Args.list(a[0]), Args.integer(a[1])))
                .def("pow", 2, (_, a) -> {
                    long exponent = ((Int) a[1]).value();
                    if (exponent < 0) {
                        throw Raised.error(
                                Exceptions.message("Elixir.ArithmeticError", "bad argument in arithmetic expression"));
                    }
                    return Arithmetic.power(Arithmetic.big(a[0]), exponent);
                })
                .def("mod", 2, (_, a) -> Arithmetic.modulo(a[0], a[1]))
                .def("floor_div", 2, (_, a) -> {
                    Term remainder = Arithmetic.modulo(a[0], a[1]);
                    return Arithmetic.quotient(Arithmetic.subtract(a[0], remainder), a[1]);
                })
                .def("gcd", 2, (_, a) -> Int.of(Arithmetic.big(a[0]).gcd(Arithmetic.big(a[1]))))
                .def("is_even", 1, (_, a) -> Atom.of(!Arithmetic.big(a[0]).testBit(0)))
                .def("is_odd", 1, (_, a) -> Atom.of(Arithmetic.big(a[0]).testBit(0)));
        library.module("Elixir.Float")
                .def("to_string", 1, (_, a) -> Bits.of(((FloatTerm) a[0]).toString()))
                .def("to_charlist", 1, (_, a) -> ListTerm.charlist(((FloatTerm) a[0]).toString()))
                .def("round", 1, (_, a) -> rounded(a[0], 0, RoundingMode.HALF_UP))
                .def("round", 2, (_, a) -> rounded(a[0], Args.natural(a[1]), RoundingMode.HALF_UP))
                .def("floor", 1, (_, a) -> rounded(a[0], 0, RoundingMode.FLOOR))
                .def("floor", 2, (_, a) -> rounded(a[0], Args.natural(a[1]), RoundingMode.FLOOR))
                .def("ceil", 1, (_, a) -> rounded(a[0], 0, RoundingMode.CEILING))
                .def("ceil", 2, (_, a) -> rounded(a[0], Args.natural(a[1]), RoundingMode.CEILING))
                .def("parse", 1, (_, a) -> parseFloat(Args.text(a[0])))
                .def("pow", 2, (_, a) -> Arithmetic.real(Math.pow(Arithmetic.real(a[0]), Arithmetic.real(a[1]))));
        Library.Module math = library.module("math");
        function(math, "sqrt", Math::sqrt);
        function(math, "sin", Math::sin);
        function(math, "cos", Math::cos);
        function(math, "tan", Math::tan);
        function(math, "asin", Math::asin);
        function(math, "acos", Math::acos);
        function(math, "atan", Math::atan);
        function(math, "exp", Math::exp);
        function(math, "log", Math::log);
        function(math, "log10", Math::log10);
        function(math, "log2", x -> Math.log(x) / Math.log(2));
        function(math, "floor", Math::floor);
        function(math, "ceil", Math::ceil);
        math.def("pi", 0, (_, _) -> new FloatTerm(Math.PI))
                .def("pow", 2, (_, a) -> Arithmetic.real(Math.pow(Arithmetic.real(a[0]), Arithmetic.real(a[1]))))
                .def("atan2", 2, (_, a) -> Arithmetic.real(Math.atan2(Arithmetic.real(a[0]), Arithmetic.real(a[1]))))
                .def("fmod", 2, (_, a) -> Arithmetic.real(Arithmetic.real(a[0]) % Arithmetic.real(a[1])));
        library.module("rand")
                .def(
                        "uniform",
                        0,
                        (_, _) -> new FloatTerm(ThreadLocalRandom.current().nextDouble()))
                .def("uniform", 1, (_, a) -> {
                    int bound = Args.integer(a[0]);
                    if (bound < 1) {
                        throw Raised.byFunction("function_clause");
                    }
                    return Int.of(ThreadLocalRandom.current().nextInt(bound) + 1L);
                });
    }

    private static void function(Library.Module math, String name, DoubleUnaryOperator f) {
        math.def(name, 1, (_, a) -> Arithmetic.real(f.applyAsDouble(Arithmetic.real(a[0]))));
    }

    /** {@code {Integer, Rest}}, or {@code :error}. */
    private static Term parseInteger(String text, int base) {
        int end = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        int from = end;
        while (end < text.length() && text.charAt(end) < 128 && Character.digit(text.charAt(end), base) >= 0) {
            end++;
        }
        return end == from
                ? Atom.ERROR
                : Tuple.of(Conversions.parseInteger(text.substring(0, end), base), Bits.of(text.substring(end)));
    }

    private static Term parseFloat(String text) {
        Matcher prefix = FLOAT_PREFIX.matcher(text);
        return prefix.lookingAt()
                ? Tuple.of(Arithmetic.real(Double.parseDouble(prefix.group())), Bits.of(text.substring(prefix.end())))
                : Atom.ERROR;
    }

    private static Term digits(Term number, int base) {
        BigInteger left = Arithmetic.big(number);
        BigInteger radix = BigInteger.valueOf(base);
        if (base < 2) {
            throw Raised.byFunction("function_clause");
        }
        List<Term> digits = new ArrayList<>();
        do {
            BigInteger[] parts = left.divideAndRemainder(radix);
            digits.add(Int.of(parts[1]));
            left = parts[0];
        } while (left.signum() != 0);
        return ListTerm.of(digits.reversed());
    }

    private static Term undigits(List<Term> digits, int base) {
        Term number = Int.of(0);
        for (Term digit : digits) {
            number = Arithmetic.add(Arithmetic.multiply(number, Int.of(base)), digit);
        }
        return number;
    }

    private static Term rounded(Term number, int places, RoundingMode how) {
        return Arithmetic.real(new BigDecimal(((FloatTerm) number).value())
                .setScale(Math.min(places, 400), how)
                .doubleValue());
    }
}
