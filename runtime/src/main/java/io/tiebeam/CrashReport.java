// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.RemoteLog;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;

/**
 * One report for each process that dies of an error: in the {@link System.Logger} {@code io.tiebeam}, and on the node that
 * its output goes to, in the form in which a BEAM node reports it there.
 */
final class CrashReport {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final String FORMAT = "Error in process ~p on node ~p with exit value:~n~p~n";

    private CrashReport() {}

    static void log(ProcessCell process, Term reason, Throwable error) {
        String who = process.registeredName()
                .map(n -> process.pid() + " (" + n + ")")
                .orElseGet(process.pid()::toString);
        LOG.log(
                Level.ERROR,
                "Process " + who + " on node " + process.node().name() + " raised an exception\n" + banner(reason),
                error);
        toGroupLeader(process, reason);
    }

    /** The error in Elixir's words; the stack is told by whoever shows the exception itself. */
    private static String banner(Term reason) {
        return reason instanceof Tuple raised && raised.size() == 2
                ? ExitReasons.formatError(raised.get(0), ListTerm.EMPTY)
                : ExitReasons.format(reason);
    }

    /** Sends the report to where the output of {@code process} goes, if that is another node. */
    static void toGroupLeader(ProcessCell process, Term reason) {
        RemoteLog.format(
                process,
                ListTerm.charlist(FORMAT),
                ListTerm.of(process.pid(), process.node().name(), reason));
    }
}
