// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.process.SpawnOptions;
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
    private static final Duration TIME_FOR_STOP = Duration.ofSeconds(5); // for what Application.stop() has to do

    private ApplicationMaster() {}

    /** Starts {@code application} under a master of its own. */
    static RunningApplication start(LocalNode node, Application application) {
        CompletableFuture<Pid> started = new CompletableFuture<>();
        SpawnOptions options = SpawnOptions.of(node.user(), "application " + application.name());
        Pid master =
                node.spawn(options, self -> run(self, application, started)).pid();
        try {
            return new RunningApplication(node, application.name(), master, started.join());
        } catch (java.util.concurrent.CompletionException failed) {
            throw failed.getCause() instanceof ExitException exit ? exit : failed;
        }
    }

    private static Term run(ProcessCell self, Application application, CompletableFuture<Pid> started) {
        self.trapExit(true);
        Pid top;
        try {
            top = application.start();
        } catch (ProcessKilled dead) {
            started.completeExceptionally(new ExitException(self.exitReason()));
            throw dead;
        } catch (Throwable failed) {
            ExitException cannot = cannotStart(application, failed);
            started.completeExceptionally(cannot);
            return cannot.reason();
        }
        Ref monitor = self.monitor(null, top, top, AliasUse.NONE);
        started.complete(top);
        return serve(self, application, top, monitor);
    }

    private static ExitException cannotStart(Application application, Throwable failed) {
        Term reason = ExitReasons.of(failed);
        String call = application.getClass().getName() + ".start()";
        ExitException cannot = new ExitException(
                reason,
                "application " + application.name() + " could not start: " + call + " failed: "
                        + ExitReasons.format(reason));
        cannot.initCause(failed);
        return cannot;
    }

    /** Waits for the end of the tree, or for the order to end it. */
    private static Term serve(ProcessCell self, Application application, Pid top, Ref monitor) {
        Tuple message =
                self.receive(m -> m instanceof Tuple t && (isStop(t) || isDown(t, monitor)) ? t : null, Deadline.NEVER);
        Term reason;
        if (isStop(message)) {
            Duration limit = Duration.ofMillis(((Int) message.get(1)).value());
            reason = Stopping.stop(self, top, new Shutdown.Within(limit));
            if (reason.equals(Words.KILLED)) {
                LOG.log(
                        Level.WARNING,
                        "Application " + application.name() + " did not end within " + limit.toMillis()
                                + " ms and was killed");
            }
        } else {
            reason = message.get(4);
            LOG.log(Level.ERROR, "Application " + application.name() + " exited: " + ExitReasons.format(reason));
        }
        try {
            application.stop();
        } catch (Exception failed) {
            LOG.log(Level.ERROR, "Application " + application.name() + ": stop() failed", failed);
        }
        return Words.NORMAL;
    }

    private static boolean isStop(Tuple t) {
        return t.is(STOP, 2) && t.get(1) instanceof Int;
    }

    private static boolean isDown(Tuple t, Ref monitor) {
        return t.is(Words.DOWN, 5) && t.get(1).equals(monitor);
    }

    /**
     * Has {@code master} end its tree, and returns when both are gone. One that hangs in {@link Application#stop()}
     * after that is killed.
     */
    static boolean stop(ProcessCell self, Pid master, Duration limit) {
        Ref monitor = self.monitor(null, master, master, AliasUse.NONE);
        self.send(master, Tuple.of(STOP, Int.of(limit.toMillis())));
        Deadline deadline = Deadline.in(limit.plus(TIME_FOR_STOP));
        if (self.receive(m -> m instanceof Tuple t && isDown(t, monitor) ? t : null, deadline) == null) {
            LOG.log(Level.WARNING, "Application at " + master + " hangs in stop() and was killed");
            self.demonitor(monitor, true);
            self.exit(null, master, Words.KILL);
            return false;
        }
        return true;
    }
}
