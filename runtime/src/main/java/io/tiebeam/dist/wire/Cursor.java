// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Walks over bytes of a peer and believes no length before the bytes are there. Confined to the thread that reads. */
final class Cursor {
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final int start;
    private final int end;
    private int at;

    Cursor(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.start = offset;
        this.at = offset;
        this.end = offset + length;
    }

    int u8(String what) {
        return bytes[take(1, what)] & 0xFF;
    }

    int u16(String what) {
        return (short) SHORTS.get(bytes, take(2, what)) & 0xFFFF;
    }

    int i32(String what) {
        return (int) INTS.get(bytes, take(4, what));
    }

    long i64(String what) {
        return (long) LONGS.get(bytes, take(8, what));
    }

    /** A copy of the next {@code length} bytes. */
    byte[] bytes(int length, String what) {
        int from = take(length, what);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    /** Passes over {@code length} bytes and says where in the array they begin. */
    int take(int length, String what) {
        if (length > end - at) {
            throw new ProtocolException(
                    what + " at byte " + (at - start) + ": expected " + length + " bytes, got " + (end - at));
        }
        int from = at;
        at += length;
        return from;
    }

    /** Where the next byte is in the array. */
    int position() {
        return at;
    }

    /** How many bytes are left. */
    int remaining() {
        return end - at;
    }
}
