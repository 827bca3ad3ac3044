// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Functions;
import io.tiebeam.Mfa;
import io.tiebeam.Remote.Action0;
import io.tiebeam.Remote.Action1;
import io.tiebeam.Remote.Action2;
import io.tiebeam.Remote.Action3;
import io.tiebeam.Remote.Action4;
import io.tiebeam.Remote.Func0;
import io.tiebeam.Remote.Func1;
import io.tiebeam.Remote.Func2;
import io.tiebeam.Remote.Func3;
import io.tiebeam.Remote.Func4;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.Words;
import io.tiebeam.otp.Task.Outcome;
import io.tiebeam.task.StreamPlan;
import io.tiebeam.task.TaskRequest;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Starts tasks under one task supervisor, of this node or another: {@code TaskSupervisor.at(ref)}. Immutable; options
 * give a new one. Works on any thread.
 *
 * <p>{@code async} starts a task that is linked to the calling process: if one fails, so does the other. With
 * {@code asyncNolink} the caller lives on and learns of the failure by {@link Task#yield} or {@link Task#await}. A task
 * of {@code startChild} is nobody's: its result is dropped. All throw an {@link io.tiebeam.ExitException} if the
 * supervisor cannot be reached, {@link IllegalStateException} if it has as many tasks as it may have, and what {@link
 * Functions#toMfa} throws for a function or an argument that does not travel.
 */
public final class TaskStarter {
    private final ServerRef supervisor;
    private final Optional<Shutdown> shutdown;
    private final Optional<Restart> restart;

    private TaskStarter(ServerRef supervisor, Optional<Shutdown> shutdown, Optional<Restart> restart) {
        this.supervisor = supervisor;
        this.shutdown = shutdown;
        this.restart = restart;
    }

    static TaskStarter of(ServerRef supervisor) {
        return new TaskStarter(
                Objects.requireNonNull(supervisor, "a task needs a supervisor"), Optional.empty(), Optional.empty());
    }

    // ---- options --------------------------------------------------------------------------------------------------

    /**
     * The tasks have {@code limit} to end when their supervisor ends; else the supervisor's own limit, five seconds.
     */
    public TaskStarter shutdown(Duration limit) {
        return new TaskStarter(supervisor, Optional.of(new Shutdown.Within(limit)), restart);
    }

    /** The tasks are killed when their supervisor ends. */
    public TaskStarter brutalKill() {
        return new TaskStarter(supervisor, Optional.of(new Shutdown.Brutally()), restart);
    }

    /**
     * Tasks of {@code startChild} are started again, with the same arguments, when {@code when} says; else they are
     * {@link Restart#TEMPORARY}, as tasks that are awaited always are: nobody would await the second.
     */
    public TaskStarter restart(Restart when) {
        return new TaskStarter(supervisor, shutdown, Optional.of(when));
    }

    // ---- what runs there ------------------------------------------------------------------------------------------

    /** The tasks that run there now. */
    public List<Pid> children() {
        Term all = Calls.call(supervisor, Words.WHICH_CHILDREN, Calls.Timeout.INFINITY);
        return all instanceof ListTerm list
                ? list.elements().stream()
                        .filter(c -> c instanceof Tuple t && t.size() == 4 && t.get(1) instanceof Pid)
                        .map(c -> (Pid) ((Tuple) c).get(1))
                        .toList()
                : List.of();
    }

    /** Ends {@code task}, which runs there; false if it does not. */
    public boolean terminateChild(Pid task) {
        Term reply = Calls.call(supervisor, Tuple.of(Words.TERMINATE_CHILD, task), Calls.Timeout.INFINITY);
        return reply.equals(Atom.OK);
    }

    // ---- starting -------------------------------------------------------------------------------------------------

    private Term shutdownTerm() {
        return shutdown.map(Shutdown::toTerm).orElse(Atom.NIL);
    }

    private <R> Task<R> start(Mfa mfa, boolean link, Result<R> result) {
        return TaskLaunch.start(new TaskRequest(supervisor, mfa, shutdownTerm(), link), result);
    }

    /** Starts {@code function}, linked to the calling process. */
    public Task<Term> async(Mfa function) {
        return start(function, true, Result.TERM);
    }

    /** Starts {@code function}. */
    public Task<Term> asyncNolink(Mfa function) {
        return start(function, false, Result.TERM);
    }

    /** Starts {@code function}, whose result nobody gets; its pid. */
    public Pid startChild(Mfa function) {
        return TaskRequest.startChild(
                supervisor, function, restart.<Term>map(Restart::atom).orElse(Atom.NIL), shutdownTerm());
    }

    /** Starts {@code function}, linked to the calling process. */
    public Task<Term> async(Action0 function) {
        return start(Functions.toMfa(function), true, Result.TERM);
    }

    /** Starts {@code function}, linked to the calling process. */
    public <A> Task<Term> async(Action1<A> function, A a) {
        return start(Functions.toMfa(function, a), true, Result.TERM);
    }

    /** Starts {@code function}, linked to the calling process. */
    public <A, B> Task<Term> async(Action2<A, B> function, A a, B b) {
        return start(Functions.toMfa(function, a, b), true, Result.TERM);
    }

    /** Starts {@code function}, linked to the calling process. */
    public <A, B, C> Task<Term> async(Action3<A, B, C> function, A a, B b, C c) {
        return start(Functions.toMfa(function, a, b, c), true, Result.TERM);
    }

    /** Starts {@code function}, linked to the calling process. */
    public <A, B, C, D> Task<Term> async(Action4<A, B, C, D> function, A a, B b, C c, D d) {
        return start(Functions.toMfa(function, a, b, c, d), true, Result.TERM);
    }

    /** Starts {@code function}, linked to the calling process. */
    public <R> Task<R> async(Func0<R> function) {
        return start(Functions.toMfa(function), true, Result.of(function));
    }

    /** Starts {@code function}, linked to the calling process. */
    public <A, R> Task<R> async(Func1<A, R> function, A a) {
        return start(Functions.toMfa(function, a), true, Result.of(function));
    }

    /** Starts {@code function}, linked to the calling process. */
    public <A, B, R> Task<R> async(Func2<A, B, R> function, A a, B b) {
        return start(Functions.toMfa(function, a, b), true, Result.of(function));
    }

    /** Starts {@code function}, linked to the calling process. */
    public <A, B, C, R> Task<R> async(Func3<A, B, C, R> function, A a, B b, C c) {
        return start(Functions.toMfa(function, a, b, c), true, Result.of(function));
    }

    /** Starts {@code function}, linked to the calling process. */
    public <A, B, C, D, R> Task<R> async(Func4<A, B, C, D, R> function, A a, B b, C c, D d) {
        return start(Functions.toMfa(function, a, b, c, d), true, Result.of(function));
    }

    /** Starts {@code function}. */
    public Task<Term> asyncNolink(Action0 function) {
        return start(Functions.toMfa(function), false, Result.TERM);
    }

    /** Starts {@code function}. */
    public <A> Task<Term> asyncNolink(Action1<A> function, A a) {
        return start(Functions.toMfa(function, a), false, Result.TERM);
    }

    /** Starts {@code function}. */
    public <A, B> Task<Term> asyncNolink(Action2<A, B> function, A a, B b) {
        return start(Functions.toMfa(function, a, b), false, Result.TERM);
    }

    /** Starts {@code function}. */
    public <A, B, C> Task<Term> asyncNolink(Action3<A, B, C> function, A a, B b, C c) {
        return start(Functions.toMfa(function, a, b, c), false, Result.TERM);
    }

    /** Starts {@code function}. */
    public <A, B, C, D> Task<Term> asyncNolink(Action4<A, B, C, D> function, A a, B b, C c, D d) {
        return start(Functions.toMfa(function, a, b, c, d), false, Result.TERM);
    }

    /** Starts {@code function}. */
    public <R> Task<R> asyncNolink(Func0<R> function) {
        return start(Functions.toMfa(function), false, Result.of(function));
    }

    /** Starts {@code function}. */
    public <A, R> Task<R> asyncNolink(Func1<A, R> function, A a) {
        return start(Functions.toMfa(function, a), false, Result.of(function));
    }

    /** Starts {@code function}. */
    public <A, B, R> Task<R> asyncNolink(Func2<A, B, R> function, A a, B b) {
        return start(Functions.toMfa(function, a, b), false, Result.of(function));
    }

    /** Starts {@code function}. */
    public <A, B, C, R> Task<R> asyncNolink(Func3<A, B, C, R> function, A a, B b, C c) {
        return start(Functions.toMfa(function, a, b, c), false, Result.of(function));
    }

    /** Starts {@code function}. */
    public <A, B, C, D, R> Task<R> asyncNolink(Func4<A, B, C, D, R> function, A a, B b, C c, D d) {
        return start(Functions.toMfa(function, a, b, c, d), false, Result.of(function));
    }

    /** Starts {@code function}, whose result nobody gets; its pid. */
    public Pid startChild(Action0 function) {
        return startChild(Functions.toMfa(function));
    }

    /** Starts {@code function}, whose result nobody gets; its pid. */
    public <A> Pid startChild(Action1<A> function, A a) {
        return startChild(Functions.toMfa(function, a));
    }

    /** Starts {@code function}, whose result nobody gets; its pid. */
    public <A, B> Pid startChild(Action2<A, B> function, A a, B b) {
        return startChild(Functions.toMfa(function, a, b));
    }

    /** Starts {@code function}, whose result nobody gets; its pid. */
    public <A, B, C> Pid startChild(Action3<A, B, C> function, A a, B b, C c) {
        return startChild(Functions.toMfa(function, a, b, c));
    }

    /** Starts {@code function}, whose result nobody gets; its pid. */
    public <A, B, C, D> Pid startChild(Action4<A, B, C, D> function, A a, B b, C c, D d) {
        return startChild(Functions.toMfa(function, a, b, c, d));
    }

    // ---- streams --------------------------------------------------------------------------------------------------

    private <A, R> Stream<Outcome<R>> stream(
            Supplier<Iterator<? extends A>> input,
            Runnable closeInput,
            Function<A, Mfa> work,
            Result<R> result,
            StreamOptions options,
            boolean link) {
        return TaskStreams.of(
                new LazyIterator<A>(input),
                closeInput,
                options,
                link,
                (owner, element) -> new TaskStreams.Step<>(
                        StreamPlan.job(owner, supervisor, link, shutdownTerm(), work.apply(element)), result::read));
    }

    private static Mfa prepend(Object element, Mfa function) {
        ListTerm arguments = ListTerm.of(List.of(TermMapper.toTerm(element)), function.arguments());
        return new Mfa(function.module(), function.function(), arguments);
    }

    /** As {@link #asyncStream(Iterable, Func1, StreamOptions)}, with {@link StreamOptions#DEFAULT}. */
    public <A, R> Stream<Outcome<R>> asyncStream(Iterable<? extends A> input, Func1<A, R> function) {
        return asyncStream(input, function, StreamOptions.DEFAULT);
    }

    /**
     * The results of {@code function} for each element of {@code input}, each in a task of this supervisor, linked to the
     * process that enumerates the stream. {@link Task#asyncStream(Iterable, Task.Step, StreamOptions)} has what there is
     * to know.
     *
     * @throws IllegalStateException when it is enumerated and the supervisor has as many tasks as it may have
     */
    public <A, R> Stream<Outcome<R>> asyncStream(
            Iterable<? extends A> input, Func1<A, R> function, StreamOptions options) {
        return stream(input::iterator, () -> {}, a -> Functions.toMfa(function, a), Result.of(function), options, true);
    }

    /** As {@link #asyncStream(Iterable, Func1, StreamOptions)}; {@code input} is closed at the end. */
    public <A, R> Stream<Outcome<R>> asyncStream(
            Stream<? extends A> input, Func1<A, R> function, StreamOptions options) {
        return stream(
                input::iterator, input::close, a -> Functions.toMfa(function, a), Result.of(function), options, true);
    }

    /**
     * As {@link #asyncStream(Iterable, Func1, StreamOptions)}, for a function by name: each element, as its term, stands
     * before the arguments of {@code function}.
     */
    public Stream<Outcome<Term>> asyncStream(Iterable<?> input, Mfa function, StreamOptions options) {
        return stream(input::iterator, () -> {}, a -> prepend(a, function), Result.TERM, options, true);
    }

    /** As {@link #asyncStreamNolink(Iterable, Func1, StreamOptions)}, with {@link StreamOptions#DEFAULT}. */
    public <A, R> Stream<Outcome<R>> asyncStreamNolink(Iterable<? extends A> input, Func1<A, R> function) {
        return asyncStreamNolink(input, function, StreamOptions.DEFAULT);
    }

    /**
     * As {@link #asyncStream(Iterable, Func1, StreamOptions)}, without links: a task that fails is an element of the
     * stream. If the process that enumerates dies, its tasks run to their end.
     */
    public <A, R> Stream<Outcome<R>> asyncStreamNolink(
            Iterable<? extends A> input, Func1<A, R> function, StreamOptions options) {
        return stream(
                input::iterator, () -> {}, a -> Functions.toMfa(function, a), Result.of(function), options, false);
    }

    /** As {@link #asyncStreamNolink(Iterable, Func1, StreamOptions)}; {@code input} is closed at the end. */
    public <A, R> Stream<Outcome<R>> asyncStreamNolink(
            Stream<? extends A> input, Func1<A, R> function, StreamOptions options) {
        return stream(
                input::iterator, input::close, a -> Functions.toMfa(function, a), Result.of(function), options, false);
    }

    /** As {@link #asyncStream(Iterable, Mfa, StreamOptions)}, without links. */
    public Stream<Outcome<Term>> asyncStreamNolink(Iterable<?> input, Mfa function, StreamOptions options) {
        return stream(input::iterator, () -> {}, a -> prepend(a, function), Result.TERM, options, false);
    }
}
