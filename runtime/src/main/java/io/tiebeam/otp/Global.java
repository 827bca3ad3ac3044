// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Kernel;
import io.tiebeam.NoProcessException;
import io.tiebeam.Node;
import io.tiebeam.gen.Starting;
import io.tiebeam.global.GlobalRegistrar;
import io.tiebeam.global.LockClient;
import io.tiebeam.global.LockId;
import io.tiebeam.global.Names;
import io.tiebeam.global.Prevention;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.Via;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Names and locks that all visible nodes of a cluster have in common, in Java, Elixir and Erlang: OTP's {@code global}. A
 * name belongs to one process; it is free again when that ends. Nodes that join bring their names with them; where two have
 * the same, {@link Conflict} decides.
 *
 * <pre>{@code
 * Global.registerName("leader", self());
 * Global.whereisName("leader").ifPresent(pid -> send(pid, new Hi(self())));
 * Global.trans("ledger", () -> write(entry));
 * }</pre>
 *
 * <p>A name is any term; a Java value is mapped to one. Names are read without asking anybody. To change one waits for the
 * lock that all nodes have in common, so do it seldom. Works on any thread where the text does not say otherwise, on nodes
 * that have a name and are visible.
 *
 * <p>Source: OTP's {@code global}.
 */
public final class Global {
    private static final Atom GLOBAL = Atom.of("global");

    private Global() {}

    /** What becomes of a name that two nodes have which join: the standard methods of {@code global}. */
    public enum Conflict {
        /** One process keeps it, the other is killed. */
        RANDOM_EXIT_NAME,
        /** One process keeps it, the other gets {@code {global_name_conflict, name}}. */
        RANDOM_NOTIFY_NAME,
        /** None keeps it; both get {@code {global_name_conflict, name, otherPid}}. */
        NOTIFY_ALL_NAME;

        private String function() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    // ---- names ----------------------------------------------------------------------------------------------------

    /**
     * Gives {@code name} to {@code pid}, on all nodes; false if somebody has it, or if {@code pid} has another name already,
     * which the log tells.
     */
    public static boolean registerName(Object name, Pid pid) {
        return registerName(name, pid, Conflict.RANDOM_EXIT_NAME);
    }

    /** As {@link #registerName(Object, Pid)}, with what is to happen when nodes join that both have the name. */
    public static boolean registerName(Object name, Pid pid, Conflict conflict) {
        return GlobalRegistrar.register(TermMapper.toTerm(name), pid, Optional.of(conflict.function()));
    }

    /** Gives {@code name} to {@code pid}, on all nodes, whoever has it. */
    public static void reRegisterName(Object name, Pid pid) {
        GlobalRegistrar.reRegister(TermMapper.toTerm(name), pid, Optional.empty());
    }

    /** Takes {@code name} from whoever has it, on all nodes. */
    public static void unregisterName(Object name) {
        GlobalRegistrar.unregister(TermMapper.toTerm(name));
    }

    /** Who has {@code name}. */
    public static Optional<Pid> whereisName(Object name) {
        LocalNode node = LocalNode.current();
        return Names.of(node).find(node, TermMapper.toTerm(name));
    }

    /** All names. */
    public static List<Term> registeredNames() {
        return Names.of(LocalNode.current()).all();
    }

    /**
     * Sends {@code message} to whoever has {@code name}.
     *
     * @return its pid
     * @throws NoProcessException if nobody has
     */
    public static Pid send(Object name, Object message) {
        Pid pid = whereisName(name)
                .orElseThrow(() -> new NoProcessException(
                        Tuple.of(Atom.of("badarg"), Tuple.of(TermMapper.toTerm(name), TermMapper.toTerm(message))),
                        "cannot send: nobody has the global name " + TermMapper.toTerm(name) + " (badarg)"));
        Kernel.send(pid, message);
        return pid;
    }

    /** {@code name} as what a server can be started, called and monitored under: {@code {:via, :global, name}}. */
    public static Via via(Object name) {
        return new Via(GLOBAL, TermMapper.toTerm(name));
    }

    // ---- locks ----------------------------------------------------------------------------------------------------

    /**
     * Does {@code action} while the calling process alone has {@code resource} locked, on this node and all that are
     * connected and visible; waits for the lock.
     *
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process: a lock is held by one
     * @throws Exception what {@code action} throws; the lock is given back
     */
    public static <R> R trans(Object resource, Callable<R> action) throws Exception {
        ProcessCell self = Starting.owner("Global.trans()");
        setLock(resource, self.pid(), Integer.MAX_VALUE);
        try {
            return action.call();
        } finally {
            delLock(resource, self.pid());
        }
    }

    /**
     * Locks {@code resource} for {@code requester} on this node and all that are connected and visible. Who asks as the
     * same requester shares the lock. It ends with the calling process.
     *
     * @param requester any term, such as {@code self()}
     * @param retries how often to try again where somebody else has it, with longer and longer pauses
     * @return whether it is locked
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    public static boolean setLock(Object resource, Object requester, int retries) {
        return setLock(resource, requester, everywhere(), retries);
    }

    /**
     * As {@link #setLock(Object, Object, int)}, on {@code nodes} only.
     *
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    public static boolean setLock(Object resource, Object requester, Collection<NodeName> nodes, int retries) {
        LockClient client = new LockClient(Starting.owner("Global.setLock()"));
        LockId id = id(resource, requester);
        List<Atom> names = names(nodes);
        for (int times = 1; ; times++) {
            if (client.set(id, names)) {
                return true;
            }
            if (times > retries) {
                return false;
            }
            client.sleep(times);
        }
    }

    /**
     * Takes a lock back that the calling process set.
     *
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    public static void delLock(Object resource, Object requester) {
        delLock(resource, requester, everywhere());
    }

    /**
     * As {@link #delLock(Object, Object)}, on {@code nodes} only.
     *
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    public static void delLock(Object resource, Object requester, Collection<NodeName> nodes) {
        new LockClient(Starting.owner("Global.delLock()")).delete(id(resource, requester), names(nodes));
    }

    private static List<Atom> names(Collection<NodeName> nodes) {
        return nodes.stream().map(NodeName::atom).toList();
    }

    private static LockId id(Object resource, Object requester) {
        return new LockId(TermMapper.toTerm(resource), TermMapper.toTerm(requester));
    }

    private static List<NodeName> everywhere() {
        List<NodeName> nodes = new ArrayList<>(Node.list(Node.NodeType.VISIBLE));
        nodes.addFirst(new NodeName(LocalNode.current().name()));
        return nodes;
    }

    /**
     * Whether the calling process's node lets go of nodes that have lost each other, so that no two that know each other
     * know different others: OTP's {@code prevent_overlapping_partitions}. By default it does. A node that looks on from
     * outside, such as a test that cuts others off from each other, may switch it off for itself.
     */
    public static void preventOverlappingPartitions(boolean prevent) {
        Prevention.of(LocalNode.current()).set(prevent);
    }

    // ---- nodes ----------------------------------------------------------------------------------------------------

    /** Returns when all nodes that are connected and visible have exchanged names with this one. */
    public static void sync() {
        GlobalRegistrar.sync(
                Node.list(Node.NodeType.VISIBLE).stream().map(NodeName::atom).toList());
    }
}
