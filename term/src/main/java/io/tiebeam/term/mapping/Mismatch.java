// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import io.tiebeam.term.Inspect;
import io.tiebeam.term.Term;

/**
 * Why a term does not fit a type.
 *
 * @param path the components from the root to the bad one, {@code .users[3].age}; empty for the root itself
 * @param text what was expected there, and what was found
 */
public record Mismatch(String path, String text) {
    private static final int MAX_SHOWN = 200;
    private static final Inspect.Options BRIEF =
            new Inspect.Options(10, Inspect.Options.UNLIMITED, Inspect.Options.FULL.nodes());

    static Mismatch of(String expected, Term found) {
        return because("expected " + expected, found);
    }

    static Mismatch because(String text, Term found) {
        return new Mismatch("", text + ", got " + shown(found));
    }

    Mismatch in(String step) {
        return new Mismatch(step + path, text);
    }

    /** The message for people; {@code root} is what the path starts from. */
    public String message(String root) {
        return path.isEmpty() ? text : root + " at " + path + ": " + text;
    }

    static String shown(Term term) {
        String text = Inspect.inspect(term, BRIEF);
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }
}
