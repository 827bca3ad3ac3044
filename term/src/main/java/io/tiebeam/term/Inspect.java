// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/** Elixir's {@code inspect/1}. */
public final class Inspect {
    private Inspect() {}

    /** The form that iex prints {@code term} in. */
    public static String inspect(Term term) {
        return term.getClass().getSimpleName();
    }
}
