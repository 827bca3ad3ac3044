// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitReasons;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * The reports of supervisors, one for each event, in the {@link System.Logger} {@code io.tiebeam}: what OTP's supervisor
 * reports hold (supervisor, context, reason, offender), for people to read. Source: {@code supervisor.erl}, {@code
 * report_error}.
 */
record SupervisorReport(ProcessCell self) {
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

        @Override
        public String toString() {
            return text + " (" + name().toLowerCase(java.util.Locale.ROOT) + ")";
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
