// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An atom. Those that this program names are shared instances, found by the bytes they have on the wire; those that
 * only the network names are shared up to a limit and plain values beyond it, so that no peer can fill the memory.
 */
public final class Atom implements Term, Comparable<Atom> {
    /** The longest name, in code points. */
    public static final int MAX_LENGTH = 255;

    /** {@code true}. */
    public static final Atom TRUE = of("true");
    /** {@code false}. */
    public static final Atom FALSE = of("false");
    /** {@code nil}: Elixir's absent value. */
    public static final Atom NIL = of("nil");
    /** {@code undefined}: Erlang's absent value. */
    public static final Atom UNDEFINED = of("undefined");
    /** {@code ok}. */
    public static final Atom OK = of("ok");
    /** {@code error}. */
    public static final Atom ERROR = of("error");
    /** The atom without a letter. */
    public static final Atom EMPTY = of("");

    private final String name;
    private final byte[] encoded; // as it is written: tag, length, UTF-8
    private final int hash;

    private Atom(String name, byte[] utf8, int hash) {
        this.name = name;
        this.hash = hash;
        this.encoded = encode(utf8);
    }

    /**
     * Names the atom {@code utf8}; {@link AtomTable} decides whether it is shared.
     *
     * @throws TermException unless it is UTF-8 of at most {@value #MAX_LENGTH} characters
     */
    static Atom unshared(byte[] utf8, int hash) {
        String name = new String(utf8, StandardCharsets.UTF_8);
        if (!Arrays.equals(name.getBytes(StandardCharsets.UTF_8), utf8)) {
            throw new TermException("the name of an atom is UTF-8, got the bytes "
                    + HexFormat.of().formatHex(utf8));
        }
        if (name.length() > MAX_LENGTH && name.codePointCount(0, name.length()) > MAX_LENGTH) {
            throw new TermException(
                    "an atom has at most " + MAX_LENGTH + " characters, got " + name.codePointCount(0, name.length()));
        }
        return new Atom(name, utf8, hash);
    }

    private static byte[] encode(byte[] utf8) {
        int header = utf8.length < 256 ? 2 : 3;
        byte[] bytes = new byte[header + utf8.length];
        if (header == 2) {
            bytes[0] = Tag.SMALL_ATOM_UTF8;
            bytes[1] = (byte) utf8.length;
        } else {
            bytes[0] = Tag.ATOM_UTF8;
            bytes[1] = (byte) (utf8.length >>> 8);
            bytes[2] = (byte) utf8.length;
        }
        System.arraycopy(utf8, 0, bytes, header, utf8.length);
        return bytes;
    }

    /**
     * The atom {@code name}; an Elixir module is written in full, {@code Elixir.Chat}.
     *
     * @throws TermException for a name of more than {@value #MAX_LENGTH} characters, or with half a surrogate pair
     */
    public static Atom of(String name) {
        Atom atom = AtomTable.SHARED.shared(name.getBytes(StandardCharsets.UTF_8));
        if (!atom.name.equals(name)) {
            throw new TermException(
                    "the name of an atom is Unicode text, got half a surrogate pair in \"" + name + "\"");
        }
        return atom;
    }

    /** {@code :true} or {@code :false}. */
    public static Atom of(boolean value) {
        return value ? TRUE : FALSE;
    }

    /** The name, without a colon: {@code ok}, {@code Elixir.Chat}. */
    public String name() {
        return name;
    }

    /** The bytes it is written as: tag, length, UTF-8. Not to be changed. */
    byte[] encoded() {
        return encoded;
    }

    /** Where the name begins in {@link #encoded()}. */
    int headerLength() {
        return encoded[0] == Tag.SMALL_ATOM_UTF8 ? 2 : 3;
    }

    boolean isNamed(byte[] buffer, int offset, int length) {
        int header = headerLength();
        return encoded.length - header == length && Hashing.same(encoded, header, buffer, offset, length);
    }

    /** The order of Erlang: by code points. */
    @Override
    public int compareTo(Atom other) {
        // UTF-8 keeps the order of code points, UTF-16 does not.
        return Arrays.compareUnsigned(
                encoded, headerLength(), encoded.length, other.encoded, other.headerLength(), other.encoded.length);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Atom a && a.hash == hash && Arrays.equals(a.encoded, encoded));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return Inspect.inspect(this);
    }
}
