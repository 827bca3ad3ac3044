// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.event;

import io.tiebeam.term.Term;
import java.util.Optional;

/**
 * What a handler returns.
 *
 * @param reply the answer to a call
 */
public record Outcome(Optional<Term> reply, Then then) {
    /** What becomes of the handler. */
    public sealed interface Then {
        /** It stays. */
        record Keep() implements Then {}

        /** It goes. */
        record Remove() implements Then {}

        /** It does not want to be added. */
        record Refuse(Term reason) implements Then {}

        /**
         * It makes room for another.
         *
         * @param why what it is told as it goes
         * @param key which one comes
         * @param object that one, if it is in this JVM; else it is made of its key and {@code args}
         */
        record Swap(Term why, Term key, Optional<Handler> object, Term args) implements Then {}
    }
}
