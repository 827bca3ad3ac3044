// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

/**
 * Thrown on the thread of a process that has died from outside, at its next call into the runtime, and at each one after
 * that. An {@link Error}, so that {@code catch (Exception e)} cannot swallow a death. To everyone else the process is
 * gone already; its thread has only to come to its end.
 */
public final class ProcessKilled extends Error {
    private static final long serialVersionUID = 1L;

    ProcessKilled(ProcessCell cell) {
        super(
                cell.pid() + " was killed: " + cell.exitReason()
                        + "\n   → do not catch this: to all others the process is gone, and whatever it tries throws it again",
                null,
                false,
                false);
    }
}
