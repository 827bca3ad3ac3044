// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Words;
import io.tiebeam.term.Int;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.Optional;

/** How a supervisor ends a child: what it is asked, and how long it may take. Source: {@code supervisor:shutdown()}. */
public sealed interface Shutdown {
    /** Five seconds, for workers. */
    Shutdown DEFAULT = new Within(Duration.ofSeconds(5));

    /** The exit signal {@code shutdown}, and {@code kill} after {@code limit}. */
    record Within(Duration limit) implements Shutdown {
        /**
         * Checks the limit.
         *
         * @throws IllegalArgumentException for a negative one
         */
        public Within {
            if (limit.isNegative()) {
                throw new IllegalArgumentException("expected a shutdown time of zero or more, got: " + limit);
            }
        }
    }

    /** The exit signal {@code shutdown}, and as long as it takes: for supervisors. */
    record Infinity() implements Shutdown {}

    /** The exit signal {@code kill}. */
    record Brutally() implements Shutdown {}

    /** Milliseconds, {@code infinity} or {@code brutal_kill}. */
    default Term toTerm() {
        return switch (this) {
            case Within(var limit) -> Int.of(limit.toMillis());
            case Infinity _ -> Words.INFINITY;
            case Brutally _ -> Words.BRUTAL_KILL;
        };
    }

    /** The reverse of {@link #toTerm()}; empty for anything else. */
    static Optional<Shutdown> of(Term term) {
        if (term instanceof Int(var millis) && millis >= 0) {
            return Optional.of(new Within(Duration.ofMillis(millis)));
        }
        if (term.equals(Words.INFINITY)) {
            return Optional.of(new Infinity());
        }
        return term.equals(Words.BRUTAL_KILL) ? Optional.of(new Brutally()) : Optional.empty();
    }
}
