// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.util.Arrays;
import java.util.Objects;

/**
 * The bytes of a {@link TermReader} and its place in them: nothing is read that was not checked to be there, and every
 * failure says where it is. Used by one thread at a time.
 */
abstract sealed class Input permits ScalarReader {
    byte[] bytes;
    int at;
    int end;
    private int start;

    final void range(byte[] source, int offset, int length) {
        start = Objects.checkFromIndexSize(offset, length, source.length);
        bytes = source;
        at = offset;
        end = offset + length;
    }

    /** How many bytes were read so far. */
    public final int position() {
        return at - start;
    }

    /** How many bytes are left. */
    public final int remaining() {
        return end - at;
    }

    /** Moves past {@code length} bytes; returns where they begin. */
    final int take(int length, String what) {
        int from = at;
        if (length > end - from) {
            throw failure(from, "expected " + what + " (" + bytes(length) + "), found " + bytes(end - from));
        }
        at = from + length;
        return from;
    }

    final byte[] copy(int length, String what) {
        int from = take(length, what);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    /** A 4-byte length for whose bytes there is room; they come next. */
    final int length(String what) {
        long length = u32(what);
        if (length > remaining()) {
            throw failure(at - 4, "expected " + what + " (" + bytes(length) + "), found " + bytes(remaining()));
        }
        return (int) length;
    }

    final byte tag(String what) {
        return bytes[take(1, what)];
    }

    final int u8(String what) {
        return bytes[take(1, what)] & 0xFF;
    }

    final int u16(String what) {
        return BigEndian.u16(bytes, take(2, what));
    }

    final int i32(String what) {
        return BigEndian.i32(bytes, take(4, what));
    }

    final long u32(String what) {
        return i32(what) & 0xFFFFFFFFL;
    }

    final long i64(String what) {
        return BigEndian.i64(bytes, take(8, what));
    }

    static String bytes(long count) {
        return count == 1 ? "1 byte" : count + " bytes";
    }

    final TermException failure(int where, String what) {
        return new TermException("at byte " + (where - start) + ": " + what);
    }
}
