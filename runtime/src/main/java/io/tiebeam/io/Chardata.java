// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The text in terms: binaries, characters, and lists of both to any depth. Called by the servers of the I/O protocol
 * and by {@link IoLib}; pure, on any thread. Source: OTP {@code unicode:characters_to_list/2}, {@code io_lib_format}.
 */
public final class Chardata {
    /** How the bytes of binaries and the numbers in lists are read. */
    private enum Reading {
        /** Binaries are UTF-8, where a character may begin in one binary and end in the next. */
        UNICODE,
        /** Each byte, each number up to 255, is a character. */
        LATIN1,
        /** Each binary is UTF-8 if it can be, else Latin-1: what {@code ~ts} does. */
        LENIENT,
        /** Lists of characters without binaries. */
        CHARACTERS
    }

    private final Reading reading;
    private final StringBuilder text = new StringBuilder();
    private byte[] begun = {}; // the first bytes of a character that the next binary may complete

    private Chardata(Reading reading) {
        this.reading = reading;
    }

    /**
     * The text of Unicode chardata, what {@code {put_chars, unicode, Chars}} carries.
     *
     * @throws ChardataException if a part is neither a list, a character nor a binary of UTF-8
     */
    public static String unicode(Term chardata) {
        return new Chardata(Reading.UNICODE).read(chardata);
    }

    /**
     * The text of an iolist whose bytes are Latin-1, what {@code {put_chars, latin1, Chars}} carries.
     *
     * @throws ChardataException if a part is neither a list, a byte nor a binary
     */
    public static String latin1(Term iolist) {
        return new Chardata(Reading.LATIN1).read(iolist);
    }

    /** The text of what {@code ~ts} prints: binaries that are not UTF-8 are taken as Latin-1. */
    static String lenient(Term chardata) {
        return new Chardata(Reading.LENIENT).read(chardata);
    }

    /** The text of a deep list of characters that holds no binaries. */
    static String characters(ListTerm characters) {
        return new Chardata(Reading.CHARACTERS).read(characters);
    }

    private String read(Term chardata) {
        switch (chardata) {
            case Bits bits -> binary(bits);
            case ListTerm list -> list(list);
            case Term other -> throw bad(other);
        }
        if (begun.length > 0) {
            throw new ChardataException(
                    "the text ends within a character of UTF-8, after byte " + (begun[begun.length - 1] & 0xFF),
                    text.toString(),
                    true);
        }
        return text.toString();
    }

    /** Walks lists without recursion, since a peer decides how deep they are. */
    private void list(ListTerm whole) {
        Deque<Position> open = new ArrayDeque<>();
        open.push(new Position(whole));
        while (!open.isEmpty()) {
            Position position = open.peek();
            if (position.hasNext()) {
                Term element = position.next();
                switch (element) {
                    case Int(long c) -> character(c, element);
                    case Bits bits -> binary(bits);
                    case ListTerm inner -> open.push(new Position(inner));
                    case Term other -> throw bad(other);
                }
            } else {
                open.pop();
                if (position.list.tail() instanceof Bits tail) {
                    binary(tail);
                } else if (!position.list.isProper()) {
                    throw bad(position.list.tail());
                }
            }
        }
    }

    private void character(long c, Term element) {
        boolean valid = switch (reading) {
            case LATIN1 -> c >= 0 && c <= 0xFF;
            case UNICODE, LENIENT, CHARACTERS ->
                c >= 0 && c <= Character.MAX_CODE_POINT && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
        };
        if (!valid || begun.length > 0) {
            throw bad(element);
        }
        text.appendCodePoint((int) c);
    }

    private void binary(Bits bits) {
        if (!bits.isBinary()) {
            throw bad(bits);
        }
        byte[] bytes = bits.toByteArray();
        switch (reading) {
            case LATIN1 -> text.append(new String(bytes, StandardCharsets.ISO_8859_1));
            case LENIENT -> text.append(bits.text().orElseGet(() -> new String(bytes, StandardCharsets.ISO_8859_1)));
            case UNICODE -> utf8(bytes);
            case CHARACTERS -> throw bad(bits);
        }
    }

    private void utf8(byte[] bytes) {
        byte[] all = bytes;
        if (begun.length > 0) {
            all = new byte[begun.length + bytes.length];
            System.arraycopy(begun, 0, all, 0, begun.length);
            System.arraycopy(bytes, 0, all, begun.length, bytes.length);
        }
        int at = 0;
        int length = 1;
        while (at < all.length) {
            length = Utf8.length(all, at);
            if (length <= 0) {
                break;
            }
            at += length;
        }
        text.append(new String(all, 0, at, StandardCharsets.UTF_8));
        if (at < all.length && length == Utf8.INVALID) {
            throw new ChardataException(
                    "byte " + (all[at] & 0xFF) + " at " + at + " of a binary begins no character of UTF-8",
                    text.toString(),
                    false);
        }
        begun = Arrays.copyOfRange(all, at, all.length);
    }

    private ChardataException bad(Term part) {
        return new ChardataException(
                "expected text (characters, binaries and lists of them), got "
                        + ErlangPrint.print(part, PrintOptions.SHORT),
                text.toString(),
                false);
    }

    /** How far a list is read. */
    private static final class Position {
        private final ListTerm list;
        private int next;

        Position(ListTerm list) {
            this.list = list;
        }

        boolean hasNext() {
            return next < list.size();
        }

        Term next() {
            return list.get(next++);
        }
    }
}
