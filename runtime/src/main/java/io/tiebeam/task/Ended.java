// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

import io.tiebeam.term.Term;

/** How a task ended, as messages tell it. */
public sealed interface Ended {
    /** It returned {@code value}. */
    record Returned(Term value) implements Ended {}

    /** It ended with {@code reason}, without a result. */
    record Exited(Term reason) implements Ended {}
}
