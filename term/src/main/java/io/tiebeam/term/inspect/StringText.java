// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.inspect;

/** Which text Elixir prints as text, and how it escapes it. */
final class StringText {
    private StringText() {}

    /** Whether each character may be shown: {@code String.printable?/1}. */
    static boolean isPrintable(String text) {
        return text.codePoints().allMatch(StringText::isPrintable);
    }

    private static boolean isPrintable(int c) {
        return (c >= 0x20 && c <= 0x7E)
                || (c >= 0x07 && c <= 0x0D)
                || c == 0x1B
                || c == 0x7F
                || (c >= 0xA0 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }

    /** Whether {@code c} may be part of a charlist that is shown as one: {@code List.ascii_printable?/1}. */
    static boolean isCharlistPrintable(long c) {
        return (c >= 0x20 && c <= 0x7E) || (c >= 0x07 && c <= 0x0D) || c == 0x1B;
    }

    /** {@code text} as it is written between two {@code quote} characters. */
    static String escaped(String text, char quote) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case 0x07 -> out.append("\\a");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case 0x0B -> out.append("\\v");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                case 0x1B -> out.append("\\e");
                case 0x7F -> out.append("\\d");
                case 0 -> out.append("\\0");
                case '\\' -> out.append("\\\\");
                case '#' -> out.append(i < text.length() && text.charAt(i) == '{' ? "\\#" : "#");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(quote);
                    } else if (isDeceptive(c)) {
                        out.append("\\u%04X".formatted(c));
                    } else if (isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else if (c < 0x100) {
                        out.append("\\x%02X".formatted(c));
                    } else {
                        out.append("\\x{%04X}".formatted(c));
                    }
                }
            }
        }
        return out.toString();
    }

    /** Invisible characters and those that turn the direction of writing; Elixir escapes them since 1.15. */
    private static boolean isDeceptive(int c) {
        return c == 0xA0
                || c == 0x34F
                || c == 0x61C
                || (c >= 0x2000 && c <= 0x200F)
                || (c >= 0x2028 && c <= 0x202E)
                || (c >= 0x205F && c <= 0x2064)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0xFEFF
                || (c >= 0xFFF9 && c <= 0xFFFC);
    }
}
