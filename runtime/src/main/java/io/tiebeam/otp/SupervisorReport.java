// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitReasons;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.RemoteLog;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;

/**
 * The reports of supervisors, one for each event, in the {@link System.Logger} {@code io.tiebeam}: what OTP's supervisor
 * reports hold (supervisor, context, reason, offender), for people to read; those of trouble also as OTP's on the node that
 * the supervisor's output goes to. Source: {@code supervisor.erl}, {@code report_error}.
 *
 * @param module which kind of supervisor it is, for one that has no name
 */
record SupervisorReport(ProcessCell self, Atom module) {
    private static final Atom SUPERVISOR = Atom.of("supervisor");
    private static final RemoteLog.Sasl KIND =
            new RemoteLog.Sasl(SUPERVISOR, Atom.of("format_log"), "SUPERVISOR REPORT", Atom.of("supervisor_report"));

    private static final System.Logger LOG = System.getLogger("io.tiebeam");

    /** What a report is about: OTP's {@code errorContext}. */
    enum Context {
        START_ERROR("could not start"),
        CHILD_TERMINATED("terminated"),
        SHUTDOWN_ERROR("did not shut down as asked"),
        SHUTDOWN("was restarted too often: the supervisor gives up and ends all its children");

        private final String text;

        Context(String text) {
            this.text = text;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            return text + " (" + word() + ")";
        }
    }

    /** A child met with trouble. @param pid as what it runs or ran, if it did */
    void error(Context context, Term reason, Optional<Pid> pid, ChildSpec child) {
        LOG.log(
                Level.ERROR,
                () -> "Child " + child.id() + " of supervisor " + name() + " " + context
                        + "\n    reason: " + ExitReasons.format(reason).replace("\n", "\n    ")
                        + "\n    offender: pid " + pid.map(Pid::toString).orElse("undefined") + ", start "
                        + child.start() + ", restart " + child.restart().atom().name() + ", shutdown "
                        + child.shutdown().toTerm() + ", " + child.type().atom().name()
                        + (child.isSignificant() ? ", significant" : ""));
        if (RemoteLog.isElsewhere(self)) {
            RemoteLog.sasl(self, report(context, reason, pid, child), KIND);
        }
    }

    private MapTerm report(Context context, Term reason, Optional<Pid> pid, ChildSpec child) {
        Atom what = Atom.of(context.word());
        Term offender = ListTerm.of(
                pair("pid", pid.<Term>map(p -> p).orElse(Atom.UNDEFINED)),
                pair("id", child.id()),
                pair("mfargs", child.start().toTerm()),
                pair("restart_type", child.restart().atom()),
                pair("significant", Atom.of(child.isSignificant())),
                pair("shutdown", child.shutdown().toTerm()),
                pair("child_type", child.type().atom()));
        return MapTerm.of(
                Atom.of("label"),
                Tuple.of(SUPERVISOR, what),
                Atom.of("report"),
                ListTerm.of(
                        pair("supervisor", SupervisorTerms.name(self, module)),
                        pair("errorContext", what),
                        pair("reason", reason),
                        pair("offender", offender)));
    }

    private static Tuple pair(String key, Term value) {
        return Tuple.of(Atom.of(key), value);
    }

    /** A child was started. */
    void progress(Pid pid, ChildSpec child) {
        LOG.log(
                Level.DEBUG,
                () -> "Child " + child.id() + " of supervisor " + name() + " started as " + pid + " by "
                        + child.start());
    }

    /** Something came that no supervisor understands. */
    void unexpected(String what, Object message) {
        LOG.log(Level.WARNING, () -> "Supervisor " + name() + " received an unexpected " + what + ": " + message);
    }

    private String name() {
        return self.registeredName()
                .map(n -> n + " (" + self.pid() + ")")
                .orElseGet(() -> self.pid().toString());
    }
}
