// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

/** The characters of UTF-8, byte by byte: what {@code java.nio.charset} does not tell is where a cut-off one begins. */
final class Utf8 {
    /** The bytes from there on begin a character but end before it does. */
    static final int CUT_OFF = 0;

    /** The bytes from there on are no character. */
    static final int INVALID = -1;

    private Utf8() {}

    /**
     * The length in bytes, 1 to 4, of the character that begins at {@code at}, else {@link #CUT_OFF} or {@link
     * #INVALID}.
     */
    static int length(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        if (first < 0x80) {
            return 1;
        }
        int length = first < 0xC2 || first > 0xF4 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (length == 0) {
            return INVALID;
        }
        for (int i = 1; i < length; i++) {
            if (at + i == bytes.length) {
                return CUT_OFF;
            }
            int next = bytes[at + i] & 0xFF;
            if ((next & 0xC0) != 0x80 || (i == 1 && !isSecond(first, next))) {
                return INVALID;
            }
        }
        return length;
    }

    /** Where the last character ends that is not cut off at the end of {@code bytes}. */
    static int completeEnd(byte[] bytes) {
        for (int at = Math.max(0, bytes.length - 3); at < bytes.length; at++) {
            if ((bytes[at] & 0xC0) != 0x80 && length(bytes, at) == CUT_OFF) {
                return at;
            }
        }
        return bytes.length;
    }

    /** Excludes overlong forms, surrogates, and what lies beyond U+10FFFF. */
    private static boolean isSecond(int first, int second) {
        return switch (first) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second < 0xA0;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second < 0x90;
            default -> true;
        };
    }
}
