// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.inspect;

import java.util.List;
import java.util.function.Supplier;

/**
 * A text whose line breaks are not decided yet: what {@link TermDocs} makes of a term and {@link Layout} prints. The
 * model is that of Elixir's {@code Inspect.Algebra}.
 */
sealed interface Doc {
    /** Text without a break. Its width is the number of its UTF-8 bytes, as in Elixir. */
    record Text(String text) implements Doc {}

    /** One after the other. */
    record Concat(List<Doc> docs) implements Doc {}

    /** {@code doc}, whose lines after the first begin {@code indent} columns further right. */
    record Nest(Doc doc, int indent) implements Doc {}

    /** On one line if it fits; else its strict breaks become new lines, all of them. */
    record Group(Doc doc) implements Doc {}

    /** {@code flat}, or a new line: a flex break where what follows does not fit, a strict one with its group. */
    record Break(String flat, boolean flex) implements Doc {}

    /** Made when it is reached, so that the depth of a term costs no stack. */
    final class Later implements Doc {
        private Supplier<Doc> maker;
        private Doc doc;

        Later(Supplier<Doc> maker) {
            this.maker = maker;
        }

        Doc doc() {
            if (doc == null) {
                doc = maker.get();
                maker = null;
            }
            return doc;
        }
    }

    Break STRICT_EMPTY = new Break("", false);
    Break STRICT_SPACE = new Break(" ", false);
    Break FLEX_SPACE = new Break(" ", true);

    static Doc text(String text) {
        return new Text(text);
    }

    static Doc concat(Doc... docs) {
        return new Concat(List.of(docs));
    }
}
