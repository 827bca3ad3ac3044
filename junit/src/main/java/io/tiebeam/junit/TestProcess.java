// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.process.Signal;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;

/**
 * The process that a test is. It does what JUnit's thread hands it, one thing after the other, until {@link #end()}; that
 * thread waits meanwhile. Source: {@code ExUnit.Runner}, which runs {@code setup} and the test in one process too.
 */
final class TestProcess {
    private static final Atom SHUTDOWN = Atom.of("shutdown");
    private static final Atom KILL = Atom.of("kill");
    private static final long SECONDS_TO_END = 5;

    /** A part of a test. What it throws goes to JUnit as it is. */
    interface Part {
        Object run() throws Throwable;
    }

    private record Job(Part part, CompletableFuture<Object> done) {}

    private static final Job LAST = new Job(() -> null, new CompletableFuture<>());

    private final LinkedTransferQueue<Job> jobs = new LinkedTransferQueue<>();
    private final CompletableFuture<Object> died = new CompletableFuture<>(); // fails when the process is dead
    private final ProcessCell cell;

    /** Starts it on {@code node}. */
    TestProcess(LocalNode node, Pid leader, String test) {
        cell = node.spawn(SpawnOptions.of(leader, "test " + test), this::serve);
        Thread.ofVirtual().name("end of test").start(this::awaitDeath);
    }

    ProcessCell cell() {
        return cell;
    }

    private Term serve(ProcessCell self) {
        while (true) {
            Job job = next(self);
            if (job == LAST) {
                return SHUTDOWN;
            }
            try {
                job.done.complete(job.part.run());
            } catch (ProcessKilled dead) {
                throw dead;
            } catch (Throwable thrown) {
                self.checkAlive(); // what a kill made the body throw is not what it has to say
                job.done.completeExceptionally(thrown);
            }
        }
    }

    private Job next(ProcessCell self) {
        while (true) {
            try {
                return jobs.take();
            } catch (InterruptedException e) {
                self.checkAlive(); // who kills interrupts; others have nothing to say here
            }
        }
    }

    private void awaitDeath() {
        try {
            cell.awaitDeath();
            died.completeExceptionally(new ExitException(
                    cell.exitReason(), "(EXIT from " + cell.pid() + ") " + ExitReasons.format(cell.exitReason())));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    /**
     * Runs {@code part} in the process and gives what it gives. JUnit's thread.
     *
     * @throws ExitException if the process dies of a signal meanwhile: of a link, usually
     * @throws InterruptedException if JUnit gives up waiting: then the process is killed
     * @throws Throwable what {@code part} throws
     */
    Object run(Part part) throws Throwable {
        Job job = new Job(part, new CompletableFuture<>());
        jobs.add(job);
        try {
            return CompletableFuture.anyOf(job.done, died).get();
        } catch (ExecutionException failed) {
            throw failed.getCause();
        } catch (InterruptedException timedOut) {
            kill();
            throw timedOut;
        }
    }

    /** Lets it exit, with reason {@code :shutdown}; returns when it has. JUnit's thread. */
    void end() throws InterruptedException {
        jobs.add(LAST);
        try {
            died.get(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (ExecutionException ended) {
            // as it should
        } catch (java.util.concurrent.TimeoutException stuck) {
            kill();
        }
    }

    private void kill() {
        cell.node().deliver(cell.pid(), new Signal.Exit(cell.pid(), KILL));
    }
}
