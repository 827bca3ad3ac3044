// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** Which timeout: of each type one runs at a time. */
public sealed interface TimeoutType {
    /** Ended by any event. */
    record OfEvent() implements TimeoutType {}

    /** Ended by a change of state. */
    record OfState() implements TimeoutType {}

    /** Ended by nothing but itself. */
    record Generic(Object name) implements TimeoutType {}

    /** {@code timeout}, {@code state_timeout} or {@code {timeout, Name}}. */
    default Term toTerm() {
        return switch (this) {
            case OfEvent() -> StateWords.TIMEOUT;
            case OfState() -> StateWords.STATE_TIMEOUT;
            case Generic(var name) -> Tuple.of(StateWords.TIMEOUT, StateWords.term(name));
        };
    }
}
