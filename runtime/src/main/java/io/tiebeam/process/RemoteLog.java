// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ExportFun;
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
 * Sends what a process has to report to where its output goes, its group leader, if that is on another node: people look
 * there. The events have the form of OTP's {@code logger}. On the thread of the process.
 *
 * <p>Source: {@code logger.erl}, {@code log_remote}.
 */
public final class RemoteLog {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Atom ERROR = Atom.ERROR;
    private static final Atom OTP = Atom.of("otp");
    private static final Atom SASL = Atom.of("sasl");
    private static final Atom FORMAT_LOG = Atom.of("format_log");
    private static final Atom REPORT_CB = Atom.of("report_cb");
    private static final Atom TAG = Atom.of("tag");
    private static final Atom LOGGER_PROXY = Atom.of("logger_proxy");

    private RemoteLog() {}

    /** Sends {@code report}, which {@code module} knows how to show to people: that of a behaviour whose server ends. */
    public static void report(ProcessCell process, MapTerm report, Atom module) {
        MapTerm old = MapTerm.of(TAG, ERROR, REPORT_CB, new ExportFun(module, FORMAT_LOG, 1));
        send(process, meta -> Tuple.of(Atom.of("log"), ERROR, report, meta), new Term[] {
            Atom.of("domain"),
            ListTerm.of(OTP),
            REPORT_CB,
            new ExportFun(module, FORMAT_LOG, 2),
            Atom.of("error_logger"),
            old
        });
    }

    /**
     * A kind of the reports that people see if they ask for those of SASL.
     *
     * @param callback the function of {@code module} that makes text of one
     * @param type what the old {@code error_logger} calls it
     */
    public record Sasl(Atom module, Atom callback, String title, Atom type) {}

    /** Sends {@code report}, of the given kind. */
    public static void sasl(ProcessCell process, MapTerm report, Sasl kind) {
        ExportFun callback = new ExportFun(kind.module, kind.callback, 2);
        send(process, meta -> Tuple.of(Atom.of("log"), ERROR, report, meta), new Term[] {
            Atom.of("domain"),
            ListTerm.of(OTP, SASL),
            REPORT_CB,
            callback,
            Atom.of("logger_formatter"),
            MapTerm.of(Atom.of("title"), ListTerm.charlist(kind.title)),
            Atom.of("error_logger"),
            MapTerm.of(TAG, Atom.of("error_report"), Atom.of("type"), kind.type, REPORT_CB, callback)
        });
    }

    /** Whether what {@code process} reports goes to another node: else there is nothing to send. */
    public static boolean isElsewhere(ProcessCell process) {
        return process.node().channelTo(process.groupLeader().node()) != null;
    }

    /** Sends a report that begins {@code format} and has {@code arguments} as {@code io:format} takes them. */
    public static void format(ProcessCell process, Term format, Term arguments) {
        send(process, meta -> Tuple.of(Atom.of("log"), ERROR, format, arguments, meta), new Term[] {
            Atom.of("error_logger"), MapTerm.of(Atom.of("emulator"), Atom.TRUE, TAG, ERROR)
        });
    }

    private static void send(ProcessCell process, java.util.function.Function<Term, Term> event, Term[] more) {
        Pid leader = process.groupLeader();
        Channel via = process.node().channelTo(leader.node());
        if (via == null) {
            return;
        }
        Term[] meta = java.util.Arrays.copyOf(more, more.length + 6);
        Term[] always = {
            Atom.of("pid"), process.pid(),
            Atom.of("gl"), leader,
            Atom.of("time"), Int.of(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()))
        };
        System.arraycopy(always, 0, meta, more.length, always.length);
        try {
            via.offer(process.pid(), LOGGER_PROXY, new Signal.Message(event.apply(MapTerm.of(meta))));
            via.flushSoon();
        } catch (TermException tooLarge) {
            LOG.log(
                    Level.WARNING,
                    "the report on " + process.pid() + " could not be sent to " + leader.node(),
                    tooLarge);
        }
    }
}
