// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.term.Inspect;
import io.tiebeam.term.TermMapper;

/** How the shell shows values: in Elixir's inspect form, with iex's limits. */
final class Values {
    private Values() {}

    /** What is shown for {@code value}; whatever it is, there is a text. */
    static String show(Object value) {
        return TermMapper.describe(value, Inspect.Options.SHELL);
    }
}
