// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Hash codes that differ from one JVM to the next, so that no peer can compute terms which collide: atoms and keys of maps
 * come from the network, and tables full of collisions would be slow for everyone.
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

    /** The hash of {@code length} bytes, eight at a time. */
    static int of(byte[] bytes, int offset, int length) {
        long hash = SEED ^ length;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            hash = mix(hash ^ (long) LONGS.get(bytes, offset + i));
        }
        if (i + 4 <= length) {
            hash = mix(hash ^ (int) INTS.get(bytes, offset + i));
            i += 4;
        }
        for (; i < length; i++) {
            hash = mix(hash ^ bytes[offset + i]);
        }
        return fold(hash);
    }

    /** The halves of the 128-bit product laid over each other: each bit of the input moves bits anywhere. */
    private static long mix(long value) {
        return (value * FACTOR) ^ Math.multiplyHigh(value, FACTOR);
    }

    private static int fold(long hash) {
        return (int) (hash ^ (hash >>> 32));
    }
}
