// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

import java.util.Optional;

/** The results of a stream of tasks, one after the other. */
public sealed interface Results permits StreamRun, ThreadResults {
    /** A result. @param position which element of the input it belongs to, from 0 */
    record Result(long position, Ended ended) {}

    /** The next result; waits for it. Empty at the end. What the input throws passes through. */
    Optional<Result> next();

    /** Ends the tasks that still run. Again, it does nothing. */
    void close();
}
