// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The process above an application's tree: its parent, whose output is the node's. Source: OTP's
 * {@code application_master}.
 */
final class ApplicationMaster {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Atom STOP = Atom.of("stop");

    private ApplicationMaster() {}

    /** The body of the process: completes {@code started} with the top of the tree, or with why there is none. */
    static Term run(ProcessCell self, Application application, CompletableFuture<Pid> started) {
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
        return serve(self, application, top, monitor);
    }

    /** Waits for the end of the tree, or for the order to end it; gives the reason of either. */
    private static Term serve(ProcessCell self, Application application, Pid top, Ref monitor) {
        Tuple message = self.receive(
                m -> m instanceof Tuple t && (isStop(t) || Words.isDown(t, monitor)) ? t : null, Deadline.NEVER);
        attempt(application, "prepStop()", application::prepStop);
        Term reason;
        if (isStop(message)) {
            Duration limit = Duration.ofMillis(((Int) message.get(1)).value());
            if (Stopping.stop(self, top, new Shutdown.Within(limit)).equals(Words.KILLED)) {
                LOG.log(
                        Level.WARNING,
                        "Application " + application.name() + " did not end within " + limit.toMillis()
                                + " ms and was killed");
            }
            reason = Words.NORMAL;
        } else {
            reason = message.get(4);
        }
        attempt(application, "stop()", application::stop);
        return reason;
    }

    /** What a callback throws stops nobody. */
    private static void attempt(Application application, String what, Runnable callback) {
        try {
            callback.run();
        } catch (Exception failed) {
            LOG.log(Level.ERROR, "Application " + application.name() + ": " + what + " failed", failed);
        }
    }

    private static boolean isStop(Tuple t) {
        return t.is(STOP, 2) && t.get(1) instanceof Int;
    }

    /**
     * Has {@code master} end its tree, and returns when both are gone.
     *
     * @param limit what of the tree has not ended by then is killed
     * @param last when the master itself is killed, which hangs in {@link Application#stop()} then
     * @return whether it ended by itself
     */
    static boolean stop(ProcessCell self, String name, Pid master, Duration limit, Deadline last) {
        Ref monitor = self.monitor(null, master, master, AliasUse.NONE);
        self.send(master, Tuple.of(STOP, Int.of(limit.toMillis())));
        if (self.receive(m -> m instanceof Tuple t && Words.isDown(t, monitor) ? t : null, last) != null) {
            return true;
        }
        LOG.log(Level.WARNING, "Application " + name + " hangs in prepStop() or stop() and was killed");
        self.exit(null, master, Words.KILL);
        self.receive(m -> m instanceof Tuple t && Words.isDown(t, monitor) ? t : null, Deadline.NEVER);
        return false;
    }
}
