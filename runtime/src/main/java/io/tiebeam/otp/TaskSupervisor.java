// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

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
import io.tiebeam.gen.Starting;
import io.tiebeam.gen.Words;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs tasks for processes of any node: Elixir's {@code Task.Supervisor}, in both directions. An object of this class
 * is the plan of one, to be the child of a {@link Supervisor}; the static methods start tasks under one that runs, here
 * or on another node, in Java or Elixir.
 *
 * <pre>{@code
 * Supervisor.of(ONE_FOR_ONE).child(TaskSupervisor.named(TASKS)).startLink();
 * TaskSupervisor.async(TASKS.at("kate@localhost"), Chat::receiveMessage, "hi").await();
 * }</pre>
 *
 * <p>A task runs where its supervisor is, through that node's exposure, and prints there. All methods work on any
 * thread. The overloads of {@code async} take a method reference with its arguments, or a call by name; each throws an
 * {@link io.tiebeam.ExitException} if the supervisor cannot be reached, and {@link IllegalStateException} if it has as
 * many tasks as it may have. For options, tasks without a link, and tasks that nobody awaits, see {@link #at}.
 */
public final class TaskSupervisor implements Supervised, Startable {
    private final Optional<ServerName> name;
    private final DynamicFlags flags;

    private TaskSupervisor(Optional<ServerName> name, DynamicFlags flags) {
        this.name = name;
        this.flags = flags;
    }

    // ---- the plan -------------------------------------------------------------------------------------------------

    /** A task supervisor that is registered as {@code name} on its node, and has as many tasks as it is asked for. */
    public static TaskSupervisor named(ServerName name) {
        return new TaskSupervisor(
                Optional.of(Objects.requireNonNull(name, "the name of a task supervisor; or unnamed()")),
                DynamicFlags.DEFAULT);
    }

    /** A task supervisor without a name, known by its pid. */
    public static TaskSupervisor unnamed() {
        return new TaskSupervisor(Optional.empty(), DynamicFlags.DEFAULT);
    }

    /** The same, with at most {@code tasks} tasks at a time; who asks for more is refused with {@code max_children}. */
    public TaskSupervisor maxChildren(int tasks) {
        return new TaskSupervisor(name, flags.maxChildren(tasks));
    }

    /**
     * The same, giving up after more than {@code restarts} restarts of tasks within {@code period}, as
     * {@link Supervisor#maxRestarts}. The default is three within five seconds.
     */
    public TaskSupervisor maxRestarts(int restarts, Duration period) {
        return new TaskSupervisor(name, flags.intensity(new RestartHistory(restarts, period)));
    }

    /**
     * Starts it, linked to the calling process; returns when it is registered.
     *
     * @throws io.tiebeam.ExitException {@code {already_started, pid}} if the name is taken
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    @Override
    public Pid startLink() {
        return Starting.link(
                "TaskSupervisor.startLink()",
                "TaskSupervisor" + name.map(n -> " " + n).orElse(""),
                name,
                self -> TaskSupervisorServer.loop(self, flags));
    }

    /** As {@link #startLink()}, registered as {@code registered}. */
    @Override
    public Pid startLink(ServerName registered) {
        return new TaskSupervisor(Optional.of(registered), flags).startLink();
    }

    /** This supervisor as a child under its name, with all the time its tasks need to end. */
    @Override
    public ChildSpec childSpec() {
        Object id = name.<Object>map(n -> n).orElse(Words.TASK_SUPERVISOR);
        return ChildSpec.supervisor(id, this::startLink, this, Words.TASK_SUPERVISOR);
    }

    // ---- tasks ----------------------------------------------------------------------------------------------------

    /** The way to start tasks under {@code supervisor} with options, and to ask what runs there. */
    public static TaskStarter at(ServerRef supervisor) {
        return TaskStarter.of(supervisor);
    }

    /** Starts {@code function} under {@code supervisor}, linked to the calling process. */
    public static Task<Term> async(ServerRef supervisor, Mfa function) {
        return at(supervisor).async(function);
    }

    /** Starts {@code function} under {@code supervisor}, linked to the calling process. */
    public static Task<Term> async(ServerRef supervisor, Action0 function) {
        return at(supervisor).async(function);
    }

    /** Starts {@code function} under {@code supervisor}, linked to the calling process. */
    public static <A> Task<Term> async(ServerRef supervisor, Action1<A> function, A a) {
        return at(supervisor).async(function, a);
    }

    /** Starts {@code function} under {@code supervisor}, linked to the calling process. */
    public static <A, B> Task<Term> async(ServerRef supervisor, Action2<A, B> function, A a, B b) {
        return at(supervisor).async(function, a, b);
    }

    /** Starts {@code function} under {@code supervisor}, linked to the calling process. */
    public static <A, B, C> Task<Term> async(ServerRef supervisor, Action3<A, B, C> function, A a, B b, C c) {
        return at(supervisor).async(function, a, b, c);
    }

    /** Starts {@code function} under {@code supervisor}, linked to the calling process. */
    public static <A, B, C, D> Task<Term> async(
            ServerRef supervisor, Action4<A, B, C, D> function, A a, B b, C c, D d) {
        return at(supervisor).async(function, a, b, c, d);
    }

    /** Starts {@code function} under {@code supervisor}, linked to the calling process. */
    public static <R> Task<R> async(ServerRef supervisor, Func0<R> function) {
        return at(supervisor).async(function);
    }

    /** Starts {@code function} under {@code supervisor}, linked to the calling process. */
    public static <A, R> Task<R> async(ServerRef supervisor, Func1<A, R> function, A a) {
        return at(supervisor).async(function, a);
    }

    /** Starts {@code function} under {@code supervisor}, linked to the calling process. */
    public static <A, B, R> Task<R> async(ServerRef supervisor, Func2<A, B, R> function, A a, B b) {
        return at(supervisor).async(function, a, b);
    }

    /** Starts {@code function} under {@code supervisor}, linked to the calling process. */
    public static <A, B, C, R> Task<R> async(ServerRef supervisor, Func3<A, B, C, R> function, A a, B b, C c) {
        return at(supervisor).async(function, a, b, c);
    }

    /** Starts {@code function} under {@code supervisor}, linked to the calling process. */
    public static <A, B, C, D, R> Task<R> async(
            ServerRef supervisor, Func4<A, B, C, D, R> function, A a, B b, C c, D d) {
        return at(supervisor).async(function, a, b, c, d);
    }

    /** Ends {@code supervisor} with {@code normal}, and returns when it and all its tasks have ended. */
    public static void stop(ServerRef supervisor) {
        Ending.ofServer(supervisor, Words.NORMAL, Calls.Timeout.INFINITY);
    }

    /**
     * Ends {@code supervisor} and its tasks with {@code reason} (a string is an atom); returns when they have ended.
     *
     * @throws io.tiebeam.ExitException if it is not there, takes longer than {@code timeout}, or ends with another reason
     */
    public static void stop(ServerRef supervisor, Object reason, Duration timeout) {
        Ending.ofServer(supervisor, Ending.reason(reason), StartOptions.Timeouts.of(timeout));
    }
}
