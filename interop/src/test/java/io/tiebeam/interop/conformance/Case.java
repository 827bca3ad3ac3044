// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

/**
 * A case of a suite of OTP's or Elixir's, and what becomes of it here.
 *
 * @param why in words; empty for one that is run
 */
record Case(String name, Kind kind, String why) {
    enum Kind {
        /** With every build. */
        RUN,
        /** Only where time does not matter: see {@code interop/conformance}. */
        LONG,
        /** Not at all. */
        SKIP
    }

    Case {
        if (kind != Kind.RUN && why.isBlank()) {
            throw new IllegalArgumentException("why is " + name + " not run with every build?");
        }
    }

    /** Reads a line: name, kind and reason, with tabs between them. */
    static Case of(String line) {
        String[] columns = line.split("\t", 3);
        return new Case(
                columns[0],
                Kind.valueOf(columns[1].toUpperCase(java.util.Locale.ROOT)),
                columns.length == 3 ? columns[2] : "");
    }
}
