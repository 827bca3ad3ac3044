// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Bits;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Int;
import io.tiebeam.term.Term;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes a bitstring, segment by segment. */
public final class BitBuilder {
    /** What one construction may make: 128 MB. */
    static final long MAX_BITS = 1L << 30;

    private byte[] bytes = new byte[16];
    private long length; // in bits

    /** Adds the lowest {@code bits} bits of {@code value}. */
    void integer(BigInteger value, long bits, boolean little) {
        room(bits);
        int whole = (int) (bits >>> 3);
        int rest = (int) (bits & 7);
        if (!little) {
            for (int i = 0; i < rest; i++) {
                bit(value.testBit((int) bits - 1 - i));
            }
            for (int i = whole - 1; i >= 0; i--) {
                oneByte(byteOf(value, i));
            }
        } else {
            for (int i = 0; i < whole; i++) {
                oneByte(byteOf(value, i));
            }
            for (int i = rest - 1; i >= 0; i--) {
                bit(value.testBit(whole * 8 + i));
            }
        }
    }

    private static int byteOf(BigInteger value, int index) {
        return value.bitLength() < 64
                ? (int) (index < 8 ? value.longValue() >> (index * 8) : value.signum() >> 1) & 0xFF
                : value.shiftRight(index * 8).intValue() & 0xFF;
    }

    void real(double value, long bits, boolean little) {
        BigInteger raw = switch ((int) bits) {
            case 64 -> BigInteger.valueOf(Double.doubleToRawLongBits(value));
            case 32 -> {
                float f = (float) value;
                if (Float.isInfinite(f)) {
                    throw Raised.badarg();
                }
                yield BigInteger.valueOf(Float.floatToRawIntBits(f));
            }
            case 16 -> {
                short half = Float.floatToFloat16((float) value);
                if (Float.isInfinite(Float.float16ToFloat(half))) {
                    throw Raised.badarg();
                }
                yield BigInteger.valueOf(half);
            }
            default -> throw Raised.badarg();
        };
        integer(raw, bits, little);
    }

    /** Adds a character. */
    void character(Term value, Segment.Type type, boolean little) {
        if (!(value instanceof Int(long code)) || code < 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
            throw Raised.badarg();
        }
        String text = Character.toString((int) code);
        byte[] encoded = text.getBytes(
                switch (type) {
                    case UTF8 -> StandardCharsets.UTF_8;
                    case UTF16 -> little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
                    default ->
                        little
                                ? java.nio.charset.Charset.forName("UTF-32LE")
                                : java.nio.charset.Charset.forName("UTF-32BE");
                });
        append(Bits.of(encoded));
    }

    /** Adds all of {@code bits}. */
    public BitBuilder append(Bits bits) {
        append(bits, bits.bitSize());
        return this;
    }

    /** Adds the first {@code count} bits of {@code bits}. */
    void append(Bits bits, long count) {
        room(count);
        int whole = (int) (count >>> 3);
        if ((length & 7) == 0 && whole > 0) {
            bits.asByteBuffer().get(0, bytes, (int) (length >>> 3), whole);
            length += whole * 8L;
        } else {
            for (int i = 0; i < whole; i++) {
                oneByte(bits.byteAt(i) & 0xFF);
            }
        }
        int rest = (int) (count & 7);
        for (int i = 0; i < rest; i++) {
            bit((bits.byteAt(whole) >> (7 - i) & 1) != 0);
        }
    }

    private void room(long more) {
        if (more < 0 || length + more > MAX_BITS) {
            throw Raised.byFunction("system_limit");
        }
        int needed = (int) ((length + more + 7) >>> 3);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
    }

    private void oneByte(int value) {
        int at = (int) (length >>> 3);
        int shift = (int) (length & 7);
        bytes[at] |= (byte) (value >> shift);
        if (shift > 0) {
            bytes[at + 1] |= (byte) (value << (8 - shift));
        }
        length += 8;
    }

    private void bit(boolean set) {
        if (set) {
            bytes[(int) (length >>> 3)] |= (byte) (0x80 >> (length & 7));
        }
        length++;
    }

    public Bits build() {
        if (length == 0) {
            return Bits.EMPTY;
        }
        return Bits.ofBits(Arrays.copyOf(bytes, (int) ((length + 7) >>> 3)), (int) ((length - 1) & 7) + 1);
    }

    /** Adds the segment {@code segment} of {@code value}; {@code size} is null where none was given. */
    void segment(Segment segment, Term value, Term size) {
        switch (segment.type()) {
            case UTF8, UTF16, UTF32 -> character(value, segment.type(), segment.little());
            case INTEGER -> {
                if (!Arithmetic.isInteger(value)) {
                    throw Raised.badarg();
                }
                integer(Arithmetic.big(value), bits(size, 8, segment.unit()), segment.little());
            }
            case FLOAT -> {
                if (!Arithmetic.isNumber(value)) {
                    throw Raised.badarg();
                }
                double real = value instanceof FloatTerm(double x) ? x : Arithmetic.real(value);
                real(real, bits(size, 64, segment.unit()), segment.little());
            }
            case BINARY, BITSTRING -> {
                if (!(value instanceof Bits bits)) {
                    throw Raised.badarg();
                }
                long count = size == null ? bits.bitSize() : bits(size, 0, segment.unit());
                if (count > bits.bitSize() || (size == null && count % segment.unit() != 0)) {
                    throw Raised.badarg();
                }
                append(bits, count);
            }
        }
    }

    private static long bits(Term size, int byDefault, int unit) {
        return switch (size) {
            case null -> byDefault;
            case Int(long n) when n >= 0 && n <= MAX_BITS -> n * unit;
            case Int(long n) when n > MAX_BITS -> throw Raised.byFunction("system_limit");
            case Term _ -> throw Raised.badarg();
        };
    }
}
