// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.cli;

import java.util.ArrayList;
import java.util.List;

/** Text in lines that fit a terminal. Pure. */
final class Columns {
    private static final int WIDTH = 80;

    private Columns() {}

    /** {@code left}, and {@code text} from column {@code from} on, in as many lines as it takes. */
    static List<String> of(String left, String text, int from) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(left).repeat(' ', Math.max(0, from - left.length()));
        boolean fresh = true;
        for (String word : text.split(" ")) {
            if (!fresh && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
                line.repeat(' ', from);
                fresh = true;
            }
            line.append(fresh ? "" : " ").append(word);
            fresh = false;
        }
        lines.add(line.toString());
        return lines;
    }
}
