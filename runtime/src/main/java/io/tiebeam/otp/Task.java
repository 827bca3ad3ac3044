// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.Mfa;
import io.tiebeam.gen.Failures;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.Optional;

/**
 * A function that runs in a process of its own, and the result of which is awaited: Elixir's {@code Task}. Started by
 * {@link TaskSupervisor#async}. Its result is a message to the process that started it, so only that process may await
 * it; a task started on a thread that runs no process may be awaited on any thread.
 *
 * @param <R> what the function returns; {@link Term} for one without a result, and for one called by name
 */
public final class Task<R> {
    private static final Atom TASK = Atom.of("Elixir.Task");
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    /** How a task ended. */
    public sealed interface Outcome<R> {
        /** It returned {@code value}. */
        record Ok<R>(R value) implements Outcome<R> {}

        /** It ended with {@code reason}, without a result. */
        record Exited<R>(Term reason) implements Outcome<R> {}
    }

    private final Mfa mfa;
    private final TaskRequest.Started started;
    private final Awaiting awaiting;
    private final Result<R> result;

    private Task(Mfa mfa, TaskRequest.Started started, Awaiting awaiting, Result<R> result) {
        this.mfa = mfa;
        this.started = started;
        this.awaiting = awaiting;
        this.result = result;
    }

    /** Starts the task, owned by the process of this thread or, where none runs, by one made for it. */
    static <R> Task<R> start(TaskRequest request, Result<R> result) {
        ProcessCell self = ProcessCell.currentOrNull();
        if (self != null && self.isOwner()) {
            self.checkAlive();
            TaskRequest.Started started = request.start(self);
            return new Task<>(request.mfa(), started, new OwnAwaiting(self, started), result);
        }
        ThreadAwaiting awaiting = ThreadAwaiting.start(request);
        return new Task<>(request.mfa(), awaiting.started(), awaiting, result);
    }

    /** The process that runs the task. */
    public Pid pid() {
        return started.pid();
    }

    /** The reference that the task's result will be tagged with, and its end be told under. */
    public Ref ref() {
        return started.ref();
    }

    /** The process that started the task. */
    public Pid owner() {
        return started.owner().pid();
    }

    // ---- waiting --------------------------------------------------------------------------------------------------

    /** The result; waits five seconds for it: {@link #await(Duration)}. */
    public R await() {
        return await(FIVE_SECONDS);
    }

    /**
     * The result; waits for it. A failed await is meant to end the caller, and with it the task if it is linked.
     *
     * @throws ExitException if the task ended without a result; {@link io.tiebeam.CallTimeoutException} if it is not
     *     there within {@code timeout}, {@link io.tiebeam.NoConnectionException} if the connection to its node is lost
     * @throws io.tiebeam.term.TermException if it is not what the function's type says
     * @throws IllegalStateException if another process started the task
     */
    public R await(Duration timeout) {
        return result.read(awaitTerm(timeout));
    }

    /** The result as a {@code type}, for a task of which nothing is known but that; waits five seconds for it. */
    public <T> T await(Class<T> type) {
        return TermMapper.fromTerm(awaitTerm(FIVE_SECONDS), type);
    }

    private Term awaitTerm(Duration timeout) {
        checkOwner();
        Optional<Outcome<Term>> outcome = awaiting.outcome(Deadline.in(timeout));
        if (outcome.isEmpty()) {
            awaiting.abandon();
            throw failure(Words.TIMEOUT, "await", Int.of(timeout.toMillis()));
        }
        return switch (outcome.get()) {
            case Outcome.Ok<Term>(var value) -> value;
            case Outcome.Exited<Term>(var reason) ->
                throw failure(Failures.ofDown(reason, pid()), "await", Int.of(timeout.toMillis()));
        };
    }

    /**
     * How the task ended; empty if it runs longer than {@code timeout}: then it goes on, and can be asked again.
     *
     * @throws IllegalStateException if another process started the task
     */
    public Optional<Outcome<R>> yield(Duration timeout) {
        checkOwner();
        return awaiting.outcome(Deadline.in(timeout)).map(this::read);
    }

    // ---- ending ---------------------------------------------------------------------------------------------------

    /** Ends the task, and kills it if it has not ended within five seconds: {@link #shutdown(Duration)}. */
    public Optional<Outcome<R>> shutdown() {
        return shutdown(FIVE_SECONDS);
    }

    /**
     * Asks the task to end, kills it if it has not within {@code timeout}, and returns when it has.
     *
     * @return how it ended, if it did so by itself before; empty if this ended it
     * @throws IllegalStateException if another process started the task
     */
    public Optional<Outcome<R>> shutdown(Duration timeout) {
        return shutdown(new Shutdown.Within(timeout));
    }

    /** Kills the task, and returns when it is dead; else as {@link #shutdown(Duration)}. */
    public Optional<Outcome<R>> brutalKill() {
        return shutdown(new Shutdown.Brutally());
    }

    private Optional<Outcome<R>> shutdown(Shutdown how) {
        checkOwner();
        Optional<Outcome<Term>> outcome = awaiting.shutdown(how);
        if (outcome.isPresent()
                && outcome.get() instanceof Outcome.Exited<Term>(var reason)
                && reason.equals(Words.NOCONNECTION)) {
            throw failure(Failures.ofDown(reason, pid()), "shutdown", how.toTerm());
        }
        return outcome.map(this::read);
    }

    private Outcome<R> read(Outcome<Term> outcome) {
        return switch (outcome) {
            case Outcome.Ok<Term>(var value) -> new Outcome.Ok<>(result.read(value));
            case Outcome.Exited<Term>(var reason) -> new Outcome.Exited<>(reason);
        };
    }

    // ---- texts ----------------------------------------------------------------------------------------------------

    private void checkOwner() {
        if (awaiting instanceof OwnAwaiting own && !own.isOwner()) {
            ProcessCell self = ProcessCell.currentOrNull();
            throw new IllegalStateException("task " + this + " must be queried from the owner but was queried from "
                    + (self == null ? "a thread that runs no process" : self.pid()));
        }
    }

    private ExitException failure(Term why, String function, Term argument) {
        return Failures.of(why, Tuple.of(TASK, Atom.of(function), ListTerm.of(toTerm(), argument)));
    }

    /** The struct that Elixir has for a task. */
    private Term toTerm() {
        return MapTerm.of(
                Words.STRUCT,
                TASK,
                Atom.of("mfa"),
                Tuple.of(mfa.module(), mfa.function(), Int.of(mfa.arity())),
                Atom.of("owner"),
                owner(),
                Atom.of("pid"),
                pid(),
                Atom.of("ref"),
                ref());
    }

    @Override
    public String toString() {
        return toTerm().toString();
    }
}
