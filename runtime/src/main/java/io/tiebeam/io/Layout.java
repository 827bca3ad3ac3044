// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.io.Doc.End;
import io.tiebeam.io.Doc.Sequence;
import java.util.List;

/**
 * Places the parts of a term on lines, as {@code ~p} does. Source: OTP {@code io_lib_pretty}, whose line breaks it
 * reproduces: parts are put on a line while they fit; a part that has to be broken ends its line; what does not fit
 * begins a new line under the first part.
 *
 * <p>Four counts go down through all methods: {@code column}, counted from 1, where the part begins; {@code indent},
 * the spaces that a new line begins with; {@code closing}, the brackets of the surrounding parts that end right after
 * this one; and {@code used}, what {@code io_lib_pretty} counts of the line before this part (it only tells in the
 * first line of a binary).
 */
final class Layout {
    private final StringBuilder out = new StringBuilder();
    private final LineBudget budget;
    private final int step; // the indentation after a long tag; negative: always right after the tag

    private Layout(LineBudget budget, int step) {
        this.budget = budget;
        this.step = step;
    }

    /**
     * The text of {@code doc}.
     *
     * @param column where it begins, counted from 1
     * @param lineLength the columns of a line; 0 for a single line of any length
     */
    static String lay(Doc doc, int column, int lineLength) {
        LineBudget budget = new LineBudget(lineLength, doc.width());
        int from = Math.max(1, column);
        if (lineLength == 0 || budget.fits(doc.width(), from, 0)) {
            Layout line = new Layout(budget, 0);
            line.line(doc);
            return line.out.toString();
        }
        Layout layout = new Layout(budget, Indentation.choose(doc, from, budget));
        layout.part(doc, from, from - 1, 0, 0);
        return layout.out.toString();
    }

    // One line.

    private void line(Doc doc) {
        switch (doc) {
            case Doc.Text(String text, int _) -> out.append(text);
            case Doc.Bytes(List<String> parts, int _) ->
                out.append("<<").append(String.join(",", parts)).append(">>");
            case Doc.Listed(Sequence sequence, int _) -> line("[", sequence, '|', ']');
            case Doc.Tupled(boolean _, Sequence sequence, int _) -> line("{", sequence, ',', '}');
            case Doc.Mapped(Sequence sequence, int _) -> line("#{", sequence, ',', '}');
            case Doc.Recorded(String name, int _, Sequence sequence, int _) -> line(name + "{", sequence, ',', '}');
            case Doc.Pair(Doc key, Doc value, int _) -> {
                line(key);
                out.append(" => ");
                line(value);
            }
            case Doc.Field(String name, int _, Doc value, int _) -> {
                out.append(name).append(" = ");
                line(value);
            }
        }
    }

    private void line(String open, Sequence sequence, char separator, char close) {
        out.append(open);
        for (int i = 0; i < sequence.elements().size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            line(sequence.elements().get(i));
        }
        if (!sequence.elements().isEmpty() && sequence.end() != End.COMPLETE) {
            out.append(separator);
        }
        switch (sequence.end()) {
            case End.Complete _ -> {}
            case End.Cut _ -> out.append("...");
            case End.Tail(Doc tail) -> line(tail);
        }
        out.append(close);
    }

    // Several lines.

    private void part(Doc doc, int column, int indent, int closing, int used) {
        if (budget.fits(doc.width(), column, closing)) {
            line(doc);
            return;
        }
        switch (doc) {
            case Doc.Text _, Doc.Pair _, Doc.Field _ -> line(doc);
            case Doc.Bytes(List<String> parts, int _) -> bytes(parts, column + 2, indent + 2, closing, used);
            case Doc.Listed(Sequence sequence, int _) -> {
                out.append('[');
                elements(sequence, 0, column + 1, indent + 1, closing, '|', used + 1);
                out.append(']');
            }
            case Doc.Tupled(boolean tagged, Sequence sequence, int _) -> {
                out.append('{');
                if (tagged) {
                    tagged(sequence, column, indent, closing, used + 1);
                } else {
                    elements(sequence, 0, column + 1, indent + 1, closing, ',', used + 1);
                }
                out.append('}');
            }
            case Doc.Mapped(Sequence sequence, int _) -> {
                out.append("#{");
                elements(sequence, 0, column + 2, indent + 2, closing, ',', used + 1);
                out.append('}');
            }
            case Doc.Recorded(String name, int width, Sequence sequence, int _) -> {
                out.append(name).append('{');
                fields(sequence, width, column, indent, closing, used + width + 1);
                out.append('}');
            }
        }
    }

    private void newLine(int indent) {
        out.append('\n').repeat(' ', indent);
    }

