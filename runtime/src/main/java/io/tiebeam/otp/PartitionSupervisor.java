// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Calls;
import io.tiebeam.gen.Failures;
import io.tiebeam.gen.Words;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.Via;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * A supervisor of many children that are alike, for a process that would be asked too much if there were only one: a key
 * says which of them is meant. Elixir's {@code PartitionSupervisor}.
 *
 * <pre>{@code
 * Supervisor.of(ONE_FOR_ONE)
 *         .child(PartitionSupervisor.named(ROOMS).child(DynamicSupervisor.unnamed()))
 *         .startLink();
 * DynamicSupervisor.startChild(PartitionSupervisor.at(ROOMS, self()), room);
 * }</pre>
 *
 * <p>An object of this class is the plan of one, immutable; it has as many partitions as the machine has processors,
 * unless said otherwise. The static methods work on any thread of the node that it runs on.
 */
public final class PartitionSupervisor implements Supervised, Startable {
    static final Atom MODULE = Atom.of("Elixir.PartitionSupervisor");

    private final ServerName name;
    private final int partitions;
    private final Supervisor plan; // without children
    private final IntFunction<ChildSpec> child; // null: none yet

    private PartitionSupervisor(ServerName name, int partitions, Supervisor plan, IntFunction<ChildSpec> child) {
        this.name = name;
        this.partitions = partitions;
        this.plan = plan;
        this.child = child;
    }

    // ---- the plan -------------------------------------------------------------------------------------------------

    /** A partition supervisor that is registered as {@code name} on its node. It needs a {@link #child}. */
    public static PartitionSupervisor named(ServerName name) {
        Objects.requireNonNull(name, "a partition supervisor needs a name: keys are looked up by it");
        int processors = Runtime.getRuntime().availableProcessors();
        return new PartitionSupervisor(name, processors, Supervisor.of(Strategy.ONE_FOR_ONE), null);
    }

    /** The same, each of whose partitions is {@code each}; it must not have a name, which only one of them could get. */
    public PartitionSupervisor child(Supervised each) {
        ChildSpec spec = each.childSpec();
        return new PartitionSupervisor(name, partitions, plan, _ -> spec);
    }

    /** The same, whose partition {@code n}, from 0, is {@code each.apply(n)}. */
    public PartitionSupervisor children(IntFunction<? extends Supervised> each) {
        return new PartitionSupervisor(
                name, partitions, plan, partition -> each.apply(partition).childSpec());
    }

    /**
     * The same, with {@code number} partitions.
     *
     * @throws IllegalArgumentException for less than one
     */
    public PartitionSupervisor partitions(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("expected one partition or more, got: " + number);
        }
        return new PartitionSupervisor(name, number, plan, child);
    }

    /** The same, restarting by {@code strategy}; {@link Strategy#ONE_FOR_ONE} unless said otherwise. */
    public PartitionSupervisor strategy(Strategy strategy) {
        return new PartitionSupervisor(name, partitions, plan.strategy(strategy), child);
    }

    /** The same, giving up after more than {@code restarts} restarts within {@code period}. */
    public PartitionSupervisor maxRestarts(int restarts, Duration period) {
        return new PartitionSupervisor(name, partitions, plan.maxRestarts(restarts, period), child);
    }

    /**
     * Starts it, linked to the calling process, and all its partitions.
     *
     * @throws IllegalStateException if it has no {@link #child}
     * @throws io.tiebeam.ExitException as {@link Supervisor#startLink()}
     */
    @Override
    public Pid startLink() {
        if (child == null) {
            throw new IllegalStateException("PartitionSupervisor " + name + " has nothing to start"
                    + "\n   → say what its partitions are: PartitionSupervisor.named(...).child(...)");
        }
        return Supervisor.start(this::init, name, MODULE);
    }

    /** As {@link #startLink()}, under another name. */
    @Override
    public Pid startLink(ServerName other) {
        return new PartitionSupervisor(other, partitions, plan, child).startLink();
    }

    private Supervisor init() {
        ProcessCell self = ProcessCell.currentOrNull();
        Partitions.Table table = Partitions.of(self.node()).open(self, name, partitions);
        Supervisor all = plan;
        for (int partition = 0; partition < partitions; partition++) {
            all = all.child(child.apply(partition).partition(partition, table.pids()));
        }
        return all;
    }

    /** This supervisor as a child under its name, with all the time its children need to end. */
    @Override
    public ChildSpec childSpec() {
        return ChildSpec.supervisor(name, this::startLink, this, MODULE);
    }

    // ---- using one that runs --------------------------------------------------------------------------------------

    /**
     * The partition of {@code supervisor} that {@code key} belongs to, as a name: who it is, is looked up each time, on
     * the node of whoever uses it. An integer goes to partition {@code |key| rem partitions}, any other key, as a term,
     * to {@code erlang:phash2(key, partitions)}: the same as on a BEAM.
     */
    public static Via at(ServerName supervisor, Object key) {
        return new Via(MODULE, Tuple.of(toTerm(supervisor), TermMapper.toTerm(key)));
    }

    private static Term toTerm(ServerName name) {
        return switch (name) {
            case Name local -> local.atom();
            case Via via -> via.toTerm();
        };
    }

    /**
     * How many partitions {@code supervisor}, on this node, has.
     *
     * @throws io.tiebeam.NoProcessException if there is no such partition supervisor
     */
    public static int partitions(ServerName supervisor) {
        return table(supervisor).pids().length();
    }

    private static Partitions.Table table(ServerName supervisor) {
        return Partitions.of(LocalNode.current()).find(supervisor).orElseThrow(() -> {
            Tuple call = Tuple.of(MODULE, Atom.of("partitions"), ListTerm.of(toTerm(supervisor)));
            return Failures.of(Words.NOPROC, call);
        });
    }

    /** The partitions of {@code supervisor}, of any node, the last started first; the id of each is its number. */
    public static List<Supervisor.Child> whichChildren(ServerRef supervisor) {
        return Supervisor.whichChildren(supervisor);
    }

    /** How many partitions {@code supervisor} has, and how many of them run. */
    public static Supervisor.Counts countChildren(ServerRef supervisor) {
        return Supervisor.countChildren(supervisor);
    }

    /** Ends {@code supervisor} with {@code normal}, and returns when it and all its partitions have ended. */
    public static void stop(ServerRef supervisor) {
        Ending.ofServer(supervisor, Words.NORMAL, Calls.Timeout.INFINITY);
    }

    /**
     * Ends {@code supervisor} and its partitions with {@code reason} (a string is an atom); returns when they have ended.
     *
     * @throws io.tiebeam.ExitException if it is not there, takes longer than {@code timeout}, or ends with another reason
     */
    public static void stop(ServerRef supervisor, Object reason, Duration timeout) {
        Ending.ofServer(supervisor, Ending.reason(reason), StartOptions.Timeouts.of(timeout));
    }
}
