// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.BigInt;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Int;
import io.tiebeam.term.Term;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Erlang's numbers: integers without bounds, floats that are always finite. */
public final class Arithmetic {
    /** Larger ones are a {@code system_limit}: OTP draws its line at 64 times that. */
    private static final int MAX_BITS = 1 << 20;

    private Arithmetic() {}

    public static Term add(Term a, Term b) {
        if (a instanceof Int(long x) && b instanceof Int(long y)) {
            long r = x + y;
            return ((x ^ r) & (y ^ r)) < 0 ? Int.of(BigInteger.valueOf(x).add(BigInteger.valueOf(y))) : Int.of(r);
        }
        return areIntegers(a, b) ? Int.of(big(a).add(big(b))) : real(real(a) + real(b));
    }

    public static Term subtract(Term a, Term b) {
        if (a instanceof Int(long x) && b instanceof Int(long y)) {
            long r = x - y;
            return ((x ^ y) & (x ^ r)) < 0 ? Int.of(BigInteger.valueOf(x).subtract(BigInteger.valueOf(y))) : Int.of(r);
        }
        return areIntegers(a, b) ? Int.of(big(a).subtract(big(b))) : real(real(a) - real(b));
    }

    public static Term multiply(Term a, Term b) {
        if (a instanceof Int(long x) && b instanceof Int(long y)) {
            long high = Math.multiplyHigh(x, y);
            long low = x * y;
            if ((high == 0 && low >= 0) || (high == -1 && low < 0)) {
                return Int.of(low);
            }
        }
        if (!areIntegers(a, b)) {
            return real(real(a) * real(b));
        }
        checkSize((long) big(a).bitLength() + big(b).bitLength());
        return Int.of(big(a).multiply(big(b)));
    }

    public static Term divide(Term a, Term b) {
        double divisor = real(b);
        double dividend = real(a);
        if (divisor == 0) {
            throw badarith();
        }
        return real(dividend / divisor);
    }

    /** {@code div}, towards zero. */
    public static Term quotient(Term a, Term b) {
        checkDivisor(a, b);
        if (a instanceof Int(long x) && b instanceof Int(long y) && !(x == Long.MIN_VALUE && y == -1)) {
            return Int.of(x / y);
        }
        return Int.of(big(a).divide(big(b)));
    }

    /** {@code rem}, with the sign of {@code a}. */
    public static Term remainder(Term a, Term b) {
        checkDivisor(a, b);
        return a instanceof Int(long x) && b instanceof Int(long y) ? Int.of(x % y) : Int.of(big(a).remainder(big(b)));
    }

    /** {@code Integer.mod/2}, with the sign of {@code b}. */
    public static Term modulo(Term a, Term b) {
        checkDivisor(a, b);
        BigInteger r = big(a).remainder(big(b));
        return Int.of(r.signum() != 0 && r.signum() != big(b).signum() ? r.add(big(b)) : r);
    }

    private static void checkDivisor(Term a, Term b) {
        if (!areIntegers(a, b) || big(b).signum() == 0) {
            throw badarith();
        }
    }

    public static Term negate(Term a) {
        return a instanceof FloatTerm(double x) ? new FloatTerm(-x) : subtract(Int.of(0), a);
    }

    public static Term shift(Term a, Term by) {
        if (!areIntegers(a, by)) {
            throw badarith();
        }
        BigInteger value = big(a);
        if (!(by instanceof Int(long n)) || n > MAX_BITS) {
            if (value.signum() == 0) {
                return Int.of(0);
            }
            if (big(by).signum() > 0) {
                throw Raised.byFunction("system_limit");
            }
        }
        long n = by instanceof Int(long small) ? small : Long.MIN_VALUE;
        if (n < -((long) MAX_BITS * 2)) {
            return Int.of(value.signum() < 0 ? -1 : 0);
        }
        checkSize(value.bitLength() + Math.max(0, n));
        return Int.of(value.shiftLeft((int) n));
    }

    public static Term bitwise(String operator, Term a, Term b) {
        if (!areIntegers(a, b)) {
            throw badarith();
        }
        if (a instanceof Int(long x) && b instanceof Int(long y)) {
            return Int.of(
                    switch (operator) {
                        case "band" -> x & y;
                        case "bor" -> x | y;
                        default -> x ^ y;
                    });
        }
        return Int.of(
                switch (operator) {
                    case "band" -> big(a).and(big(b));
                    case "bor" -> big(a).or(big(b));
                    default -> big(a).xor(big(b));
                });
    }

    public static Term complement(Term a) {
        if (!isInteger(a)) {
            throw badarith();
        }
        return Int.of(big(a).not());
    }

    public static Term abs(Term a) {
        return switch (a) {
            case FloatTerm(double x) -> new FloatTerm(Math.abs(x));
            case Term n when isInteger(n) -> Int.of(big(n).abs());
            case Term _ -> throw Raised.badarg();
        };
    }

    /** {@code base} to the power of {@code exponent}, which is not negative. */
    public static Term power(BigInteger base, long exponent) {
        if (base.bitLength() > 1) {
            checkSize(base.bitLength() * Math.min(exponent, Integer.MAX_VALUE));
        }
        if (exponent > Integer.MAX_VALUE) { // then the base is 0, 1 or -1
            return Int.of(exponent % 2 == 0 ? base.abs() : base);
        }
        return Int.of(base.pow((int) exponent));
    }

    private static void checkSize(long bits) {
        if (bits > MAX_BITS) {
            throw Raised.byFunction("system_limit");
        }
    }

    public static boolean isInteger(Term a) {
        return a instanceof Int || a instanceof BigInt;
    }

    public static boolean isNumber(Term a) {
        return isInteger(a) || a instanceof FloatTerm;
    }

    private static boolean areIntegers(Term a, Term b) {
        return isInteger(a) && isInteger(b);
    }

    /** The value of an integer. */
    public static BigInteger big(Term a) {
        return switch (a) {
            case Int(long x) -> BigInteger.valueOf(x);
            case BigInt(var x) -> x;
            case Term _ -> throw badarith();
        };
    }

    /** The value of a number as a float. */
    public static double real(Term a) {
        double value = switch (a) {
            case Int(long x) -> x;
            case BigInt(var x) -> x.doubleValue();
            case FloatTerm(double x) -> x;
            case Term _ -> throw badarith();
        };
        if (!Double.isFinite(value)) {
            throw badarith();
        }
        return value;
    }

    public static Term real(double value) {
        if (!Double.isFinite(value)) {
            throw badarith();
        }
        return new FloatTerm(value);
    }

    /** A whole float as an integer. */
    public static Term whole(double value) {
        return Int.of(new BigDecimal(value).toBigInteger());
    }

    private static Raised badarith() {
        return Raised.byFunction("badarith");
    }
}
