// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Calls;
import io.tiebeam.gen.ServerLoop;
import io.tiebeam.gen.Starting;
import io.tiebeam.gen.Words;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A supervisor that begins without children, and starts them when it is asked to, any number of a kind: Elixir's {@code
 * DynamicSupervisor}. An object of this class is the plan of one; the static methods ask one that runs, of any node, in
 * Java or Elixir.
 *
 * <pre>{@code
 * Supervisor.of(ONE_FOR_ONE).child(DynamicSupervisor.named(ROOMS)).startLink();
 * Pid room = DynamicSupervisor.startChild(ROOMS, ChildSpec.of("room", () -> new Room("lobby")));
 * }</pre>
 *
 * <p>Children are known by their pids; their ids do not matter, and none of them can be significant. Each is restarted
 * by itself, as its specification says. At the end all are ended at the same time.
 *
 * <p>Plans are immutable. The static methods work on any thread, wait as long as it takes, and throw an
 * {@link io.tiebeam.ExitException} if the supervisor does not answer.
 */
public final class DynamicSupervisor implements Supervised, Startable {
    private static final Atom MODULE = Atom.of("Elixir.DynamicSupervisor");

    private final Optional<ServerName> name;
    private final DynamicFlags flags;

    private DynamicSupervisor(Optional<ServerName> name, DynamicFlags flags) {
        this.name = name;
        this.flags = flags;
    }

    // ---- the plan -------------------------------------------------------------------------------------------------

    /** A dynamic supervisor that is registered as {@code name} on its node. */
    public static DynamicSupervisor named(ServerName name) {
        return new DynamicSupervisor(Optional.of(name), DynamicFlags.DEFAULT);
    }

    /** A dynamic supervisor without a name. */
    public static DynamicSupervisor unnamed() {
        return new DynamicSupervisor(Optional.empty(), DynamicFlags.DEFAULT);
    }

    /** The same, with at most {@code children} children at a time; who asks for more is refused: {@code max_children}. */
    public DynamicSupervisor maxChildren(int children) {
        return new DynamicSupervisor(name, flags.maxChildren(children));
    }

    /**
     * The same, giving up after more than {@code restarts} restarts within {@code period}, as
     * {@link Supervisor#maxRestarts}. The default is three within five seconds.
     */
    public DynamicSupervisor maxRestarts(int restarts, Duration period) {
        return new DynamicSupervisor(name, flags.intensity(new RestartHistory(restarts, period)));
    }

    /**
     * The same, giving all children {@code arguments} before their own: those started by name, and those that take
     * them, {@link ChildSpec#taking}. Terms, or what maps to them.
     */
    public DynamicSupervisor extraArguments(Object... arguments) {
        List<Term> terms = Arrays.stream(arguments).map(TermMapper::toTerm).toList();
        return new DynamicSupervisor(name, flags.extra(terms));
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
                "DynamicSupervisor.startLink()",
                "DynamicSupervisor" + name.map(n -> " " + n).orElse(""),
                name,
                self -> new ServerLoop(
                        self, new DynamicSupervisorServer(self, flags, DynamicRequests.NONE, System::nanoTime)));
    }

    /** As {@link #startLink()}, registered as {@code registered}. */
    @Override
    public Pid startLink(ServerName registered) {
        return new DynamicSupervisor(Optional.of(registered), flags).startLink();
    }

    /** This supervisor as a child under its name, with all the time its children need to end. */
    @Override
    public ChildSpec childSpec() {
        Object id = name.<Object>map(n -> n).orElse(MODULE);
        return ChildSpec.supervisor(id, this::startLink, this, MODULE);
    }

    // ---- asking one that runs -------------------------------------------------------------------------------------

    /**
     * Starts a child under {@code supervisor}. What {@link Supervisor#startChild} says of code and names is true here.
     *
     * @throws io.tiebeam.IgnoreException if the child chose not to run; it is not kept
     * @throws SupervisorException {@code max_children}, or why the child cannot start; it is not kept
     * @throws IllegalArgumentException for a significant child, or for code of this JVM to another node
     */
    public static Pid startChild(ServerRef supervisor, Supervised child) {
        ChildSpec spec = child.childSpec();
        if (spec.isSignificant()) {
            throw new IllegalArgumentException("child " + spec.id() + " is significant (invalid_significant):"
                    + " a dynamic supervisor never ends by itself; such children are for a Supervisor");
        }
        return SupervisorCalls.startDynamic(supervisor, spec);
    }

    /**
     * Ends a child of {@code supervisor} for good.
     *
     * @return whether it was one ({@code not_found})
     */
    public static boolean terminateChild(ServerRef supervisor, Pid child) {
        return SupervisorCalls.done(supervisor, Words.TERMINATE_CHILD, child);
    }

    /** The children of {@code supervisor}; the id of each is {@code :undefined}. */
    public static List<Supervisor.Child> whichChildren(ServerRef supervisor) {
        return SupervisorCalls.whichChildren(supervisor);
    }

    /** How many children {@code supervisor} has. */
    public static Supervisor.Counts countChildren(ServerRef supervisor) {
        return SupervisorCalls.countChildren(supervisor);
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
