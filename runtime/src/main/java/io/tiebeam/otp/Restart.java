// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Words;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** When a supervisor restarts a child that has ended. Source: {@code supervisor:restart()}. */
public enum Restart {
    /** Always. */
    PERMANENT,
    /** Unless it ended as intended: with {@code normal}, {@code shutdown} or {@code {shutdown, _}}. */
    TRANSIENT,
    /** Never. */
    TEMPORARY;

    private final Atom atom = Atom.of(name().toLowerCase(Locale.ROOT));

    /** The atom on the wire. */
    Atom atom() {
        return atom;
    }

    static Optional<Restart> of(Term term) {
        return Arrays.stream(values()).filter(r -> r.atom.equals(term)).findFirst();
    }

    /** Whether a child that ended with {@code reason} is to be started again. */
    boolean wants(Term reason) {
        return switch (this) {
            case PERMANENT -> true;
            case TRANSIENT -> !Words.isOrderly(reason);
            case TEMPORARY -> false;
        };
    }

    /** Whether the end of a child with {@code reason} is worth a report. */
    boolean isWorthTelling(Term reason) {
        return this == PERMANENT || !Words.isOrderly(reason);
    }
}
