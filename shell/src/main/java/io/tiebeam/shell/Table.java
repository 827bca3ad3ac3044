// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows under titles, in columns as wide as they need to be; numbers are aligned to the right. Pure. */
final class Table {
    private static final int WIDEST = 48;
    private static final String NUMBER = "-?\\d+";

    private Table() {}

    /** The table's lines; the first has the titles. */
    static List<String> lines(List<String> titles, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>(List.of(titles));
        rows.forEach(row -> all.add(row.stream().map(Table::shortened).toList()));
        int[] widths = IntStream.range(0, titles.size())
                .map(column -> all.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        boolean[] right = new boolean[titles.size()];
        for (int column = 0; column < right.length; column++) {
            int c = column;
            right[column] =
                    !rows.isEmpty() && rows.stream().allMatch(row -> row.get(c).matches(NUMBER));
        }
        return all.stream()
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(column -> padded(row.get(column), widths[column], right[column]))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .toList();
    }

    private static String padded(String text, int width, boolean right) {
        String blanks = " ".repeat(width - text.length());
        return right ? blanks + text : text + blanks;
    }

    private static String shortened(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + "…";
    }
}
