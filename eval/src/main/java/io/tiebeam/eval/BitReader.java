// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Bits;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Int;
import io.tiebeam.term.Term;
import java.math.BigInteger;

/** Reads a bitstring from its front, for patterns. What does not fit gives null and takes nothing. */
public final class BitReader {
    private final Bits bits;
    private long at;

    public BitReader(Bits bits) {
        this.bits = bits;
    }

    /** One that stands where this one does. */
    BitReader copy() {
        BitReader other = new BitReader(bits);
        other.at = at;
        return other;
    }

    public long left() {
        return bits.bitSize() - at;
    }

    /** The next {@code count} bits as an integer. */
    Term integer(long count, boolean signed, boolean little) {
        if (count < 0 || count > left()) {
            return null;
        }
        if (count <= 56 && !little) {
            long value = 0;
            for (long i = 0; i < count; ) {
                int offset = (int) ((at + i) & 7);
                int take = (int) Math.min(8 - offset, count - i);
                int b = bits.byteAt((int) ((at + i) >>> 3)) & 0xFF;
                value = value << take | (b >> (8 - offset - take) & ((1 << take) - 1));
                i += take;
            }
            at += count;
            return Int.of(signed && count > 0 ? value << (64 - count) >> (64 - count) : value);
        }
        byte[] raw = take(count).toByteArray();
        int rest = (int) (count & 7);
        byte[] bigEndian = new byte[raw.length];
        if (little) {
            for (int i = 0; i < raw.length; i++) {
                bigEndian[raw.length - 1 - i] = raw[i];
            }
            if (rest != 0) { // the last byte, which is the highest, holds its bits at its high end
                bigEndian[0] = (byte) ((bigEndian[0] & 0xFF) >> (8 - rest));
            }
        } else {
            System.arraycopy(raw, 0, bigEndian, 0, raw.length);
        }
        BigInteger value = new BigInteger(1, bigEndian);
        if (!little && rest != 0) {
            value = value.shiftRight(8 - rest);
        }
        if (signed && count > 0 && value.testBit((int) count - 1)) {
            value = value.subtract(BigInteger.ONE.shiftLeft((int) count));
        }
        return Int.of(value);
    }

    /** The next {@code count} bits as a float; null also for what is no number. */
    Term real(long count, boolean little) {
        if (count != 64 && count != 32 && count != 16) {
            return null;
        }
        Term raw = integer(count, true, little);
        if (raw == null) {
            return null;
        }
        long value = Arithmetic.big(raw).longValue();
        double real = switch ((int) count) {
            case 64 -> Double.longBitsToDouble(value);
            case 32 -> Float.intBitsToFloat((int) value);
            default -> Float.float16ToFloat((short) value);
        };
        return Double.isFinite(real) ? new FloatTerm(real) : null;
    }

    /** The next {@code count} bits. */
    public Bits take(long count) {
        if (count < 0 || count > left()) {
            return null;
        }
        Bits taken = slice(bits, at, count);
        at += count;
        return taken;
    }

    /** The next character of UTF-8. */
    Term utf8() {
        Term first = peek(8);
        if (first == null) {
            return null;
        }
        int lead = (int) ((Int) first).value();
        int length = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
        return length == 0 || left() < length * 8L ? null : text(length, "UTF-8");
    }

    Term utf16(boolean little) {
        Term unit = little ? peekLittle(16) : peek(16);
        if (unit == null) {
            return null;
        }
        int length = Character.isHighSurrogate((char) ((Int) unit).value()) ? 4 : 2;
        return left() < length * 8L ? null : text(length, little ? "UTF-16LE" : "UTF-16BE");
    }

    Term utf32(boolean little) {
        long before = at;
        Term code = integer(32, false, little);
        if (code instanceof Int(long n) && n <= 0x10FFFF && (n < 0xD800 || n > 0xDFFF)) {
            return code;
        }
        at = before;
        return null;
    }

    private Term text(int length, String charset) {
        long before = at;
        byte[] raw = take(length * 8L).toByteArray();
        try {
            String text = java.nio.charset.Charset.forName(charset)
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(raw))
                    .toString();
            return Int.of(text.codePointAt(0));
        } catch (java.nio.charset.CharacterCodingException noText) {
            at = before;
            return null;
        }
    }

    private Term peek(int count) {
        long before = at;
        Term value = integer(count, false, false);
        at = before;
        return value;
    }

    private Term peekLittle(int count) {
        long before = at;
        Term value = integer(count, false, true);
        at = before;
        return value;
    }

    /** {@code count} bits of {@code bits} from bit {@code from} on. */
    public static Bits slice(Bits bits, long from, long count) {
        if (count == 0) {
            return Bits.EMPTY;
        }
        if (from == 0 && count == bits.bitSize()) {
            return bits;
        }
        byte[] bytes = new byte[(int) ((count + 7) >>> 3)];
        int shift = (int) (from & 7);
        int start = (int) (from >>> 3);
        if (shift == 0) {
            bits.asByteBuffer().get(start, bytes);
        } else {
            for (int i = 0; i < bytes.length; i++) {
                int high = bits.byteAt(start + i) << shift;
                int low = start + i + 1 < bits.size() ? (bits.byteAt(start + i + 1) & 0xFF) >> (8 - shift) : 0;
                bytes[i] = (byte) (high | low);
            }
        }
        return Bits.ofBits(bytes, (int) ((count - 1) & 7) + 1);
    }
}
