// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints the play and counts what came out right. One thread. */
final class Report {
    private static final int LABEL = 6;

    private final PrintWriter out;
    private final boolean colour;
    private final List<String> failed = new ArrayList<>();
    private String part = "";
    private int checks;

    Report(PrintWriter out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    /** Begins a part of the play. */
    void part(String title) {
        part = title;
        out.println();
        out.println("══ " + title);
        out.flush();
    }

    /** Begins a row of the lesson. */
    void row(String number, String title) {
        out.println();
        out.println(" ".repeat(LABEL) + "│ " + number + "  " + title);
        out.flush();
    }

    /** Something about the play itself. */
    void note(String text) {
        out.println(text);
        out.flush();
    }

    /** Rows of the terminal of {@code node}. */
    void terminal(String node, List<String> rows) {
        for (String row : rows) {
            out.println(" ".repeat(Math.max(0, LABEL - 1 - node.length())) + node + " │ " + row);
        }
        out.flush();
    }

    /** A result, and whether it is {@code right}; {@code instead} says what there was where it is not. */
    void check(String what, boolean right, String instead) {
        checks++;
        if (right) {
            out.println(" ".repeat(LABEL) + "│ " + paint("32", "✓") + " " + what);
        } else {
            out.println(" ".repeat(LABEL) + "│ " + paint("31", "✗") + " " + what + ": " + instead);
            failed.add(part + ": " + what);
        }
        out.flush();
    }

    private String paint(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** The last lines: whether all came out right. */
    boolean close(long seconds) {
        out.println();
        if (failed.isEmpty()) {
            out.println(checks + " checks, all right (" + seconds + " s)");
        } else {
            out.println(checks + " checks, " + failed.size() + " went wrong (" + seconds + " s):");
            failed.forEach(what -> out.println("  ✗ " + what));
        }
        out.flush();
        return failed.isEmpty();
    }
}
