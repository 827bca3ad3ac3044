// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.Atom;
import java.util.Set;

/**
 * Atoms and strings as Erlang source writes them. Source: OTP {@code io_lib:write_atom/1}, {@code write_string/1}. The
 * reserved words are those of OTP 27 and later.
 */
final class Quoting {
    private static final Set<String> RESERVED = Set.of(
            "after", "begin", "case", "try", "cond", "catch", "andalso", "orelse", "end", "fun", "if", "let", "of",
            "receive", "when", "bnot", "not", "div", "rem", "band", "and", "bor", "bxor", "bsl", "bsr", "or", "xor",
            "maybe", "else");

    private Quoting() {}

    /**
     * The atom, in quotes where a bare word would not be read back as the same atom.
     *
     * @param unicode whether characters beyond Latin-1 stay as they are; else they are escaped
     */
    static String atom(Atom atom, boolean unicode) {
        String name = atom.name();
        return isBareWord(name) ? name : quoted(name, '\'', unicode);
    }

    /** The text between double quotes. */
    static String string(String text, boolean unicode) {
        return quoted(text, '"', unicode);
    }

    private static boolean isBareWord(String name) {
        return !name.isEmpty()
                && isLower(name.charAt(0))
                && name.chars().allMatch(Quoting::isNameChar)
                && !RESERVED.contains(name);
    }

    private static boolean isLower(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF && c != 0xF7);
    }

    private static boolean isNameChar(int c) {
        return isLower(c)
                || (c >= 'A' && c <= 'Z')
                || (c >= 0xC0 && c <= 0xDE && c != 0xD7)
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '@';
    }

    private static String quoted(String text, char quote, boolean unicode) {
        StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints().forEach(c -> escape(out, c, quote, unicode));
        return out.append(quote).toString();
    }

    private static void escape(StringBuilder out, int c, char quote, boolean unicode) {
        if (c == quote || c == '\\') {
            out.append('\\').append((char) c);
        } else if ((c >= ' ' && c <= '~') || (c >= 0xA0 && (unicode || c <= 0xFF))) {
            out.appendCodePoint(c);
        } else if (c > 0xFF) {
            out.append("\\x{")
                    .append(Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT))
                    .append('}');
        } else {
            control(out, c);
        }
    }

    private static void control(StringBuilder out, int c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case 0x0B -> out.append("\\v");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case 0x1B -> out.append("\\e");
            case 0x7F -> out.append("\\d");
            default -> out.append('\\').append(c >> 6).append((c >> 3) & 7).append(c & 7);
        }
    }
}
