// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The process that runs the callbacks of an application, and is the parent of its tree. Ends with the reason of that; with
 * {@code killed} if the tree did not end in time when it was asked to. Source: OTP's {@code application_master}, whose
 * second process this is.
 */
final class ApplicationStarter {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");

    private ApplicationStarter() {}

    /** The body of the process: completes {@code started} with the top of the tree, or with why there is none. */
    static Term run(ProcessCell self, Pid master, Application application, CompletableFuture<Pid> started) {
        self.trapExit(true);
        Pid top = null;
        ExitException cannot = null;
        try {
            top = application.start();
            if (top == null) {
                cannot = ApplicationFailures.noPid(application);
            }
        } catch (ProcessKilled dead) {
            throw dead;
        } catch (Throwable failed) {
            self.checkAlive();
            cannot = ApplicationFailures.cannotStart(application, failed);
        }
        if (cannot != null) {
            started.completeExceptionally(cannot);
            return cannot.reason();
        }
        Ref monitor = self.monitor(null, top, top, AliasUse.NONE);
        started.complete(top);
        return serve(self, master, application, top, monitor);
    }

    /** Waits for the end of the tree, for the order to end it, or for the end of the master; gives the reason. */
    private static Term serve(ProcessCell self, Pid master, Application application, Pid top, Ref monitor) {
        Tuple message = self.receive(
                m -> m instanceof Tuple t
                                && (ApplicationMaster.isStop(t) || Words.isDown(t, monitor) || isEnd(t, master))
                        ? t
                        : null,
                Deadline.NEVER);
        attempt(application, "prepStop()", application::prepStop);
        Term reason;
        if (ApplicationMaster.isStop(message)) {
            reason = stop(self, application, top, Duration.ofMillis(((Int) message.get(1)).value()));
        } else if (isEnd(message, master)) {
            reason = message.get(2);
            self.exit(null, top, reason);
            self.receive(m -> Words.downReason(m, monitor), Deadline.NEVER);
        } else {
            reason = message.get(4);
        }
        attempt(application, "stop()", application::stop);
        return reason;
    }

    private static Term stop(ProcessCell self, Application application, Pid top, Duration limit) {
        if (!Stopping.stop(self, top, new Shutdown.Within(limit)).equals(Words.KILLED)) {
            return Words.NORMAL;
        }
        LOG.log(
                Level.WARNING,
                "Application " + application.name() + " did not end within " + limit.toMillis() + " ms and was killed");
        return Words.KILLED;
    }

    private static boolean isEnd(Tuple t, Pid of) {
        return t.is(Words.EXIT, 3) && t.get(1).equals(of);
    }

    /** What a callback throws stops nobody. */
    private static void attempt(Application application, String what, Runnable callback) {
        try {
            callback.run();
        } catch (Exception failed) {
            LOG.log(Level.ERROR, "Application " + application.name() + ": " + what + " failed", failed);
        }
    }
}
