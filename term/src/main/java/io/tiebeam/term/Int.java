// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.math.BigInteger;

/** An integer that fits a {@code long}; larger ones are {@link BigInt}, so that each integer has one representation. */
public record Int(long value) implements Term {
    private static final int CACHED = 1024;
    private static final Int[] CACHE = new Int[CACHED];

    static {
        for (int i = 0; i < CACHED; i++) {
            CACHE[i] = new Int(i);
        }
    }

    /** The integer {@code value}; 0 to 1023 are shared instances. */
    public static Int of(long value) {
        return value >= 0 && value < CACHED ? CACHE[(int) value] : new Int(value);
    }

    /** The integer {@code value} as {@link Int} where it fits, else as {@link BigInt}. */
    public static Term of(BigInteger value) {
        return value.bitLength() < Long.SIZE ? of(value.longValue()) : new BigInt(value);
    }

    @Override
    public int hashCode() {
        return Hashing.of(value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
