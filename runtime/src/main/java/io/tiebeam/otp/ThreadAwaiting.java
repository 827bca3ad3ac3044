// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.gen.Words;
import io.tiebeam.otp.Task.Outcome;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A task of a thread that runs no process: one is made to own the task, and hands its result on. It traps exits, so
 * that a task that fails fails the await and nothing else. Any thread.
 */
final class ThreadAwaiting implements Awaiting {
    private final LocalNode node;
    private final Pid owner;
    private final TaskRequest.Started started;
    private final CompletableFuture<Outcome<Term>> outcome;

    private ThreadAwaiting(
            LocalNode node, Pid owner, TaskRequest.Started started, CompletableFuture<Outcome<Term>> outcome) {
        this.node = node;
        this.owner = owner;
        this.started = started;
        this.outcome = outcome;
    }

    /** Starts the task; throws what starting it threw. */
    static ThreadAwaiting start(TaskRequest request) {
        LocalNode node = LocalNode.current();
        CompletableFuture<TaskRequest.Started> started = new CompletableFuture<>();
        CompletableFuture<Outcome<Term>> outcome = new CompletableFuture<>();
        ProcessCell owner = node.spawn(SpawnOptions.of(node.user(), "owner of a task"), self -> {
            try {
                self.trapExit(true);
                TaskRequest.Started task = request.start(self);
                started.complete(task);
                new OwnAwaiting(self, task).outcome(Deadline.NEVER).ifPresent(outcome::complete);
            } catch (RuntimeException failed) {
                started.completeExceptionally(failed);
            } finally {
                Term reason = self.isAlive() ? Words.NORMAL : self.exitReason();
                started.completeExceptionally(new ExitException(reason));
                outcome.complete(new Outcome.Exited<>(reason));
            }
            return Words.NORMAL;
        });
        return new ThreadAwaiting(node, owner.pid(), get(started), outcome);
    }

    TaskRequest.Started started() {
        return started;
    }

    @Override
    public Optional<Outcome<Term>> outcome(Deadline deadline) {
        try {
            return Optional.of(
                    deadline.isNever()
                            ? outcome.get()
                            : outcome.get(deadline.nanoTime() - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            throw interrupted();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible); // it is only ever completed with a value
        }
    }

    @Override
    public void abandon() {
        node.deliver(owner, new Signal.Exit(owner, Words.KILL));
    }

    @Override
    public Optional<Outcome<Term>> shutdown(Shutdown how) {
        TaskEnding.Ended ended = StandIn.on(node, self -> TaskEnding.end(self, started.pid(), how));
        Outcome<Term> own = outcome(Deadline.NEVER).orElseThrow();
        return own instanceof Outcome.Exited<Term> && ended.expected() ? Optional.empty() : Optional.of(own);
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            throw interrupted();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        }
    }

    private static IllegalStateException interrupted() {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for a task");
    }
}
