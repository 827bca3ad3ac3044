// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.Term;

/**
 * Terms as Erlang prints them. Called by {@link IoLib} and whoever shows a term to a reader of Erlang; pure, on any
 * thread. Source: OTP {@code io_lib}, {@code io_lib_pretty}.
 */
final class ErlangPrint {
    /** The columns of a line where a format does not say otherwise. */
    static final int LINE_LENGTH = 80;

    private ErlangPrint() {}

    /** {@code ~w}: the term on one line, strings as lists of numbers. */
    static String write(Term term, PrintOptions options) {
        return OneLine.write(term, options);
    }

    /** {@code ~0p}: the term on one line, with strings. */
    static String print(Term term, PrintOptions options) {
        return print(term, 1, 0, options);
    }

    /**
     * {@code ~p}: the term with strings, over several lines where it is long.
     *
     * @param column where it begins on its line, counted from 1
     * @param lineLength the columns of a line; 0 for a single line
     */
    static String print(Term term, int column, int lineLength, PrintOptions options) {
        if (options.depth() == 0) {
            return "...";
        }
        return Layout.lay(new Measure(options).measure(term, options.depth()), column, lineLength);
    }
}
