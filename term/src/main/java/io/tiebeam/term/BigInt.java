// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.math.BigInteger;

/** An integer beyond the range of {@code long}. {@link Int#of(BigInteger)} chooses between the two. */
public record BigInt(BigInteger value) implements Term {
    /**
     * Checks that it belongs here.
     *
     * @throws IllegalArgumentException for a value that {@link Int} holds: each integer has one representation
     */
    public BigInt {
        if (value.bitLength() < Long.SIZE) {
            throw new IllegalArgumentException(value + " fits a long; use Int.of");
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
