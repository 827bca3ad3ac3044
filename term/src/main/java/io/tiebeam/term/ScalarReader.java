// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what has no elements: atoms, numbers, binaries, identifiers. Used by {@link TermReader}, on its thread. */
abstract sealed class ScalarReader extends Input permits TermReader {
    /** The most bytes of an integer: what OTP 25 can hold, and more than later releases can. */
    static final int MAX_INTEGER_BYTES = 1 << 22;

    static final Atom[] NO_ATOMS = {};

    /** What references to cached atoms mean, by their index. */
    Atom[] cached = NO_ATOMS;

    /** The node with two names; null: addresses are taken as they are. */
    Renaming renaming;

    /** From what size on binaries are windows on the input. */
    private final int sliceFrom;

    ScalarReader(int sliceFrom) {
        this.sliceFrom = sliceFrom;
    }

    /** The term of {@code tag}, which was just read and is no container. */
    final Term scalar(byte tag) {
        return switch (tag) {
            case Tag.BINARY -> binary();
            case Tag.NIL -> ListTerm.EMPTY;
            case Tag.STRING -> ListTerm.owning(string(u16("the length of a byte list")));
            case Tag.NEW_PID, Tag.PID -> pid(tag);
            case Tag.NEWER_REFERENCE, Tag.NEW_REFERENCE -> ref(tag);
            case Tag.SMALL_INTEGER -> Int.of(u8("an integer"));
            case Tag.INTEGER -> Int.of(i32("an integer"));
            case Tag.SMALL_BIG -> big(u8("the size of an integer"));
            case Tag.LARGE_BIG -> big(u32("the size of an integer"));
            case Tag.NEW_FLOAT -> number(Double.longBitsToDouble(i64("a float")));
            case Tag.FLOAT -> floatText();
            case Tag.BIT_BINARY -> bitstring();
            case Tag.NEW_PORT, Tag.V4_PORT, Tag.PORT -> port(tag);
            case Tag.EXPORT -> exportFun();
            case Tag.SMALL_ATOM_UTF8, Tag.ATOM_UTF8, Tag.SMALL_ATOM, Tag.ATOM, Tag.ATOM_CACHE_REF -> atomOf(tag);
            case Tag.COMPRESSED ->
                throw failure(
                        at - 1, "expected a term, found a compressed one (80), which only follows version byte 131");
            case Tag.LOCAL ->
                throw failure(at - 1, "expected a term, found one that only the node which made it can read (121)");
            default -> throw failure(at - 1, "expected a term, found unknown tag " + (tag & 0xFF));
        };
    }

    // Atoms.

    final Atom atom(String what) {
        return atomOf(tag(what), what);
    }

    private Atom atomOf(byte tag) {
        return atomOf(tag, "an atom");
    }

    private Atom atomOf(byte tag, String what) {
        if (tag == Tag.SMALL_ATOM_UTF8) {
            return atom(u8("the length of an atom"));
        }
        return switch (tag) {
            case Tag.ATOM_UTF8 -> atom(u16("the length of an atom"));
            case Tag.SMALL_ATOM -> latin1(u8("the length of an atom"));
            case Tag.ATOM -> latin1(u16("the length of an atom"));
            case Tag.ATOM_CACHE_REF -> {
                int index = u8("the index of a cached atom");
                if (index >= cached.length || cached[index] == null) {
                    throw failure(at - 1, "expected a cached atom, found index " + index + " of " + cached.length);
                }
                yield cached[index];
            }
            default -> throw failure(at - 1, "expected an atom, " + what + ", found tag " + (tag & 0xFF));
        };
    }

    final Atom atom(int length) {
        int from = take(length, "the name of an atom");
        try {
            return AtomTable.SHARED.read(bytes, from, length);
        } catch (TermException e) {
            throw failure(from, e.getMessage());
        }
    }

    private Atom latin1(int length) {
        int from = take(length, "the name of an atom");
        byte[] utf8 = new String(bytes, from, length, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8);
        try {
            return AtomTable.SHARED.read(utf8, 0, utf8.length);
        } catch (TermException e) {
            throw failure(from, e.getMessage());
        }
    }

    // Numbers.

    private Term big(long length) {
        int from = at;
        int negative = u8("the sign of an integer");
        if (length > MAX_INTEGER_BYTES) {
            throw failure(from, "expected an integer of at most " + bytes(MAX_INTEGER_BYTES) + ", found " + length);
        }
        int size = (int) length;
        int p = take(size, "an integer");
        if (size <= Long.BYTES) {
            long magnitude = 0;
            for (int i = size - 1; i >= 0; i--) {
                magnitude = magnitude << 8 | (bytes[p + i] & 0xFF);
            }
            if (magnitude >= 0) {
                return Int.of(negative == 0 ? magnitude : -magnitude);
            }
        }
        byte[] magnitude = new byte[size];
        int left = size;
        for (; left >= Long.BYTES; left -= Long.BYTES) {
            BigEndian.put64(magnitude, left - Long.BYTES, Long.reverseBytes(BigEndian.i64(bytes, p + size - left)));
        }
        for (; left > 0; left--) {
            magnitude[left - 1] = bytes[p + size - left];
        }
        return Int.of(new BigInteger(negative == 0 ? 1 : -1, magnitude));
    }

