// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

import io.tiebeam.ExitException;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A task of a thread that runs no process: one is made to own the task, and hands its result on. It traps exits, so
 * that a task that fails fails the await and nothing else. Any thread.
 */
public final class ThreadAwaiting implements Awaiting {
    /** What the owner is told. */
    private enum Order {
        LET_GO
    }

    private final LocalNode node;
    private final Pid owner;
    private final TaskRequest.Started started;
    private final CompletableFuture<Ended> outcome;

    private ThreadAwaiting(LocalNode node, Pid owner, TaskRequest.Started started, CompletableFuture<Ended> outcome) {
        this.node = node;
        this.owner = owner;
        this.started = started;
        this.outcome = outcome;
    }

    /** Starts the task; throws what starting it threw. */
    public static ThreadAwaiting start(Function<ProcessCell, TaskRequest.Started> request) {
        LocalNode node = LocalNode.current();
        CompletableFuture<TaskRequest.Started> started = new CompletableFuture<>();
        CompletableFuture<Ended> outcome = new CompletableFuture<>();
        ProcessCell owner = node.spawn(SpawnOptions.of(node.user(), "owner of a task"), self -> {
            try {
                self.trapExit(true);
                TaskRequest.Started task = request.apply(self);
                started.complete(task);
                OwnAwaiting own = new OwnAwaiting(self, Optional.of(task.pid()), task.ref());
                Object end = self.receive(m -> m == Order.LET_GO ? m : own.read(m), Deadline.NEVER);
                if (end instanceof Ended ended) {
                    outcome.complete(ended);
                } else {
                    own.abandon(true);
                }
            } catch (RuntimeException failed) {
                started.completeExceptionally(failed);
            } finally {
                Term reason = self.isAlive() ? Words.NORMAL : self.exitReason();
                started.completeExceptionally(new ExitException(reason));
                outcome.complete(new Ended.Exited(reason));
            }
            return Words.NORMAL;
        });
        return new ThreadAwaiting(node, owner.pid(), get(started), outcome);
    }

    /** The task as its owner knows it. */
    public TaskRequest.Started started() {
        return started;
    }

    /** Completed with how the task ended; never exceptionally. */
    public CompletableFuture<Ended> future() {
        return outcome;
    }

    @Override
    public Optional<Ended> outcome(Deadline deadline) {
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
    public void abandon(boolean unlink) {
        if (unlink) {
            node.deliver(owner, new Signal.Message(Order.LET_GO));
            return;
        }
        node.deliver(owner, new Signal.Exit(owner, Words.KILL));
    }

    @Override
    public Optional<Ended> shutdown(boolean brutally, Duration limit) {
        TaskEnding.Down down = StandIn.on(node, self -> TaskEnding.end(self, started.pid(), brutally, limit));
        Ended own = outcome(Deadline.NEVER).orElseThrow();
        return own instanceof Ended.Exited && down.expected() ? Optional.empty() : Optional.of(own);
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
