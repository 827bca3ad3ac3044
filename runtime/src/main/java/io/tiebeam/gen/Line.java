// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.io.IoLib;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * What is printed of an event of a server that is traced, in the words of OTP's behaviour.
 *
 * @param format as {@code io:format} takes it, after the name of the server
 */
public record Line(String format, List<Term> arguments) {
    public static Line of(String format, Term... arguments) {
        return new Line(format, List.of(arguments));
    }

    /** The text, of the server {@code name}. */
    String text(Term name) {
        List<Term> all = new ArrayList<>(List.of(name));
        all.addAll(arguments);
        return text("*DBG* ~tp" + (format.startsWith("(") ? "" : " ") + format + "~n", all);
    }

    /** A part of a line, made by itself. */
    public static String part(String format, Term... arguments) {
        return text(format, List.of(arguments));
    }

    private static String text(String format, List<Term> arguments) {
        return IoLib.format(ListTerm.charlist(format), ListTerm.of(arguments));
    }
}
