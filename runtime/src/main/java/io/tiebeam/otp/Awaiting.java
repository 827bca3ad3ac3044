// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.otp.Task.Outcome;
import io.tiebeam.process.Deadline;
import io.tiebeam.term.Term;
import java.util.Optional;

/** How the one who started a task learns what became of it: by messages of its own, or by another who gets them. */
sealed interface Awaiting permits OwnAwaiting, ThreadAwaiting {
    /** How the task ended; empty if the deadline passes. */
    Optional<Outcome<Term>> outcome(Deadline deadline);

    /** Nobody waits for the result any more. */
    void abandon();

    /** Ends the task; empty if it was this that ended it. */
    Optional<Outcome<Term>> shutdown(Shutdown how);
}
