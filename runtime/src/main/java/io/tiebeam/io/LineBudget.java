// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

/**
 * When a part still fits on the line. {@link Layout}, which writes, and {@link Indentation}, which tries, must agree
 * on it.
 *
 * @param lineLength the columns of a line
 * @param whole the columns that the whole term takes on one line
 */
record LineBudget(int lineLength, int whole) {
    /**
     * Whether {@code width} columns fit from {@code column} on.
     *
     * @param closing how many brackets follow the part
     */
    boolean fits(int width, int column, int closing) {
        return width < lineLength - column - closing;
    }

    /** Whether {@code part} and the comma before it can join the line. */
    boolean joins(Doc part, int column, int closing) {
        return part.isText() && fits(part.width() + 1, column, Math.max(closing, 1));
    }

    /** The columns after {@code part}: its own for a text that fits, else all, so that the next part begins a line. */
    int taken(Doc part, int column, int closing) {
        return part.isText() && fits(part.width(), column, closing) ? part.width() : lineLength;
    }

    /** The brackets that follow element {@code i}: none where another element comes. */
    static int closing(Doc.Sequence sequence, int i, int outer) {
        return i + 1 < sequence.elements().size() ? 0 : outer + 1;
    }
}
