// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/** A float: always finite, as in Erlang. {@code 0.0} and {@code -0.0} differ, as they do since OTP 27. */
public record FloatTerm(double value) implements Term {
    /**
     * Checks that it is a number.
     *
     * @throws IllegalArgumentException for NaN and the infinities, which Erlang does not have
     */
    public FloatTerm {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(value + " is not a float of Erlang: expected a finite number");
        }
    }

    @Override
    public String toString() {
        return Inspect.inspect(this);
    }
}
