// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Floats as Erlang writes them. Source: OTP {@code float_to_list/2} with {@code short}, {@code io_lib_format}. */
final class FloatText {
    private static final double LARGEST_EXACT_INTEGER = 1L << 53;

    /** The digits that {@code float_to_list/1} makes, on which the rounding of a format works. */
    private static final MathContext DIGITS = new MathContext(21, RoundingMode.HALF_EVEN);

    private FloatText() {}

    /** The shortest text that reads back as {@code value}: {@code 0.1}, {@code 1.0e22}. */
    static String shortest(double value) {
        if (value == 0) {
            return sign(value) + "0.0";
        }
        BigDecimal decimal = fewestDigits(Math.abs(value));
        String digits = decimal.unscaledValue().toString();
        int exponent = digits.length() - decimal.scale() - 1; // of the first digit
        String plain = plain(digits, exponent);
        String scientific = scientific(digits, exponent);
        boolean tooLarge = Math.abs(value) >= LARGEST_EXACT_INTEGER;
        return sign(value) + (tooLarge || scientific.length() < plain.length() ? scientific : plain);
    }

    /** Java finds the fewest digits too, but never less than two: 5.0e-324 is 4.9E-324 there. */
    private static BigDecimal fewestDigits(double magnitude) {
        BigDecimal digits = new BigDecimal(Double.toString(magnitude)).stripTrailingZeros();
        BigDecimal one = digits.round(new MathContext(1, RoundingMode.HALF_EVEN));
        return one.doubleValue() == magnitude ? one.stripTrailingZeros() : digits;
    }

    private static String plain(String digits, int exponent) {
        if (exponent < 0) {
            return "0." + "0".repeat(-exponent - 1) + digits;
        }
        if (exponent + 1 >= digits.length()) {
            return digits + "0".repeat(exponent + 1 - digits.length()) + ".0";
        }
        return digits.substring(0, exponent + 1) + "." + digits.substring(exponent + 1);
    }

    private static String scientific(String digits, int exponent) {
        return digits.charAt(0) + "." + (digits.length() == 1 ? "0" : digits.substring(1)) + "e" + exponent;
    }

    /** {@code ~e}: {@code significant} digits, one of them before the point, and an exponent with its sign. */
    static String exponential(double value, int significant) {
        Decimal decimal = Decimal.of(value);
        Mantissa mantissa = mantissa(decimal.digits(), 1, significant - 1);
        int exponent = decimal.exponent() + (mantissa.carry() ? 1 : 0);
        String digits = mantissa.carry() ? "1" + mantissa.text().substring(1) : mantissa.text();
        return sign(value) + digits + "e" + (exponent >= 0 ? "+" : "") + exponent;
    }

    /** {@code ~f}: {@code decimals} digits after the point. */
    static String fixed(double value, int decimals) {
        Decimal decimal = Decimal.of(value);
        int whole = decimal.exponent() + 1;
        Mantissa mantissa = whole > 0
                ? mantissa(decimal.digits(), whole, decimals)
                : mantissa("0".repeat(1 - whole) + decimal.digits(), 1, decimals);
        return sign(value) + (mantissa.carry() ? "1" : "") + mantissa.text();
    }

    private static String sign(double value) {
        return Double.doubleToRawLongBits(value) < 0 ? "-" : "";
    }

    private static Mantissa mantissa(String digits, int whole, int decimals) {
        int wanted = whole + decimals;
        StringBuilder kept = new StringBuilder(digits.substring(0, Math.min(wanted, digits.length())));
        kept.repeat("0", wanted - kept.length());
        boolean carry = wanted < digits.length() && digits.charAt(wanted) >= '5';
        for (int i = wanted - 1; carry && i >= 0; i--) {
            carry = kept.charAt(i) == '9';
            kept.setCharAt(i, carry ? '0' : (char) (kept.charAt(i) + 1));
        }
        return new Mantissa(kept.insert(whole, '.').toString(), carry);
    }

    /** The digits around the point; {@code carry} says that a 1 belongs before them. */
    private record Mantissa(String text, boolean carry) {}

    /** {@code d.ddd…} times ten to the {@code exponent}: the magnitude of a float in 21 digits. */
    private record Decimal(String digits, int exponent) {
        static Decimal of(double value) {
            if (value == 0) {
                return new Decimal("0".repeat(DIGITS.getPrecision()), 0);
            }
            BigDecimal exact = new BigDecimal(Math.abs(value)).round(DIGITS);
            String digits = exact.unscaledValue().toString();
            int exponent = digits.length() - exact.scale() - 1;
            return new Decimal(digits + "0".repeat(DIGITS.getPrecision() - digits.length()), exponent);
        }
    }
}
