// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.io.Doc.End;
import io.tiebeam.io.Doc.Sequence;

/**
 * Tries how far what follows a long tag has to be indented: right behind the tag if nothing then begins beyond the
 * middle of the line, else 4 columns, else 1. Walks the way {@link Layout} does, without writing. Source: OTP {@code
 * io_lib_pretty}.
 */
final class Indentation {
    private static final int BEHIND_THE_TAG = -1;
    private static final int USUAL = 4;
    private static final int LEAST = 1;

    private final LineBudget budget;
    private final int step;

    private Indentation(LineBudget budget, int step) {
        this.budget = budget;
        this.step = step;
    }

    /** The step for {@code doc} that begins at {@code column}. */
    static int choose(Doc doc, int column, LineBudget budget) {
        for (int step : new int[] {BEHIND_THE_TAG, USUAL}) {
            if (new Indentation(budget, step).suits(doc, column, 0)) {
                return step;
            }
        }
        return LEAST;
    }

    /** How far the value of a map's key is indented when it begins a line. */
    static int ofValue(int step) {
        return step > 0 ? step : USUAL;
    }

    private boolean suits(Doc doc, int column, int closing) {
        if (budget.fits(doc.width(), column, closing)) {
            return true;
        }
        return switch (doc) {
            case Doc.Text _, Doc.Bytes _, Doc.Pair _, Doc.Field _ -> true;
            case Doc.Listed(Sequence sequence, int _) -> elements(sequence, 0, column + 1, closing);
            case Doc.Tupled(boolean tagged, Sequence sequence, int _) ->
                tagged ? tagged(sequence, column, closing) : elements(sequence, 0, column + 1, closing);
            case Doc.Mapped(Sequence sequence, int _) -> elements(sequence, 0, column + 2, closing);
            case Doc.Recorded(String _, int width, Sequence sequence, int _) ->
                fields(sequence, width, column, closing);
        };
    }

    private boolean tagged(Sequence sequence, int column, int closing) {
        int width = sequence.elements().getFirst().width();
        int behind = width + 2;
        if (isBelow(behind)) {
            return isLeft(column + step) && rest(sequence, 1, column + step, column + behind, closing);
        }
        int start = column + behind;
        boolean left = budget.whole() + start < budget.lineLength() || start < budget.lineLength() / 2;
        return left && elements(sequence, 1, start, closing);
    }

    private boolean isLeft(int column) {
        return budget.whole() + column <= budget.lineLength() || column <= budget.lineLength() / 2;
    }

    private boolean elements(Sequence sequence, int from, int column, int closing) {
        if (from == sequence.elements().size()) {
            return true;
        }
        Doc first = sequence.elements().get(from);
        int after = LineBudget.closing(sequence, from, closing);
        int taken = budget.taken(first, column, after);
        return member(first, column, after) && rest(sequence, from + 1, column, column + taken, closing);
    }

    private boolean rest(Sequence sequence, int from, int column, int now, int closing) {
        int at = now;
        for (int i = from; i < sequence.elements().size(); i++) {
            Doc part = sequence.elements().get(i);
            int after = LineBudget.closing(sequence, i, closing);
            if (budget.joins(part, at, after)) {
                at += part.width() + 1;
            } else if (member(part, column, after)) {
                at = column + budget.taken(part, column, after);
            } else {
                return false;
            }
        }
        return !(sequence.end() instanceof End.Tail(Doc tail))
                || (tail.isText() && budget.fits(tail.width() + 1, at, closing + 1))
                || suits(tail, at, closing + 1);
    }

    /** An element, a pair or a field on a line of its own. */
    private boolean member(Doc part, int column, int closing) {
        return switch (part) {
            case Doc.Pair pair -> pair(pair, column, closing);
            case Doc.Field field -> field(field, column, closing);
            case Doc.Text _, Doc.Bytes _, Doc.Listed _, Doc.Tupled _, Doc.Mapped _, Doc.Recorded _ ->
                suits(part, column, closing);
        };
    }

    private boolean pair(Doc.Pair pair, int column, int closing) {
        return budget.fits(pair.width(), column, closing)
                || (suits(pair.key(), column, closing) && suits(pair.value(), column + ofValue(step), closing));
    }

    private boolean fields(Sequence sequence, int nameWidth, int column, int closing) {
        if (sequence.elements().isEmpty()) {
            return true;
        }
        boolean below = isBelow(nameWidth + 1);
        int start = column + (below ? step : nameWidth + 1);
        return isLeft(start) && elements(sequence, 0, start, closing);
    }

    private boolean field(Doc.Field field, int column, int closing) {
        if (budget.fits(field.width(), column, closing)) {
            return true;
        }
        boolean below = isBelow(field.nameWidth());
        int start = column + (below ? step : field.nameWidth());
        return isLeft(start) && suits(field.value(), start, closing);
    }

    private boolean isBelow(int width) {
        return step > 0 && width > step;
    }
}
