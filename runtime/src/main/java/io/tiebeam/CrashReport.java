// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.Channel;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One report for each process that dies of an error: in the {@link System.Logger} {@code io.tiebeam}, and on the node that
 * its output goes to, in the form in which a BEAM node reports it there.
 */
final class CrashReport {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Atom ERROR = Atom.ERROR;
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

    /** Sends the report to {@code logger_proxy} where the output of {@code process} goes, if that is another node. */
    static void toGroupLeader(ProcessCell process, Term reason) {
        Pid leader = process.groupLeader();
        LocalNode node = process.node();
        Channel via = node.channelTo(leader.node());
        if (via == null) {
            return;
        }
        MapTerm meta = MapTerm.of(
                Atom.of("pid"), process.pid(),
                Atom.of("gl"), leader,
                Atom.of("time"), Int.of(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())),
                Atom.of("error_logger"), MapTerm.of(Atom.of("emulator"), Atom.TRUE, Atom.of("tag"), ERROR));
        Term event = Tuple.of(
                Atom.of("log"),
                ERROR,
                ListTerm.charlist(FORMAT),
                ListTerm.of(process.pid(), node.name(), reason),
                meta);
        try {
            via.offer(process.pid(), Atom.of("logger_proxy"), new Signal.Message(event));
            via.flushSoon();
        } catch (TermException tooLarge) {
            LOG.log(
                    Level.WARNING,
                    "the report on " + process.pid() + " could not be sent to " + leader.node(),
                    tooLarge);
        }
    }
}
