// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;

/** Constant expressions in patterns: literals, and arithmetic with them. */
final class Constants {
    private Constants() {}

    /** @throws IllFormedException for what is not constant */
    static Term of(Expr expr) {
        try {
            return value(expr);
        } catch (Raised noNumber) {
            throw illegal(expr);
        }
    }

    private static Term value(Expr expr) {
        if (expr instanceof Expr.Literal(var value)) {
            return value;
        }
        if (!(expr instanceof Expr.CallRemote call)
                || !(call.function() instanceof Expr.Literal(Atom operator))
                || call.arguments().isEmpty()) {
            throw illegal(expr);
        }
        Term a = value(call.arguments().getFirst());
        if (call.arguments().size() == 1) {
            return switch (operator.name()) {
                case "+" -> Arithmetic.add(a, io.tiebeam.term.Int.of(0));
                case "-" -> Arithmetic.negate(a);
                case "bnot" -> Arithmetic.complement(a);
                default -> throw illegal(expr);
            };
        }
        Term b = value(call.arguments().get(1));
        return switch (operator.name()) {
            case "+" -> Arithmetic.add(a, b);
            case "-" -> Arithmetic.subtract(a, b);
            case "*" -> Arithmetic.multiply(a, b);
            case "/" -> Arithmetic.divide(a, b);
            case "div" -> Arithmetic.quotient(a, b);
            case "rem" -> Arithmetic.remainder(a, b);
            case "band", "bor", "bxor" -> Arithmetic.bitwise(operator.name(), a, b);
            case "bsl" -> Arithmetic.shift(a, b);
            case "bsr" -> Arithmetic.shift(a, Arithmetic.negate(b));
            case "++" -> ListTerm.of(((ListTerm) a).elements(), b);
            default -> throw illegal(expr);
        };
    }

    private static IllFormedException illegal(Expr expr) {
        return new IllFormedException("illegal pattern: " + expr);
    }
}
