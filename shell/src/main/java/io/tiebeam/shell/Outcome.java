// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;

/** How the run of a snippet ended. Immutable. */
sealed interface Outcome {
    /** It returned {@code value}; null for null, and for a statement. */
    record Returned(Object value) implements Outcome {}

    /** It threw {@code error}; the process that ran it lives on. */
    record Threw(Throwable error) implements Outcome {}

    /** The process that ran it, {@code pid}, was ended from outside. */
    record Died(Pid pid, Term reason) implements Outcome {}
}
