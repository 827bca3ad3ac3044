// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Body;
import io.tiebeam.ExitException;
import io.tiebeam.Mfa;
import io.tiebeam.gen.Failures;
import io.tiebeam.gen.Starting;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.StandIn;
import io.tiebeam.task.Awaiting;
import io.tiebeam.task.Code;
import io.tiebeam.task.CodeTasks;
import io.tiebeam.task.Ended;
import io.tiebeam.task.OwnAwaiting;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * A function that runs in a process of its own, and the result of which is awaited: Elixir's {@code Task}.
 *
 * <pre>{@code
 * Task<Integer> task = Task.async(() -> 40 + 2);
 * int answer = task.await();
 * }</pre>
 *
 * <p>Its result is a message to the process that started it, its owner, so only that process may await it, and once. A
 * task started on a thread that runs no process may be awaited on any thread. A task of {@link #async} is linked to its
 * owner: if one fails, so does the other. For tasks without a link, tasks of other nodes, and tasks that outlive their
 * owner, see {@link TaskSupervisor}.
 *
 * <p>In a behaviour, such as a GenServer, do not await: the result comes as the message {@code {ref, value}}, with the
 * task's {@link #ref()}, and the task's end as a {@link io.tiebeam.Down} with the same reference.
 *
 * <p>A result is a message, so it must be immutable and have a term, as {@link io.tiebeam.Kernel#send} says; within a
 * node it is handed over as it is. Source: Elixir's {@code Task}.
 *
 * @param <R> what the function returns; {@link Term} for one without a result, and for one called by name
 */
public final class Task<R> {
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    /** How a task ended. */
    public sealed interface Outcome<R> {
        /** It returned {@code value}. */
        record Ok<R>(R value) implements Outcome<R> {}

        /** It ended with {@code reason}, without a result. */
        record Exited<R>(Term reason) implements Outcome<R> {}
    }

    /**
     * What became of one of several tasks.
     *
     * @param outcome how it ended; empty if it was not ready in time
     */
    public record Yielded<R>(Task<R> task, Optional<Outcome<R>> outcome) {}

    /** What is done with an element of a stream, in a task of its own. */
    @FunctionalInterface
    public interface Step<A, R> {
        /**
         * The result for {@code element}.
         *
         * @throws Exception ends the task, and nothing else if nobody is linked to it or who is traps exits
         */
        R apply(A element) throws Exception;
    }

    private final Mfa mfa;
    private final Pid owner;
    private final Optional<Pid> pid;
    private final Ref ref;
    private final Awaiting awaiting;
    private final Result<R> result;
    private volatile boolean taken; // its owner has got its result, or waits for it no more

    Task(Mfa mfa, Pid owner, Optional<Pid> pid, Ref ref, Awaiting awaiting, Result<R> result) {
        this.mfa = mfa;
        this.owner = owner;
        this.pid = pid;
        this.ref = ref;
        this.awaiting = awaiting;
        this.result = result;
    }

    // ---- starting -------------------------------------------------------------------------------------------------

    /**
     * Starts {@code function} in a process of its own, linked to the calling one. Any thread; what it throws, its result
     * {@code null} among it, is the end of the task.
     */
    public static <R> Task<R> async(Callable<R> function) {
        AtomicReference<R> value = new AtomicReference<>();
        return TaskLaunch.async(new Code(() -> TaskLaunch.keep(value, function.call()), function), _ -> value.get());
    }

    /** As {@link #async(Callable)}, for code without a result: it is {@code :ok}. */
    public static Task<Term> async(Body body) {
        return TaskLaunch.async(TaskLaunch.code(body), Result.TERM);
    }

    /** Starts {@code body} in a process of its own that nobody awaits and nobody is linked to; its pid. Any thread. */
    public static Pid start(Body body) {
        Code code = TaskLaunch.code(body);
        return StandIn.call(self -> CodeTasks.start(self, false, code));
    }

    /**
     * Starts {@code body} in a process of its own that nobody awaits, linked to the calling one; its pid.
     *
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    public static Pid startLink(Body body) {
        return CodeTasks.start(Starting.owner("Task.startLink()"), true, TaskLaunch.code(body));
    }

    /**
     * A task as the child of a supervisor: runs {@code body} once, since it is {@link Restart#TEMPORARY} unless the
     * specification is given another restart.
     *
     * <pre>{@code
     * Supervisor.of(ONE_FOR_ONE).child(Task.child("warm up", cache::fill)).startLink();
     * }</pre>
     *
     * @param id what tells it from its siblings, as in {@link ChildSpec#of(Object, ChildSpec.Start)}
     */
    public static ChildSpec child(Object id, Body body) {
        ChildSpec.Start start = () -> startLink(body);
        return ChildSpec.of(id, start).restart(Restart.TEMPORARY);
    }

    /**
     * A task that is complete from the start, with {@code value}, and has no process: for code that gives a task in any
     * case, whether there is something to do or not. To be awaited by the calling process.
     *
     * @throws io.tiebeam.term.TermException for a value that cannot be a message
     */
    public static <R> Task<R> completed(R value) {
        return TaskLaunch.completed(value);
    }

    // ---- streams --------------------------------------------------------------------------------------------------

    /** As {@link #asyncStream(Iterable, Step, StreamOptions)}, with {@link StreamOptions#DEFAULT}. */
    public static <A, R> Stream<Outcome<R>> asyncStream(Iterable<? extends A> input, Step<A, R> function) {
        return asyncStream(input, function, StreamOptions.DEFAULT);
    }

    /**
     * The results of {@code function} for each element of {@code input}, each in a task of its own, so many at a time as
     * {@code options} say. Nothing happens before the first result is asked for; an element of the input is taken when
     * there is room for its task, so the input may be endless.
     *
     * <pre>{@code
     * List<Integer> lengths = Task.asyncStream(List.of("a", "bc"), String::length)
     *         .map(outcome -> switch (outcome) {
     *             case Outcome.Ok<Integer>(var length) -> length;
     *             case Outcome.Exited<Integer>(var reason) -> -1;
     *         })
     *         .toList();
     * }</pre>
     *
     * <p>The stream is enumerated by one process, on its own thread. The tasks are linked to it: one that fails ends it,
     * unless it traps exits; then the failure is an element of the stream. On a thread that runs no process it always is.
     *
     * <p>A stream that is left before its end, by {@code limit} or {@code findFirst}, leaves tasks that nobody wants. They
     * are ended when the stream is closed (write {@code try (var results = Task.asyncStream(...))}), when the process
     * ends, and otherwise when the garbage collector finds the stream. An exception of the input, or of what is done with
     * a result in a terminal operation, closes it too.
     *
     * @throws IllegalStateException when it is enumerated by several threads
     * @throws ExitException when it is enumerated: {@link io.tiebeam.CallTimeoutException} if a task takes too long
     */
    public static <A, R> Stream<Outcome<R>> asyncStream(
            Iterable<? extends A> input, Step<A, R> function, StreamOptions options) {
        return stream(new LazyIterator<>(input::iterator), () -> {}, function, options);
    }

    /** As {@link #asyncStream(Stream, Step, StreamOptions)}, with {@link StreamOptions#DEFAULT}. */
    public static <A, R> Stream<Outcome<R>> asyncStream(Stream<? extends A> input, Step<A, R> function) {
        return asyncStream(input, function, StreamOptions.DEFAULT);
    }

    /** As {@link #asyncStream(Iterable, Step, StreamOptions)}; {@code input} is closed at the end. */
    public static <A, R> Stream<Outcome<R>> asyncStream(
            Stream<? extends A> input, Step<A, R> function, StreamOptions options) {
        return stream(new LazyIterator<>(input::iterator), input::close, function, options);
    }

    private static <A, R> Stream<Outcome<R>> stream(
            LazyIterator<A> input, Runnable closeInput, Step<A, R> function, StreamOptions options) {
        return TaskStreams.of(input, closeInput, options, true, TaskStreams.code(function));
    }

    // ---- who it is ------------------------------------------------------------------------------------------------

    /**
     * The process that runs the task.
     *
     * @throws IllegalStateException for a task that was {@link #completed}: it has none
     */
    public Pid pid() {
        return pid.orElseThrow(() -> new IllegalStateException(
                "task " + this + " was complete from the start" + " (Task.completed), so no process runs it"));
    }

    /** The reference that the task's result will be tagged with, and its end be told under. */
    public Ref ref() {
        return ref;
    }

    /** The process that started the task. */
    public Pid owner() {
        return owner;
    }

    // ---- waiting --------------------------------------------------------------------------------------------------

    /** The result; waits five seconds for it: {@link #await(Duration)}. */
    public R await() {
        return await(FIVE_SECONDS);
    }

    /**
     * The result; waits for it. A failed await is meant to end the caller, and with it the task if it is linked. A task
     * is awaited once: a second await fails as one that took too long, but at once.
     *
     * @param timeout for ever if it is more than a century
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
        return await(type, FIVE_SECONDS);
    }

    /** As {@link #await(Duration)}, the result as a {@code type}. */
    public <T> T await(Class<T> type, Duration timeout) {
        return TermMapper.fromTerm(awaitTerm(timeout), type);
    }

    private Term awaitTerm(Duration timeout) {
        checkOwner();
        Term limit = TaskFailures.millis(timeout);
        if (taken) {
            throw TaskFailures.takenBefore(failure(Words.TIMEOUT, "await", limit), this);
        }
        Optional<Ended> ended = awaiting.outcome(Deadline.in(timeout));
        taken = true;
        return switch (ended.orElse(null)) {
            case null -> {
                awaiting.abandon(false);
                throw failure(Words.TIMEOUT, "await", limit);
            }
            case Ended.Returned(var value) -> value;
            case Ended.Exited(var reason) -> throw failure(Failures.ofDown(reason, pid()), "await", limit);
        };
    }

    /**
     * The results of all {@code tasks}, in their order; waits until all are there. Fails as soon as one of them has
     * failed. Each is a task of the calling process, or of a thread that runs none.
     *
     * @param timeout for all of them together; for ever if it is more than a century
     * @throws ExitException as {@link #await(Duration)}; nobody waits for the other tasks then
     * @throws IllegalStateException if another process started one of the tasks
     */
    public static <R> List<R> awaitMany(Collection<Task<R>> tasks, Duration timeout) {
        return new TaskGroup<>(tasks).await(timeout);
    }

    /** As {@link #awaitMany(Collection, Duration)}; waits five seconds. */
    public static <R> List<R> awaitMany(Collection<Task<R>> tasks) {
        return awaitMany(tasks, FIVE_SECONDS);
    }

    /** How the task ended; waits five seconds: {@link #yield(Duration)}. */
    public Optional<Outcome<R>> yield() {
        return this.yield(FIVE_SECONDS);
    }

    /**
     * How the task ended; empty if it runs longer than {@code timeout}: then it goes on, and can be asked again. Empty at
     * once if it has been told before.
     *
     * @param timeout for ever if it is more than a century
     * @throws io.tiebeam.NoConnectionException if the connection to its node is lost
     * @throws IllegalStateException if another process started the task
     */
    public Optional<Outcome<R>> yield(Duration timeout) {
        checkOwner();
        if (taken) {
            return Optional.empty();
        }
        return told(awaiting.outcome(Deadline.in(timeout)), "yield", TaskFailures.millis(timeout));
    }

    /** As {@link #yieldMany(Collection, YieldOptions)}; waits {@code timeout}, and those that are late go on. */
    public static <R> List<Yielded<R>> yieldMany(Collection<Task<R>> tasks, Duration timeout) {
        return yieldMany(tasks, YieldOptions.DEFAULT.timeout(timeout));
    }

    /**
     * How each of {@code tasks} ended, in their order; waits until all have, until as many have as {@code options} say,
     * or until the time is over. What becomes of those that are late, {@code options} say too.
     *
     * @throws io.tiebeam.NoConnectionException if the connection to the node of one is lost
     * @throws IllegalStateException if another process started one of the tasks
     */
    public static <R> List<Yielded<R>> yieldMany(Collection<Task<R>> tasks, YieldOptions options) {
        return new TaskGroup<>(tasks).yield(options);
    }

    /**
     * Takes the task's link back and its result if it is there; from then on nobody waits for it, and it goes on.
     *
     * @return how it ended; empty if it still runs
     * @throws IllegalStateException if another process started the task
     */
    public Optional<Outcome<R>> ignore() {
        checkOwner();
        if (taken) {
            return Optional.empty();
        }
        Optional<Outcome<R>> outcome = told(awaiting.outcome(Deadline.NOW), "ignore");
        taken = true;
        awaiting.abandon(true);
        return outcome;
    }

    // ---- ending ---------------------------------------------------------------------------------------------------

    /** Ends the task, and kills it if it has not ended within five seconds: {@link #shutdown(Duration)}. */
    public Optional<Outcome<R>> shutdown() {
        return shutdown(FIVE_SECONDS);
    }

    /**
     * Asks the task to end, kills it if it has not within {@code timeout}, and returns when it has. It is linked to its
     * owner no more.
     *
     * @param timeout for ever if it is more than a century
     * @return how it ended, if it did so by itself, or had to be killed; empty if it ended because this asked it to
     * @throws io.tiebeam.NoConnectionException if the connection to its node is lost
     * @throws IllegalStateException if another process started the task
     */
    public Optional<Outcome<R>> shutdown(Duration timeout) {
        return shutdown(false, timeout, TaskFailures.millis(timeout));
    }

    /** Kills the task, and returns when it is dead; else as {@link #shutdown(Duration)}. */
    public Optional<Outcome<R>> brutalKill() {
        return shutdown(true, Duration.ZERO, Words.BRUTAL_KILL);
    }

    private Optional<Outcome<R>> shutdown(boolean brutally, Duration limit, Term shown) {
        if (pid.isEmpty()) {
            return ignore();
        }
        checkOwner();
        Optional<Ended> ended = awaiting.shutdown(brutally, limit);
        taken = true;
        return told(ended, "shutdown", shown);
    }

    // ---- for those that ask several -------------------------------------------------------------------------------

    Awaiting awaiting() {
        return awaiting;
    }

    boolean isTaken() {
        return taken;
    }

    void take() {
        taken = true;
    }

    R read(Term value) {
        return result.read(value);
    }

    Outcome<R> read(Ended ended) {
        return switch (ended) {
            case Ended.Returned(var value) -> new Outcome.Ok<>(result.read(value));
            case Ended.Exited(var reason) -> new Outcome.Exited<>(reason);
        };
    }

    /** What {@code function} tells its caller: a lost connection is a failure of it. */
    private Optional<Outcome<R>> told(Optional<Ended> ended, String function, Term... arguments) {
        if (ended.isPresent()) {
            taken = true;
        }
        if (ended.orElse(null) instanceof Ended.Exited(var reason) && reason.equals(Words.NOCONNECTION)) {
            throw failure(Failures.ofDown(reason, pid()), function, arguments);
        }
        return ended.map(this::read);
    }

    // ---- texts ----------------------------------------------------------------------------------------------------

    void checkOwner() {
        if (awaiting instanceof OwnAwaiting own && !own.isOwner()) {
            ProcessCell self = ProcessCell.currentOrNull();
            throw new IllegalStateException("task " + this + " must be queried from the owner but was queried from "
                    + (self == null ? "a thread that runs no process" : self.pid()));
        }
    }

    private ExitException failure(Term why, String function, Term... arguments) {
        return TaskFailures.of(why, function, toTerm(), arguments);
    }

    /** The struct that Elixir has for a task. */
    Term toTerm() {
        return MapTerm.of(
                Words.STRUCT,
                TaskFailures.TASK,
                Atom.of("mfa"),
                Tuple.of(mfa.module(), mfa.function(), Int.of(mfa.arity())),
                Atom.of("owner"),
                owner,
                Atom.of("pid"),
                pid.<Term>map(p -> p).orElse(Atom.NIL),
                Atom.of("ref"),
                ref);
    }

    @Override
    public String toString() {
        return toTerm().toString();
    }
}
