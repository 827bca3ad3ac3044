// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Failures;
import io.tiebeam.gen.Words;
import io.tiebeam.otp.Task.Outcome;
import io.tiebeam.otp.Task.Yielded;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.task.Awaiting;
import io.tiebeam.task.Ended;
import io.tiebeam.task.OwnAwaiting;
import io.tiebeam.task.ThreadAwaiting;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Several tasks that are waited for together. Source: Elixir's {@code Task.await_many/2} and {@code yield_many/2}. */
final class TaskGroup<R> {
    private final List<Task<R>> tasks;
    private final Map<Task<R>, Ended> ended = new HashMap<>();

    /** @throws IllegalStateException if one of them has another owner */
    TaskGroup(Collection<Task<R>> tasks) {
        this.tasks = List.copyOf(tasks);
        this.tasks.forEach(Task::checkOwner);
    }

    List<R> await(Duration timeout) {
        Deadline deadline = Deadline.in(timeout);
        for (Task<R> task : tasks) {
            if (task.isTaken()) {
                throw TaskFailures.takenBefore(
                        TaskFailures.of(Words.TIMEOUT, "await_many", toTerm(), TaskFailures.millis(timeout)), task);
            }
        }
        while (ended.size() < distinct().size()) {
            Optional<Task<R>> next = next(deadline);
            if (next.isEmpty()) {
                abandon();
                throw TaskFailures.of(Words.TIMEOUT, "await_many", toTerm(), TaskFailures.millis(timeout));
            }
            if (ended.get(next.get()) instanceof Ended.Exited(var reason)) {
                abandon();
                throw TaskFailures.of(
                        Failures.ofDown(reason, next.get().pid()),
                        "await_many",
                        toTerm(),
                        TaskFailures.millis(timeout));
            }
        }
        return tasks.stream()
                .map(task -> task.read(((Ended.Returned) ended.get(task)).value()))
                .toList();
    }

    private void abandon() {
        for (Task<R> task : distinct()) {
            if (!ended.containsKey(task)) {
                task.take();
                task.awaiting().abandon(false);
            }
        }
    }

    List<Yielded<R>> yield(YieldOptions options) {
        Deadline deadline = Deadline.in(options.timeout());
        long wanted = Math.min(
                options.limit(), distinct().stream().filter(t -> !t.isTaken()).count());
        boolean late = false;
        while (ended.size() < wanted && !late) {
            Optional<Task<R>> next = next(deadline);
            late = next.isEmpty();
            if (next.isPresent()
                    && ended.get(next.get()) instanceof Ended.Exited(var reason)
                    && reason.equals(Words.NOCONNECTION)) {
                Term why = Failures.ofDown(reason, next.get().pid());
                throw TaskFailures.of(why, "yield_many", toTerm(), TaskFailures.millis(options.timeout()));
            }
        }
        Map<Task<R>, Optional<Outcome<R>>> outcomes = new LinkedHashMap<>();
        for (Task<R> task : distinct()) {
            Optional<Outcome<R>> outcome = Optional.ofNullable(ended.get(task)).map(task::read);
            outcomes.put(task, outcome.isEmpty() && late ? late(task, options.onTimeout()) : outcome);
        }
        return tasks.stream()
                .map(task -> new Yielded<>(task, outcomes.get(task)))
                .toList();
    }

    private static <R> Optional<Outcome<R>> late(Task<R> task, YieldOptions.OnTimeout what) {
        return switch (what) {
            case NOTHING -> Optional.empty();
            case IGNORE -> task.ignore();
            case KILL_TASK -> task.isTaken() ? Optional.empty() : task.brutalKill();
        };
    }

    private List<Task<R>> distinct() {
        return tasks.stream().distinct().toList();
    }

    /** Waits for the end of one more of them, and notes it; empty if the deadline passes. */
    private Optional<Task<R>> next(Deadline deadline) {
        List<Task<R>> open = distinct().stream()
                .filter(task -> !task.isTaken() && !ended.containsKey(task))
                .toList();
        Optional<Task<R>> ready = open.stream()
                .filter(task -> !(task.awaiting() instanceof OwnAwaiting))
                .filter(task -> note(task, task.awaiting().outcome(Deadline.NOW)))
                .findFirst();
        if (ready.isPresent()) {
            return ready;
        }
        boolean own = open.stream().anyMatch(task -> task.awaiting() instanceof OwnAwaiting);
        return own ? nextOwn(open, deadline) : nextOfThreads(open, deadline);
    }

    private boolean note(Task<R> task, Optional<Ended> end) {
        end.ifPresent(e -> {
            task.take();
            ended.put(task, e);
        });
        return end.isPresent();
    }

    /** The oldest message that tells the end of one. */
    private Optional<Task<R>> nextOwn(List<Task<R>> open, Deadline deadline) {
        ProcessCell self = ProcessCell.current().orElseThrow();
        Task<R> first = self.receive(message -> reads(open, message), deadline);
        if (first != null && ended.get(first) instanceof Ended.Returned) {
            self.demonitor(first.ref(), true);
        }
        return Optional.ofNullable(first);
    }

    private Task<R> reads(List<Task<R>> open, Object message) {
        for (Task<R> task : open) {
            if (task.awaiting() instanceof OwnAwaiting own && note(task, Optional.ofNullable(own.read(message)))) {
                return task;
            }
        }
        return null;
    }

    private Optional<Task<R>> nextOfThreads(List<Task<R>> open, Deadline deadline) {
        CompletableFuture<?>[] futures =
                open.stream().map(Task::awaiting).map(TaskGroup::future).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture<?> first = CompletableFuture.anyOf(futures);
            if (deadline.isNever()) {
                first.get();
            } else {
                first.get(deadline.nanoTime() - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for tasks", interrupted);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
        return open.stream()
                .filter(task -> note(task, task.awaiting().outcome(Deadline.NOW)))
                .findFirst();
    }

    private static CompletableFuture<Ended> future(Awaiting awaiting) {
        return awaiting instanceof ThreadAwaiting thread ? thread.future() : new CompletableFuture<>();
    }

    // ---- texts ----------------------------------------------------------------------------------------------------

    private ListTerm toTerm() {
        return ListTerm.of(tasks.stream().map(Task::toTerm).toList());
    }
}
