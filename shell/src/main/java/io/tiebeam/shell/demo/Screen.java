// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a terminal shows: rows of text, and a cursor that a program may move back over rows it has written. Written by the
 * thread that reads the program's output, read by any. It knows as much of a terminal as iex and a line editor use on one
 * that calls itself {@code dumb}; colours and questions to the terminal are left out.
 */
public final class Screen {
    private static final int ESCAPE = 0x1b;

    private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;
    private StringBuilder sequence; // an escape sequence that is not complete yet, else null
    private boolean ended;

    Screen() {}

    /** Writes a piece of output where the cursor is. */
    synchronized void write(String text) {
        text.codePoints().forEach(this::put);
        notifyAll();
    }

    /** Nothing more will be written. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    private void put(int c) {
        if (sequence != null) {
            sequence.appendCodePoint(c);
            if (isComplete(sequence)) {
                obey(sequence);
                sequence = null;
            }
            return;
        }
        switch (c) {
            case ESCAPE -> sequence = new StringBuilder();
            case '\r' -> column = 0;
            case '\n' -> down();
            case '\b' -> column = Math.max(0, column - 1);
            case 0x07 -> {}
            default -> type(c);
        }
    }

    private void down() {
        row++;
        column = 0;
        if (row == rows.size()) {
            rows.add(new StringBuilder());
        }
    }

    private void type(int c) {
        StringBuilder line = rows.get(row);
        String symbol = Character.toString(c);
        line.repeat(' ', Math.max(0, column - line.length()));
        line.replace(column, Math.min(line.length(), column + symbol.length()), symbol);
        column += symbol.length();
    }

    private static boolean isComplete(StringBuilder sequence) {
        char first = sequence.charAt(0);
        char last = sequence.charAt(sequence.length() - 1);
        return switch (first) {
            case '[' -> sequence.length() > 1 && last >= '@' && last <= '~';
            case ']' -> last == 0x07 || last == '\\';
            default -> true;
        };
    }

    private void obey(StringBuilder sequence) {
        if (sequence.charAt(0) != '[') {
            return;
        }
        int count = count(sequence);
        switch (sequence.charAt(sequence.length() - 1)) {
            case 'A' -> row = Math.max(0, row - Math.max(1, count));
            case 'C' -> column += Math.max(1, count);
            case 'D' -> column = Math.max(0, column - Math.max(1, count));
            case 'G' -> column = Math.max(0, count - 1);
            case 'J' -> {
                eraseLine();
                rows.subList(row + 1, rows.size()).clear();
            }
            case 'K' -> eraseLine();
            default -> {} // colours, modes, questions
        }
    }

    private void eraseLine() {
        StringBuilder line = rows.get(row);
        line.setLength(Math.min(line.length(), column));
    }

    private static int count(StringBuilder sequence) {
        String digits = sequence.substring(1, sequence.length() - 1);
        return digits.matches("\\d{1,4}") ? Integer.parseInt(digits) : 0;
    }

    /** The row of the cursor: what is shown from now on is there and below. */
    public synchronized int mark() {
        return row;
    }

    /** The rows from {@code mark} on, the unfinished one included, without blanks at their ends. */
    public synchronized List<String> since(int mark) {
        return rows.subList(Math.min(mark, rows.size()), rows.size()).stream()
                .map(line -> line.toString().stripTrailing())
                .toList();
    }

    /** Waits until the rows from {@code mark} on pass {@code wanted}; whether they did within {@code limit}. */
    synchronized boolean await(int mark, Predicate<List<String>> wanted, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!wanted.test(since(mark))) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (ended || left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