    /** The elements after a tag stand right behind it, or on lines of their own where the tag is long. */
    private void tagged(Sequence sequence, int column, int indent, int closing, int used) {
        Doc tag = sequence.elements().getFirst();
        line(tag);
        int behind = tag.width() + 2;
        if (isBelow(behind)) {
            rest(sequence, 1, column + step, column + behind, indent + step, closing, ',');
        } else {
            out.append(',');
            elements(sequence, 1, column + behind, indent + behind, closing, ',', used + tag.width() + 1);
        }
    }

    /** The elements from number {@code from} on, the first of which stands where the line is now. */
    private void elements(Sequence sequence, int from, int column, int indent, int closing, char separator, int used) {
        if (from == sequence.elements().size()) {
            out.append("..."); // only a cut can leave no element
            return;
        }
        Doc first = sequence.elements().get(from);
        int taken = member(first, column, indent, LineBudget.closing(sequence, from, closing), used);
        rest(sequence, from + 1, column, column + taken, indent, closing, separator);
    }

    /** Writes one element, pair or field; the columns it took, all of the line if the next must begin another. */
    private int member(Doc part, int column, int indent, int closing, int used) {
        switch (part) {
            case Doc.Pair pair -> pair(pair, column, indent, closing, used);
            case Doc.Field field -> field(field, column, indent, closing, used);
            case Doc.Text _, Doc.Bytes _, Doc.Listed _, Doc.Tupled _, Doc.Mapped _, Doc.Recorded _ ->
                part(part, column, indent, closing, used);
        }
        return budget.taken(part, column, closing);
    }

    /** The elements from number {@code from} on, each behind a comma. New lines begin at {@code column}. */
    private void rest(Sequence sequence, int from, int column, int now, int indent, int closing, char separator) {
        int at = now;
        for (int i = from; i < sequence.elements().size(); i++) {
            Doc part = sequence.elements().get(i);
            int after = LineBudget.closing(sequence, i, closing);
            out.append(',');
            if (budget.joins(part, at, after)) {
                line(part);
                at += part.width() + 1;
            } else {
                newLine(indent);
                at = column + member(part, column, indent, after, 0);
            }
        }
        switch (sequence.end()) {
            case End.Complete _ -> {}
            case End.Cut _ -> out.append(separator).append("...");
            case End.Tail(Doc tail) -> {
                out.append(separator);
                if (tail.isText() && budget.fits(tail.width() + 1, at, closing + 1)) {
                    line(tail);
                } else {
                    newLine(indent);
                    part(tail, column, indent, closing + 1, 0);
                }
            }
        }
    }

    private void pair(Doc.Pair pair, int column, int indent, int closing, int used) {
        if (budget.fits(pair.width(), column, closing)) {
            line(pair);
            return;
        }
        int value = Indentation.ofValue(step);
        part(pair.key(), column, indent, closing, used);
        out.append(" =>");
        newLine(indent + value);
        part(pair.value(), column + value, indent + value, closing, 0);
    }

    private void fields(Sequence sequence, int nameWidth, int column, int indent, int closing, int used) {
        if (sequence.elements().isEmpty() && sequence.end() == End.COMPLETE) {
            return;
        }
        boolean below = isBelow(nameWidth + 1) && !sequence.elements().isEmpty();
        int shift = below ? step : nameWidth + 1;
        if (below) {
            newLine(indent + shift);
        }
        elements(sequence, 0, column + shift, indent + shift, closing, ',', below ? 0 : used);
    }

    private void field(Doc.Field field, int column, int indent, int closing, int used) {
        if (budget.fits(field.width(), column, closing)) {
            line(field);
            return;
        }
        boolean below = isBelow(field.nameWidth());
        int shift = below ? step : field.nameWidth();
        out.append(field.name());
        if (below) {
            out.append(" =");
            newLine(indent + shift);
        } else {
            out.append(" = ");
        }
        part(field.value(), column + shift, indent + shift, closing, below ? 0 : used + field.nameWidth());
    }

    private boolean isBelow(int width) {
        return step > 0 && width > step;
    }

    private void bytes(List<String> parts, int column, int indent, int closing, int used) {
        int room = Math.max(8, Math.min(budget.lineLength() - column, budget.whole() - 4 - used) - closing);
        int left = room;
        out.append("<<");
        for (int i = 0; i < parts.size(); i++) {
            boolean last = i + 1 == parts.size();
            int width = parts.get(i).length() + (last ? 0 : 1);
            if (width > left) {
                newLine(indent);
                left = room;
            }
            left -= width;
            out.append(parts.get(i)).append(last ? "" : ",");
        }
        out.append(">>");
    }
}
