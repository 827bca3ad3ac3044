// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.Term;
import java.util.List;
import java.util.OptionalInt;

/**
 * One control sequence of a format with its arguments: {@code ~F.P.PadModC}. Read by {@link FormatScanner}, written
 * out by {@link IoLib}.
 *
 * @param control the letter
 * @param width the field width, F
 * @param left whether the text stands at the left of the field: a negative F
 * @param precision P
 * @param pad what fills the field
 * @param unicode modifier {@code t}
 * @param strings false with modifier {@code l}
 * @param order modifiers {@code k} and {@code K}
 * @param arguments those of this sequence, without those that stood for {@code *}
 */
record Directive(
        char control,
        OptionalInt width,
        boolean left,
        OptionalInt precision,
        int pad,
        boolean unicode,
        boolean strings,
        MapOrder order,
        List<Term> arguments) {
    Term argument() {
        return arguments.getFirst();
    }

    /** {@code text} in its field. A text that is too long for the field is shown as stars, as numbers and terms are. */
    String inField(String text, OptionalInt limit) {
        if (width.isEmpty() && limit.isEmpty()) {
            return text;
        }
        int field = width.orElseGet(limit::getAsInt);
        int most = Math.min(field, limit.orElse(field));
        int length = TextWidth.of(text);
        return length > most ? adjust("*".repeat(Math.max(0, most)), field - most) : adjust(text, field - length);
    }

    /** {@code text} and so many pad characters, on the side that {@link #left} leaves. */
    String adjust(String text, int padding) {
        String fill = Character.toString(pad).repeat(Math.max(0, padding));
        return left ? text + fill : fill + text;
    }

    BadFormatException bad(String expected) {
        return new BadFormatException("~" + control + " expects " + expected + ", got "
                + (arguments.isEmpty() ? "nothing" : ErlangPrint.print(argument(), PrintOptions.SHORT)));
    }
}