    final long integer(String what) {
        byte tag = tag(what);
        return switch (tag) {
            case Tag.SMALL_INTEGER -> u8(what);
            case Tag.INTEGER -> i32(what);
            case Tag.SMALL_BIG -> {
                int from = at - 1;
                if (!(big(u8(what)) instanceof Int small)) {
                    throw failure(from, "expected " + what + ", found an integer of more than 64 bits");
                }
                yield small.value();
            }
            default -> throw failure(at - 1, "expected an integer, " + what + ", found tag " + (tag & 0xFF));
        };
    }

    private Term number(double value) {
        if (!Double.isFinite(value)) {
            throw failure(at - Double.BYTES, "expected a finite float, found " + value);
        }
        return new FloatTerm(value);
    }

    /** A float of old: 31 bytes of text, made by {@code "%.20e"} and filled up with zeros. */
    private Term floatText() {
        int from = take(31, "a float");
        String text = new String(bytes, from, 31, StandardCharsets.ISO_8859_1);
        int zero = text.indexOf('\0');
        String digits = zero < 0 ? text : text.substring(0, zero);
        // parseDouble takes much that is no such number: NaN, 0x1p3, 1f
        if (digits.chars().allMatch(c -> c >= '0' && c <= '9' || "+-.eE".indexOf(c) >= 0)) {
            try {
                double value = Double.parseDouble(digits);
                if (Double.isFinite(value)) {
                    return new FloatTerm(value);
                }
            } catch (NumberFormatException refused) {
                // said below, with the text
            }
        }
        throw failure(from, "expected a float as text, found \"" + digits.replaceAll("[^ -~]", "?") + "\"");
    }

    // Binaries and byte lists.

    final Term binary() {
        int length = length("a binary");
        int from = at;
        at += length;
        if (length >= sliceFrom && length >= bytes.length >> 3) {
            return Bits.slice(bytes, from, length, 8);
        }
        return Bits.owning(Arrays.copyOfRange(bytes, from, from + length));
    }

    private Term bitstring() {
        int length = length("a bitstring");
        int from = at;
        int lastBits = u8("how many bits of the last byte count");
        if (lastBits < 1 || lastBits > 8 || length == 0) {
            throw failure(
                    from,
                    "expected a bitstring that uses 1 to 8 bits of its last byte, found " + lastBits + " of "
                            + bytes(length));
        }
        return Bits.slice(copy(length, "a bitstring"), 0, length, lastBits);
    }

    final Term[] string(int length) {
        int from = take(length, "a byte list");
        Term[] elements = new Term[length];
        for (int i = 0; i < length; i++) {
            elements[i] = Int.of(bytes[from + i] & 0xFF);
        }
        return elements;
    }

    // Identifiers.

    final Pid pid(byte tag) {
        Atom node = atom("the node of a pid");
        int p = take(tag == Tag.PID ? 9 : 12, "the numbers of a pid");
        int creation = tag == Tag.PID ? bytes[p + 8] & 0xFF : BigEndian.i32(bytes, p + 8);
        Pid pid = new Pid(node, BigEndian.i32(bytes, p), BigEndian.i32(bytes, p + 4), creation);
        return renaming == null ? pid : renaming.inwards(pid);
    }

    private Port port(byte tag) {
        Atom node = atom("the node of a port");
        long id = tag == Tag.V4_PORT ? i64("the id of a port") : u32("the id of a port");
        return new Port(node, id, tag == Tag.PORT ? u8("a creation") : i32("a creation"));
    }

    private Ref ref(byte tag) {
        int from = at;
        int[] words = new int[Math.min(u16("the length of a reference"), Ref.MAX_WORDS + 1)];
        if (words.length == 0 || words.length > Ref.MAX_WORDS) {
            throw failure(
                    from,
                    "expected a reference of 1 to " + Ref.MAX_WORDS + " words, found " + BigEndian.u16(bytes, from));
        }
        Atom node = atom("the node of a reference");
        int creation = tag == Tag.NEW_REFERENCE ? u8("a creation") : i32("a creation");
        int p = take(4 * words.length, "the words of a reference");
        for (int i = 0; i < words.length; i++) {
            words[i] = BigEndian.i32(bytes, p + 4 * i);
        }
        Ref ref = Ref.owning(node, creation, words);
        return renaming == null ? ref : renaming.inwards(ref);
    }

    private ExportFun exportFun() {
        Atom module = atom("the module of a fun");
        Atom function = atom("the function of a fun");
        int from = at;
        long arity = integer("the arity of a fun");
        if (arity < 0 || arity > ExportFun.MAX_ARITY) {
            throw failure(from, "expected an arity of at most " + ExportFun.MAX_ARITY + ", found " + arity);
        }
        return new ExportFun(module, function, (int) arity);
    }
}
