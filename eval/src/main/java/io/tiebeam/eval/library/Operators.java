// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Arithmetic;
import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Erlang's operators. */
final class Operators {
    private Operators() {}

    static void enter(Library.Module erlang) {
        erlang.def("+", 2, (_, a) -> Arithmetic.add(a[0], a[1]))
                .def("-", 2, (_, a) -> Arithmetic.subtract(a[0], a[1]))
                .def("*", 2, (_, a) -> Arithmetic.multiply(a[0], a[1]))
                .def("/", 2, (_, a) -> Arithmetic.divide(a[0], a[1]))
                .def("div", 2, (_, a) -> Arithmetic.quotient(a[0], a[1]))
                .def("rem", 2, (_, a) -> Arithmetic.remainder(a[0], a[1]))
                .def("+", 1, (_, a) -> Arithmetic.add(a[0], Int.of(0)))
                .def("-", 1, (_, a) -> Arithmetic.negate(a[0]))
                .def("band", 2, (_, a) -> Arithmetic.bitwise("band", a[0], a[1]))
                .def("bor", 2, (_, a) -> Arithmetic.bitwise("bor", a[0], a[1]))
                .def("bxor", 2, (_, a) -> Arithmetic.bitwise("bxor", a[0], a[1]))
                .def("bnot", 1, (_, a) -> Arithmetic.complement(a[0]))
                .def("bsl", 2, (_, a) -> Arithmetic.shift(a[0], a[1]))
                .def("bsr", 2, (_, a) -> Arithmetic.shift(a[0], Arithmetic.negate(a[1])))
                .def("abs", 1, (_, a) -> Arithmetic.abs(a[0]))
                .def("==", 2, (_, a) -> Atom.of(same(a[0], a[1])))
                .def("/=", 2, (_, a) -> Atom.of(!same(a[0], a[1])))
                .def("=:=", 2, (_, a) -> Atom.of(a[0].equals(a[1])))
                .def("=/=", 2, (_, a) -> Atom.of(!a[0].equals(a[1])))
                .def("<", 2, (_, a) -> Atom.of(compare(a[0], a[1]) < 0))
                .def(">", 2, (_, a) -> Atom.of(compare(a[0], a[1]) > 0))
                .def("=<", 2, (_, a) -> Atom.of(compare(a[0], a[1]) <= 0))
                .def(">=", 2, (_, a) -> Atom.of(compare(a[0], a[1]) >= 0))
                .def("max", 2, (_, a) -> compare(a[0], a[1]) >= 0 ? a[0] : a[1])
                .def("min", 2, (_, a) -> compare(a[0], a[1]) <= 0 ? a[0] : a[1])
                .def("not", 1, (_, a) -> Atom.of(!bool(a[0])))
                .def("and", 2, (_, a) -> Atom.of(bool(a[0]) & bool(a[1])))
                .def("or", 2, (_, a) -> Atom.of(bool(a[0]) | bool(a[1])))
                .def("xor", 2, (_, a) -> Atom.of(bool(a[0]) ^ bool(a[1])))
                .def("++", 2, (_, a) -> append(a[0], a[1]))
                .def("--", 2, (_, a) -> subtract(a[0], a[1]))
                .def("round", 1, (_, a) -> rounded(a[0], Rounding.HALF))
                .def("trunc", 1, (_, a) -> rounded(a[0], Rounding.TRUNCATE))
                .def("floor", 1, (_, a) -> rounded(a[0], Rounding.DOWN))
                .def("ceil", 1, (_, a) -> rounded(a[0], Rounding.UP))
                .def("float", 1, (_, a) -> {
                    if (!Arithmetic.isNumber(a[0])) {
                        throw Raised.badarg();
                    }
                    return Arithmetic.real(Arithmetic.real(a[0]));
                });
    }

    enum Rounding {
        HALF,
        TRUNCATE,
        DOWN,
        UP
    }

    static Term rounded(Term number, Rounding how) {
        if (Arithmetic.isInteger(number)) {
            return number;
        }
        if (!(number instanceof FloatTerm(double x))) {
            throw Raised.badarg();
        }
        return Arithmetic.whole(
                switch (how) {
                    case HALF -> Math.copySign(Math.floor(Math.abs(x)) + (halfOrMore(x) ? 1 : 0), x);
                    case TRUNCATE -> x < 0 ? Math.ceil(x) : Math.floor(x);
                    case DOWN -> Math.floor(x);
                    case UP -> Math.ceil(x);
                });
    }

    private static boolean halfOrMore(double x) {
        double magnitude = Math.abs(x);
        return magnitude - Math.floor(magnitude) >= 0.5;
    }

    static int compare(Term a, Term b) {
        return TermOrder.STANDARD.compare(a, b);
    }

    static boolean same(Term a, Term b) {
        return a.equals(b) || compare(a, b) == 0;
    }

    private static boolean bool(Term term) {
        if (term.equals(Atom.TRUE)) {
            return true;
        }
        if (term.equals(Atom.FALSE)) {
            return false;
        }
        throw Raised.badarg();
    }

    static Term append(Term a, Term b) {
        if (!(a instanceof ListTerm list) || !list.isProper()) {
            throw Raised.badarg();
        }
        return list.isEmpty() ? b : ListTerm.of(list.elements(), b);
    }

    /** Each element of {@code b} takes its first equal out of {@code a}. */
    static Term subtract(Term a, Term b) {
        if (!(a instanceof ListTerm from && from.isProper() && b instanceof ListTerm what && what.isProper())) {
            throw Raised.badarg();
        }
        Map<Term, Integer> left = new HashMap<>();
        what.forEach(element -> left.merge(element, 1, Integer::sum));
        List<Term> kept = new ArrayList<>();
        for (Term element : from) {
            int takes = left.getOrDefault(element, 0);
            if (takes == 0) {
                kept.add(element);
            } else {
                left.put(element, takes - 1);
            }
        }
        return ListTerm.of(kept);
    }
}
