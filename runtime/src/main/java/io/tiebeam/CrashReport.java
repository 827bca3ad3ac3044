// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Term;
import java.lang.System.Logger.Level;

/** One report for each process that dies of an error, in the {@link System.Logger} {@code io.tiebeam}. */
final class CrashReport {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");

    private CrashReport() {}

    static void log(ProcessCell process, Term reason, Throwable error) {
        LOG.log(
                Level.ERROR,
                "Process " + process.pid() + process.registeredName().map(n -> " (" + n + ")").orElse("") + " on node "
                        + process.node() + " raised an exception: " + error,
                error);
    }
}
