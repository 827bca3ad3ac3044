// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import java.util.List;

/**
 * A term that is ready to be laid out: its texts are made, its widths known, its depth cut. Made by {@link Measure}.
 */
sealed interface Doc {
    /** The columns it takes on one line. */
    int width();

    /** Whether it is one text without parts, which may share a line with what follows it. */
    default boolean isText() {
        return this instanceof Text;
    }

    /** Anything that is never broken. */
    record Text(String text, int width) implements Doc {
        static Text of(String text) {
            return new Text(text, TextWidth.of(text));
        }
    }

    /** A binary that is not shown as text, by its parts. */
    record Bytes(List<String> parts, int width) implements Doc {}

    /** {@code [a,b|c]} */
    record Listed(Sequence sequence, int width) implements Doc {}

    /** {@code {a,b}}; tagged if an atom leads several elements, which are then indented after it. */
    record Tupled(boolean tagged, Sequence sequence, int width) implements Doc {}

    /** {@code #{a => b}} */
    record Mapped(Sequence sequence, int width) implements Doc {}

    /** {@code a => b} */
    record Pair(Doc key, Doc value, int width) implements Doc {
        @Override
        public boolean isText() {
            return key.isText() && value.isText();
        }
    }

    /** {@code #module:name{a = b}} */
    record Recorded(String name, int nameWidth, Sequence sequence, int width) implements Doc {}

    /** {@code a = b}; {@code nameWidth} counts the equals sign and its spaces. */
    record Field(String name, int nameWidth, Doc value, int width) implements Doc {
        @Override
        public boolean isText() {
            return value.isText();
        }
    }

    /** Elements and what follows them. */
    record Sequence(List<Doc> elements, End end) {
        /** The columns on one line: elements, commas, and what follows. */
        int width() {
            int width = Math.max(0, elements.size() - 1);
            for (Doc element : elements) {
                width += element.width();
            }
            int separator = elements.isEmpty() ? 0 : 1;
            return switch (end) {
                case End.Complete _ -> width;
                case End.Cut _ -> width + separator + 3;
                case End.Tail(Doc tail) -> width + separator + tail.width();
            };
        }
    }

    /** What follows the elements of a sequence. */
    sealed interface End {
        /** Nothing. */
        record Complete() implements End {}

        /** More, which the depth leaves out. */
        record Cut() implements End {}

        /** The tail of an improper list. */
        record Tail(Doc tail) implements End {}

        End COMPLETE = new Complete();
        End CUT = new Cut();
    }
}
