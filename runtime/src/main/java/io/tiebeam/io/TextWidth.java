// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many columns Erlang reckons for a text: one for each character while all are Latin-1, one for each grapheme
 * cluster as soon as one is not.
 */
final class TextWidth {
    private static final Pattern CLUSTER = Pattern.compile("\\X");

    private TextWidth() {}

    static int of(String text) {
        return isLatin1(text) ? text.length() : clusters(text);
    }

    static boolean isLatin1(String text) {
        return text.chars().allMatch(c -> c <= 0xFF);
    }

    private static int clusters(String text) {
        Matcher matcher = CLUSTER.matcher(text);
        int count = 0;
        while (matcher.find()) {
            count++;
        }
        return count;
    }

    /** The first {@code count} grapheme clusters of {@code text}. */
    static String firstClusters(String text, int count) {
        Matcher matcher = CLUSTER.matcher(text);
        int end = 0;
        for (int i = 0; i < count && matcher.find(); i++) {
            end = matcher.end();
        }
        return text.substring(0, end);
    }

    /** The column that printing {@code text} from column 0 ends in, with tabs at every 8 columns. */
    static int column(CharSequence text) {
        int column = 0;
        int from = text.length();
        while (from > 0 && text.charAt(from - 1) != '\n') {
            from--;
        }
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t') {
                column = (column + 8) / 8 * 8;
            } else if (!Character.isLowSurrogate(c)) {
                column++;
            }
        }
        return column;
    }
}
