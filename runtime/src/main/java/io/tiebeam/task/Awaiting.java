// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

import io.tiebeam.process.Deadline;
import java.time.Duration;
import java.util.Optional;

/** How the one who started a task learns what became of it: by messages of its own, or by another who gets them. */
public sealed interface Awaiting permits OwnAwaiting, ThreadAwaiting, Awaiting.Complete {
    /** How the task ended; empty if the deadline passes. */
    Optional<Ended> outcome(Deadline deadline);

    /** Nobody waits for the result any more. A linked task is linked no more if {@code unlink}. */
    void abandon(boolean unlink);

    /** Ends the task; empty if it was this that ended it. */
    Optional<Ended> shutdown(boolean brutally, Duration limit);

    /** There is nothing to wait for, and nobody: a thread that runs no process has a value in the form of a task. */
    record Complete(Ended.Returned ended) implements Awaiting {
        @Override
        public Optional<Ended> outcome(Deadline deadline) {
            return Optional.of(ended);
        }

        @Override
        public void abandon(boolean unlink) {}

        @Override
        public Optional<Ended> shutdown(boolean brutally, Duration limit) {
            return Optional.of(ended);
        }
    }
}
