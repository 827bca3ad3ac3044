// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Calls;
import io.tiebeam.gen.ServerLoop;
import io.tiebeam.gen.Starting;
import io.tiebeam.gen.Words;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
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
 *         .startLink();
 * }</pre>
 *
 * <p>Immutable: each step gives a new plan. A plan can itself be the child of another supervisor. When children need
 * more than {@link #maxRestarts} restarts, the supervisor ends all of them and itself with {@code shutdown}. Other
 * nodes may ask it what {@code Supervisor.which_children/1} and {@code count_children/1} ask, or end and restart
 * children by id.
 *
 * <p>Source: OTP's {@code supervisor}; the defaults are Elixir's.
 */
public final class Supervisor implements Supervised {
    private static final int MAX_RESTARTS = 3;
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final Strategy strategy;
    private final Optional<Name> name;
    private final List<ChildSpec> children;
    private final RestartHistory history;

    private Supervisor(Strategy strategy, Optional<Name> name, List<ChildSpec> children, RestartHistory history) {
        this.strategy = strategy;
        this.name = name;
        this.children = List.copyOf(children);
        this.history = history;
    }

    /** A supervisor without children that restarts by {@code strategy}, at most three times in five seconds. */
    public static Supervisor of(Strategy strategy) {
        Objects.requireNonNull(strategy, "a supervisor needs a strategy");
        return new Supervisor(strategy, Optional.empty(), List.of(), new RestartHistory(MAX_RESTARTS, PERIOD));
    }

    /** The same, registered as {@code registered} on its node. */
    public Supervisor named(Name registered) {
        return new Supervisor(strategy, Optional.of(registered), children, history);
    }

    /**
     * The same, with one more child, started after those before.
     *
     * @throws IllegalArgumentException if a child has the same id
     */
    public Supervisor child(Supervised child) {
        ChildSpec spec = child.childSpec();
        if (children.stream().anyMatch(c -> c.id().equals(spec.id()))) {
            throw new IllegalArgumentException("two children of one supervisor are called " + spec.id()
                    + " (duplicate_child_name): give one of them another id, ChildSpec.of(\"...\", ...)");
        }
        List<ChildSpec> all = new ArrayList<>(children);
        all.add(spec);
        return new Supervisor(strategy, name, all, history);
    }

    /** The same, giving up after more than {@code restarts} restarts within {@code period}. */
    public Supervisor maxRestarts(int restarts, Duration period) {
        if (restarts < 0 || !period.isPositive()) {
            throw new IllegalArgumentException(
                    "expected restarts from 0 and a period above 0, got: " + restarts + " and " + period);
        }
        return new Supervisor(strategy, name, children, new RestartHistory(restarts, period));
    }

    /**
     * Starts the supervisor, linked to the calling process, and all its children; returns when all run.
     *
     * @throws io.tiebeam.ExitException if one cannot start: {@code {shutdown, {failed_to_start_child, id, reason}}}.
     *     Those started before it have been ended
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    public Pid startLink() {
        return Starting.link("Supervisor.startLink()", label(), name, self -> {
            SupervisorServer server = new SupervisorServer(self, strategy, children, history, System::nanoTime);
            server.startChildren();
            return new ServerLoop(self, server);
        });
    }

    /** This supervisor as the child of another, under its name, with all the time it needs to end. */
    @Override
    public ChildSpec childSpec() {
        String id = name.map(n -> n.atom().name()).orElse("supervisor");
        return ChildSpec.supervisor(id, this::startLink, Words.SUPERVISOR);
    }

    private String label() {
        return "Supervisor" + name.map(n -> " " + n).orElse("");
    }

    /**
     * The children of {@code supervisor}, of any node and any language, as OTP lists them: {@code [{id, pid |
     * :undefined | :restarting, :worker | :supervisor, modules}]}, the last started first. Works on any thread.
     *
     * @throws io.tiebeam.ExitException if it does not answer
     */
    public static Term whichChildren(ServerRef supervisor) {
        return Calls.call(supervisor, Words.WHICH_CHILDREN, Calls.Timeout.INFINITY);
    }

    /**
     * How many children {@code supervisor} has: {@code [specs: n, active: n, supervisors: n, workers: n]}. Works on any
     * thread.
     *
     * @throws io.tiebeam.ExitException if it does not answer
     */
    public static Term countChildren(ServerRef supervisor) {
        return Calls.call(supervisor, Words.COUNT_CHILDREN, Calls.Timeout.INFINITY);
    }
}
