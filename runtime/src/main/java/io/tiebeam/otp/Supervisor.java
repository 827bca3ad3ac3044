// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ErlangModule;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.ServerLoop;
import io.tiebeam.gen.Starting;
import io.tiebeam.gen.Words;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A process that starts others, restarts them when they end, and ends them in reverse order when it ends itself.
 * Written from top to bottom as a plan, whose order is the order of starting:
 *
 * <pre>{@code
 * Supervisor.of(ONE_FOR_ONE)
 *         .named(Name.of("Elixir.Chat.Supervisor"))
 *         .child(TaskSupervisor.named(Chat.TASKS))
 *         .child(ChildSpec.of("counter", Counter::new).named(Name.of("Elixir.Counter")))
 *         .startLink();
 * }</pre>
 *
 * <p>Immutable: each step gives a new plan. A plan can itself be the child of another supervisor; one that is a class is
 * a {@link SupervisorModule}. When children need more than {@link #maxRestarts} restarts, the supervisor ends all of
 * them and itself with {@code shutdown}. Children that come and go, many of a kind, are for a {@link DynamicSupervisor}.
 *
 * <p>The static methods ask a supervisor that runs, of any node and any language, and work on any thread; other nodes
 * ask this one the same. They wait as long as it takes, and throw an {@link io.tiebeam.ExitException} if it does not
 * answer. Ids are terms; a string stands for an atom.
 *
 * <p>Source: OTP's {@code supervisor}; the defaults are Elixir's.
 */
public final class Supervisor implements Supervised, Startable {
    private static final RestartHistory INTENSITY = new RestartHistory(3, Duration.ofSeconds(5));
    private static final Atom DEFAULT_MODULE = Atom.of("Elixir.Supervisor.Default");

    /** A child of a supervisor that runs. @param modules empty if they change ({@code dynamic}) */
    public record Child(Term id, State state, ChildType type, Optional<List<Atom>> modules) {
        /** The process that it is now, if it runs. */
        public Optional<Pid> pid() {
            return state instanceof State.Running(var pid) ? Optional.of(pid) : Optional.empty();
        }
    }

    /** Whether a child runs. */
    public sealed interface State {
        /** It runs as {@code pid}. */
        record Running(Pid pid) implements State {}

        /** It could not be restarted, and is about to be tried again. */
        record Restarting() implements State {}

        /** It does not run, and nobody tries: it ended for good, was ended, or chose not to run. */
        record Undefined() implements State {}
    }

    /**
     * How many children a supervisor has.
     *
     * @param specs all, whether they run or not
     * @param active those that run
     * @param supervisors those that are supervisors, whether they run or not
     * @param workers those that are not
     */
    public record Counts(int specs, int active, int supervisors, int workers) {
        /** As Elixir shows it. */
        @Override
        public String toString() {
            return "%{active: " + active + ", specs: " + specs + ", supervisors: " + supervisors + ", workers: "
                    + workers + "}";
        }
    }

    private final SupervisorFlags flags;
    private final Optional<ServerName> name;
    private final List<ChildSpec> children;

    private Supervisor(SupervisorFlags flags, Optional<ServerName> name, List<ChildSpec> children) {
        this.flags = flags;
        this.name = name;
        this.children = List.copyOf(children);
    }

    // ---- the plan -------------------------------------------------------------------------------------------------

    /** A supervisor without children that restarts by {@code strategy}, at most three times in five seconds. */
    public static Supervisor of(Strategy strategy) {
        Objects.requireNonNull(strategy, "a supervisor needs a strategy");
        return new Supervisor(
                new SupervisorFlags(strategy, INTENSITY, AutoShutdown.NEVER, DEFAULT_MODULE),
                Optional.empty(),
                List.of());
    }

    /** The same, registered as {@code registered} on its node. */
    public Supervisor named(ServerName registered) {
        return new Supervisor(flags, Optional.of(registered), children);
    }

    /**
     * The same, with one more child, started after those before.
     *
     * @throws IllegalArgumentException if a child has the same id, or one that is significant is permanent
     */
    public Supervisor child(Supervised child) {
        ChildSpec spec = child.childSpec();
        if (children.stream().anyMatch(c -> c.id().equals(spec.id()))) {
            throw new IllegalArgumentException("two children of one supervisor are called " + spec.id()
                    + " (duplicate_child_name): give one of them another id, childSpec().id(\"...\")");
        }
        if (spec.isSignificant() && spec.restart() == Restart.PERMANENT) {
            throw new IllegalArgumentException("child " + spec.id() + " is significant and permanent (bad_combination):"
                    + " a permanent child never ends for good; make it restart(TRANSIENT) or restart(TEMPORARY)");
        }
        List<ChildSpec> all = new ArrayList<>(children);
        all.add(spec);
        return new Supervisor(flags, name, all);
    }

    /**
     * The same, giving up after more than {@code restarts} restarts within {@code period}, which are counted as OTP
     * counts them: in whole seconds.
     *
     * @throws IllegalArgumentException for fewer than no restarts, or a period that is not whole seconds, one or more
     */
    public Supervisor maxRestarts(int restarts, Duration period) {
        return new Supervisor(flags.intensity(new RestartHistory(restarts, period)), name, children);
    }

    Supervisor strategy(Strategy other) {
        Objects.requireNonNull(other, "a supervisor needs a strategy");
        return new Supervisor(flags.strategy(other), name, children);
    }

    /** The same, ending by itself as {@code when} says, when children that are significant have ended for good. */
    public Supervisor autoShutdown(AutoShutdown when) {
        Objects.requireNonNull(when, "when does it end by itself?");
        return new Supervisor(flags.autoShutdown(when), name, children);
    }

    /**
     * Starts the supervisor, linked to the calling process, and all its children; returns when all run.
     *
     * @throws io.tiebeam.ExitException if one cannot start: {@code {shutdown, {failed_to_start_child, id, reason}}}.
     *     Those started before it have been ended. If the name is taken: {@code {already_started, pid}}
     * @throws IllegalArgumentException if a child is significant, and the supervisor never ends by itself
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    @Override
    public Pid startLink() {
        checkSignificant();
        return start(() -> this, name, DEFAULT_MODULE);
    }

    /** As {@link #startLink()}, registered as {@code registered}. */
    @Override
    public Pid startLink(ServerName registered) {
        return named(registered).startLink();
    }

    private void checkSignificant() {
        children.stream()
                .filter(c -> ChildTerms.clash(c, flags.autoShutdown()).isPresent())
                .findFirst()
                .ifPresent(c -> {
                    throw new IllegalArgumentException("child " + c.id()
                            + " is significant, and its supervisor never ends by itself (bad_combination):"
                            + " say when, Supervisor.autoShutdown(ANY_SIGNIFICANT)");
                });
    }

    /** This supervisor as the child of another, under its name, with all the time it needs to end. */
    @Override
    public ChildSpec childSpec() {
        Object id = name.<Object>map(n -> n).orElse("supervisor");
        return ChildSpec.supervisor(id, this::startLink, this, Words.SUPERVISOR);
    }

    // ---- starting -------------------------------------------------------------------------------------------------

    static Pid start(SupervisorModule module) {
        return start(module, Optional.empty(), moduleOf(module.getClass()));
    }

    static Pid start(SupervisorModule module, ServerName name) {
        return start(module, Optional.of(name), moduleOf(module.getClass()));
    }

    static Pid start(SupervisorModule module, ServerName name, Atom moduleName) {
        return start(module, Optional.of(name), moduleName);
    }

    static Atom moduleOf(Class<?> type) {
        ErlangModule named = type.getAnnotation(ErlangModule.class);
        return Atom.of(named == null ? "Elixir." + type.getSimpleName() : named.value());
    }

    private static Pid start(SupervisorModule module, Optional<ServerName> name, Atom moduleName) {
        String label = "Supervisor" + name.map(n -> " " + n).orElse("");
        return Starting.link("Supervisor.startLink()", label, name, self -> {
            self.trapExit(true);
            Supervisor plan = Objects.requireNonNull(module.init(), "init() returned no plan");
            plan.checkSignificant();
            SupervisorServer server =
                    new SupervisorServer(self, plan.flags.module(moduleName), plan.children, System::nanoTime);
            server.startChildren();
            return new ServerLoop(self, server);
        });
    }

    // ---- asking one that runs -------------------------------------------------------------------------------------

    /**
     * Adds a child to {@code supervisor} and starts it. Code of this JVM ({@link ChildSpec#of(Object, ChildSpec.Start)}
     * and the like) can be started by supervisors of this node; to one of another node the child has to be given by
     * name, {@link ChildSpec#of(Object, io.tiebeam.Mfa)}.
     *
     * @return its process; empty if it chose not to run, in which case it is kept, unless it is temporary
     * @throws SupervisorException {@code already_present} or {@code {already_started, pid}} if there is a child of this
     *     id, {@code {reason, child}} if it cannot start: it is not kept
     * @throws IllegalArgumentException for code of this JVM to another node
     */
    public static Optional<Pid> startChild(ServerRef supervisor, Supervised child) {
        return SupervisorCalls.startChild(supervisor, child.childSpec());
    }

    /**
     * Ends the child {@code id}. It is not restarted, but can be, with {@link #restartChild}, unless it is temporary.
     *
     * @return whether there is such a child ({@code not_found})
     */
    public static boolean terminateChild(ServerRef supervisor, Object id) {
        return SupervisorCalls.done(supervisor, Words.TERMINATE_CHILD, ChildId.of(id));
    }

    /**
     * Starts the child {@code id} again, which does not run.
     *
     * @return its process; empty if it chose not to run
     * @throws SupervisorException {@code running}, {@code restarting}, {@code not_found}, or why it cannot start
     */
    public static Optional<Pid> restartChild(ServerRef supervisor, Object id) {
        return SupervisorCalls.restartChild(supervisor, ChildId.of(id));
    }

    /**
     * Removes the child {@code id}, which does not run.
     *
     * @return whether there is such a child ({@code not_found})
     * @throws SupervisorException {@code running} or {@code restarting}
     */
    public static boolean deleteChild(ServerRef supervisor, Object id) {
        return SupervisorCalls.done(supervisor, SupervisorCalls.DELETE_CHILD, ChildId.of(id));
    }

    /** The children of {@code supervisor}, the last started first. */
    public static List<Child> whichChildren(ServerRef supervisor) {
        return SupervisorCalls.whichChildren(supervisor);
    }

    /** How many children {@code supervisor} has. */
    public static Counts countChildren(ServerRef supervisor) {
        return SupervisorCalls.countChildren(supervisor);
    }

    /**
     * How {@code supervisor} starts the child {@code id}; empty if it has none ({@code not_found}). Of a temporary child that
     * was added later the arguments of its start are not kept, since it is never started again.
     */
    public static Optional<ChildSpec> getChildSpec(ServerRef supervisor, Object id) {
        return SupervisorCalls.getChildSpec(supervisor, ChildId.of(id));
    }

    /** Ends {@code supervisor} with {@code normal}, and returns when it and all its children have ended. */
    public static void stop(ServerRef supervisor) {
        Ending.ofServer(supervisor, Words.NORMAL, Calls.Timeout.INFINITY);
    }

    /**
     * Ends {@code supervisor} and its children with {@code reason} (a string is an atom); returns when they have ended.
     *
     * @throws io.tiebeam.ExitException if it is not there, takes longer than {@code timeout}, or ends with another reason
     */
    public static void stop(ServerRef supervisor, Object reason, Duration timeout) {
        Ending.ofServer(supervisor, Ending.reason(reason), StartOptions.Timeouts.of(timeout));
    }
}
