// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Finds out which lists and binaries {@code ~p} shows as text.
 *
 * @param unicode whether the format asks for Unicode ({@code ~tp})
 * @param beyondLatin1 what counts as printable: with {@code false} Latin-1 only, as {@code erl} starts; with
 *     {@code true} all of Unicode, as with {@code erl +pc unicode}
 */
record Printable(boolean unicode, boolean beyondLatin1) {
    /** The characters of a binary that {@code depth} permits per level. */
    private static final int CHARACTERS_PER_LEVEL = 4;

    /**
     * What is shown of a binary.
     *
     * @param text the characters, without quotes
     * @param utf8 whether they are the UTF-8 reading of the bytes and differ from the Latin-1 reading
     * @param cut whether more follows that the depth leaves out
     */
    record Shown(String text, boolean utf8, boolean cut) {}

    /** The text of a list of printable characters; empty for any other list. */
    Optional<String> text(ListTerm list) {
        if (!list.isProper() || list.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(list.size());
        boolean wide = unicode && beyondLatin1;
        for (Term element : list) {
            if (!(element instanceof Int(long c)) || !isPrintable(c, wide)) {
                return Optional.empty();
            }
            text.appendCodePoint((int) c);
        }
        return Optional.of(text.toString());
    }

    /**
     * The text of a printable binary; empty for any other.
     *
     * @param depth levels left for it; negative for all
     */
    Optional<Shown> text(Bits binary, int depth) {
        int limit = depth >= 0 ? (int) Math.min((long) CHARACTERS_PER_LEVEL * depth, binary.size()) : binary.size();
        if (limit == 0) {
            return Optional.empty();
        }
        byte[] bytes = binary.toByteArray();
        if (unicode) {
            int end = endOfUtf8(bytes, limit);
            if (end >= 0) {
                return utf8(bytes, end, limit, depth);
            }
        }
        return latin1(bytes, limit, depth);
    }

    private static Optional<Shown> latin1(byte[] bytes, int limit, int depth) {
        int printable = 0;
        while (printable < limit && isPrintable(bytes[printable] & 0xFF, false)) {
            printable++;
        }
        if (printable < bytes.length && (depth <= 0 || printable < depth)) {
            return Optional.empty();
        }
        String text = new String(bytes, 0, printable, StandardCharsets.ISO_8859_1);
        return Optional.of(new Shown(text, false, printable < bytes.length));
    }

    private Optional<Shown> utf8(byte[] bytes, int end, int limit, int depth) {
        String text = new String(bytes, 0, end, StandardCharsets.UTF_8);
        int at = 0;
        int characters = 0;
        while (at < text.length() && characters < limit) {
            int c = text.codePointAt(at);
            if (!isPrintable(c, beyondLatin1)) {
                break;
            }
            at += Character.charCount(c);
            characters++;
        }
        String shown = text.substring(0, at);
        int size = shown.getBytes(StandardCharsets.UTF_8).length;
        boolean cut = size < bytes.length;
        if (cut && (depth <= 0 || characters < depth)) {
            return Optional.empty();
        }
        return Optional.of(new Shown(shown, size != characters, cut));
    }

    /** Where the first {@code limit} characters of UTF-8 end, or -1 if they are not UTF-8. */
    private static int endOfUtf8(byte[] bytes, int limit) {
        int at = 0;
        for (int i = 0; i < limit && at < bytes.length; i++) {
            int length = Utf8.length(bytes, at);
            if (length <= 0) {
                return -1;
            }
            at += length;
        }
        return at;
    }

    private static boolean isPrintable(long c, boolean wide) {
        if (c < ' ') {
            return (c >= '\b' && c <= '\r') || c == 0x1B;
        }
        return c <= '~'
                || (c >= 0xA0 && c <= 0xFF)
                || (wide && c > 0xFF && c <= Character.MAX_CODE_POINT && !isSurrogateOrNone(c));
    }

    private static boolean isSurrogateOrNone(long c) {
        return (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF;
    }
}
