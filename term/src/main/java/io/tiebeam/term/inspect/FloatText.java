// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.inspect;

import java.math.BigDecimal;

/**
 * How Elixir writes a float: the fewest digits that read back as the same number; whole numbers below 1.0e16 in full,
 * others in the shorter of the two notations.
 */
final class FloatText {
    private FloatText() {}

    static String of(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        String sign = value < 0 ? "-" : "";
        double magnitude = Math.abs(value);
        if (magnitude >= 1 && magnitude < 1e16 && magnitude == Math.rint(magnitude)) {
            return sign + (long) magnitude + ".0";
        }
        BigDecimal shortest = shortest(magnitude);
        String digits = shortest.unscaledValue().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        String scientific =
                digits.charAt(0) + "." + (digits.length() == 1 ? "0" : digits.substring(1)) + "e" + exponent;
        String plain = shortest.toPlainString();
        boolean isPlain = magnitude < (1L << 53) && plain.length() <= scientific.length();
        return sign + (isPlain ? plain : scientific);
    }

    private static BigDecimal shortest(double magnitude) {
        BigDecimal digits = new BigDecimal(Double.toString(magnitude)).stripTrailingZeros();
        if (digits.precision() == 2) {
            // Java shows two digits where one would do, as in 4.9E-324.
            BigDecimal one = digits.round(new java.math.MathContext(1, java.math.RoundingMode.HALF_EVEN));
            if (one.doubleValue() == magnitude) {
                return one.stripTrailingZeros();
            }
        }
        return digits;
    }
}
