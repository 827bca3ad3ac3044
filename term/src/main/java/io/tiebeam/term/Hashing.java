// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Hash codes that differ from one JVM to the next, so that no peer can compute terms which collide: atoms and keys of
 * maps come from the network, and tables full of collisions would be slow for everyone.
 */
final class Hashing {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED;
    private static final long FACTOR;

    static {
        var random = new SecureRandom();
        SEED = random.nextLong();
        FACTOR = random.nextLong() | 1;
    }

    private Hashing() {}

    static int of(long value) {
        return fold((value ^ SEED) * FACTOR);
    }

    /** The hash of {@code length} bytes, eight at a time; the last eight may overlap those before. */
    static int of(byte[] bytes, int offset, int length) {
        long hash = SEED ^ length;
        if (length >= 8) {
            int last = offset + length - 8;
            for (int i = offset; i < last; i += 8) {
                hash = mix(hash ^ (long) LONGS.get(bytes, i));
            }
            return fold(mix(hash ^ (long) LONGS.get(bytes, last)));
        }
        if (length >= 4) {
            return fold(mix(hash ^ fourToSeven(bytes, offset, length)));
        }
        for (int i = offset; i < offset + length; i++) {
            hash = hash << 8 ^ bytes[i];
        }
        return fold(mix(hash));
    }

    /** Whether two ranges hold the same bytes; for short ones, such as names, faster than {@code Arrays.equals}. */
    static boolean same(byte[] a, int from, byte[] b, int start, int length) {
        if (length >= 8) {
            int last = length - 8;
            for (int i = 0; i < last; i += 8) {
                if ((long) LONGS.get(a, from + i) != (long) LONGS.get(b, start + i)) {
                    return false;
                }
            }
            return (long) LONGS.get(a, from + last) == (long) LONGS.get(b, start + last);
        }
        if (length >= 4) {
            return fourToSeven(a, from, length) == fourToSeven(b, start, length);
        }
        for (int i = 0; i < length; i++) {
            if (a[from + i] != b[start + i]) {
                return false;
            }
        }
        return true;
    }

    private static long fourToSeven(byte[] bytes, int offset, int length) {
        return (long) (int) INTS.get(bytes, offset) << 32 ^ (int) INTS.get(bytes, offset + length - 4);
    }

    /** The halves of the 128-bit product laid over each other: each bit of the input moves bits anywhere. */
    private static long mix(long value) {
        return (value * FACTOR) ^ Math.multiplyHigh(value, FACTOR);
    }

    private static int fold(long hash) {
        return (int) (hash ^ (hash >>> 32));
    }
}
