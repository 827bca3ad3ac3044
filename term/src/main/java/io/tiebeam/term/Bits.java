// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A binary or a bitstring. A large one that came from the network is a slice of the frame it arrived in, not a copy;
 * {@link #compact()} lets go of the rest.
 */
public final class Bits implements Term {
    /** The empty binary, {@code ""}. */
    public static final Bits EMPTY = new Bits(new byte[0], 0, 0, 0);

    private final byte[] array;
    private final int offset;
    private final int length;
    private final int lastBits; // 0: all 8 bits of the last byte count, else 1 to 7 of them, at its high end

    private Bits(byte[] array, int offset, int length, int lastBits) {
        this.array = array;
        this.offset = offset;
        this.length = length;
        this.lastBits = lastBits;
    }

    /** The binary of {@code bytes}, which are copied. */
    public static Bits of(byte... bytes) {
        return owning(bytes.clone());
    }

    /** The binary of the UTF-8 form of {@code text}: what Elixir calls a string. */
    public static Bits of(String text) {
        return owning(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The bitstring of the first {@code (bytes.length - 1) * 8 + lastBits} bits of {@code bytes}, which are copied.
     *
     * @param lastBits how many bits of the last byte count, from its high end: 1 to 8
     */
    public static Bits ofBits(byte[] bytes, int lastBits) {
        return slice(bytes.clone(), 0, bytes.length, lastBits);
    }

    static Bits owning(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Bits(bytes, 0, bytes.length, 0);
    }

    /** A window on {@code array}, which nobody changes any more. Bits beyond {@code lastBits} must not matter. */
    static Bits slice(byte[] array, int offset, int length, int lastBits) {
        if (lastBits < 1 || lastBits > 8 || length == 0) {
            if (lastBits == 8 && length == 0) {
                return EMPTY;
            }
            throw new IllegalArgumentException("a bitstring uses 1 to 8 bits of its last byte, got " + lastBits);
        }
        return new Bits(array, offset, length, lastBits & 7);
    }

    /** The number of bytes, the last of which may be used in part. */
    public int size() {
        return length;
    }

    /** The number of bits. */
    public long bitSize() {
        return lastBits == 0 ? length * 8L : (length - 1) * 8L + lastBits;
    }

    /** Whether this is made of whole bytes. */
    public boolean isBinary() {
        return lastBits == 0;
    }

    /** How many bits of the last byte count, 1 to 8; 8 for the empty binary. */
    public int lastBits() {
        return lastBits == 0 ? 8 : lastBits;
    }

    /** Byte {@code i}; the unused low bits of a bitstring's last byte read as 0. */
    public byte byteAt(int i) {
        byte b = array[offset + Objects.checkIndex(i, length)];
        return lastBits != 0 && i == length - 1 ? (byte) (b & (0xFF00 >> lastBits)) : b;
    }

    /** The bytes, copied; the unused low bits of a bitstring's last byte are 0. */
    public byte[] toByteArray() {
        byte[] copy = Arrays.copyOfRange(array, offset, offset + length);
        if (lastBits != 0) {
            copy[length - 1] = byteAt(length - 1);
        }
        return copy;
    }

    /** The bytes as a buffer that cannot be written to. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(lastBits == 0 ? array : toByteArray(), lastBits == 0 ? offset : 0, length)
                .slice()
                .asReadOnlyBuffer();
    }

    /** The text whose UTF-8 form this is; empty where it is none, or no binary. */
    public Optional<String> text() {
        if (lastBits != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(array, offset, length))
                    .toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }

    /** These bits in an array of their own size. */
    public Bits compact() {
        return array.length == length
                ? this
                : new Bits(Arrays.copyOfRange(array, offset, offset + length), 0, length, lastBits);
    }

    /** The array behind this; not to be changed. */
    byte[] array() {
        return array;
    }

    /** Where this begins in {@link #array()}. */
    int offset() {
        return offset;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Bits b) || b.length != length || b.lastBits != lastBits) {
            return false;
        }
        int whole = lastBits == 0 ? length : length - 1;
        return Arrays.equals(array, offset, offset + whole, b.array, b.offset, b.offset + whole)
                && (lastBits == 0 || byteAt(whole) == b.byteAt(whole));
    }

    @Override
    public int hashCode() {
        int whole = lastBits == 0 ? length : length - 1;
        int hash = Hashing.of(array, offset, whole);
        return lastBits == 0 ? hash : 31 * hash + Hashing.of(byteAt(whole) << 3 | lastBits);
    }

    @Override
    public String toString() {
        return Inspect.inspect(this);
    }
}
