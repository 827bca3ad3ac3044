// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.io.ProcessStreams;
import io.tiebeam.process.Channel;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Network;
import io.tiebeam.process.NetworkStarter;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.StandIn;
import io.tiebeam.process.Witness;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * A named JVM among others, and the view that processes have of the rest: Elixir's {@code Node}.
 *
 * <p>The static methods speak for the node of the process that calls them, else for the JVM's first node. Several nodes may
 * live in one JVM. Works on any thread where the text does not say otherwise.
 */
public final class Node implements AutoCloseable {
    private final Network network;
    private final LocalNode local;
    private final boolean capturing;

    private Node(Network network, boolean capturing) {
        this.network = network;
        this.local = network.node();
        this.capturing = capturing;
    }

    // ---- starting and stopping ------------------------------------------------------------------------------------

    /**
     * Starts a node: it listens, is registered with EPMD, serving that itself if nobody does, and can be reached when this
     * returns. Nothing of it can be called from outside until it is {@linkplain #expose exposed}.
     *
     * @throws NodeStartException if the name is taken or cannot be listened on
     */
    public static Node start(NodeOptions options) {
        NetworkStarter starter = ServiceLoader.load(NetworkStarter.class, Node.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the jar of io.tiebeam:tiebeam is incomplete: no "
                        + NetworkStarter.class.getName() + " in it"));
        try {
            Network network = starter.start(new NetworkStarter.Options(
                    options.name(),
                    options.cookie().bytes(),
                    options.cookie().toString(),
                    options.environment(),
                    RemoteEntry::bodyFor,
                    options.tickTime(),
                    options.hidden()));
            Node node = new Node(network, options.captureSystemStreams());
            Witness.nodeStarted(node.local);
            if (options.captureSystemStreams()) {
                ProcessStreams.install();
            }
            Consoles.lead(node.local);
            node.local.makeDefault();
            return node;
        } catch (IOException e) {
            throw new NodeStartException(e.getMessage(), e);
        }
    }

    /** Its name; {@code nonode@nohost} while it has none, if it was started {@linkplain NodeOptions#sname to get one}. */
    public NodeName name() {
        return new NodeName(local.name());
    }

    /**
     * Where it accepts connections: an address of the host part of its name, nothing wider. Empty for a node that others
     * name: it accepts none.
     */
    public Optional<InetSocketAddress> listensOn() {
        return network.listensOn();
    }

    /**
     * Runs {@code body} as a process of this node and waits for its value: {@link Processes#run}.
     *
     * @throws Exception what {@code body} throws
     */
    public <R> R run(Callable<R> body) throws Exception {
        return Processes.runOn(local, body);
    }

    /** Lets other nodes call the public static methods of {@code type}. */
    public void expose(Class<?> type) {
        Exposure.of(local).expose(type);
    }

    /** The functions of this node that others may call. */
    public Exposure exposure() {
        return Exposure.of(local);
    }

    /**
     * Lets other nodes run functions here that were typed into a shell of Erlang or Elixir: {@code Node.spawn(node, fn ->
     * ... end)}. Whoever has the cookie can then do much more than call what is exposed: see {@code SECURITY.md}.
     *
     * @throws IllegalStateException without the artifact {@code io.tiebeam:tiebeam-eval} on the class path
     */
    public void allowEvaluation() {
        ServiceLoader.load(Evaluation.class, Node.class.getClassLoader())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "this JVM has nothing that evaluates Erlang\n   → add io.tiebeam:tiebeam-eval to its dependencies"))
                .open(exposure());
    }

    /**
     * Leaves the cluster and kills what is left of its processes. When this returns, its connections and their threads have
     * ended; the thread of a process that was in the middle of something is interrupted, and may come to its end later.
     */
    @Override
    public void close() {
        local.endDefault();
        network.close();
        local.killAll(Atom.of("shutdown"));
        if (capturing) {
            ProcessStreams.uninstall();
        }
    }

    // ---- the view of a process ------------------------------------------------------------------------------------

    /** The name of the calling process's node; {@code nonode@nohost} without one. */
    public static NodeName self() {
        return Kernel.node();
    }

    /** Whether the calling process's node has a name. */
    public static boolean isAlive() {
        return network().isPresent();
    }

    private static Optional<Network> network() {
        return LocalNode.current().distribution() instanceof Network network ? Optional.of(network) : Optional.empty();
    }

    /** The nodes that are connected now and not hidden, in order: {@code Node.list/0}. */
    public static List<NodeName> list() {
        return list(NodeType.VISIBLE);
    }

    /** The nodes of one kind, in order: {@code nodes/1}. */
    public static List<NodeName> list(NodeType type) {
        return network()
                .map(network -> switch (type) {
                    case VISIBLE -> network.nodes();
                    case HIDDEN ->
                        network.connected().stream()
                                .filter(Network.Connected::hidden)
                                .map(Network.Connected::node)
                                .toList();
                    case CONNECTED ->
                        network.connected().stream()
                                .map(Network.Connected::node)
                                .toList();
                    case THIS -> List.of(new NodeName(network.node().name()));
                })
                .orElse(List.of());
    }

    /** Kinds of nodes, as {@code nodes/1} of Erlang has them. */
    public enum NodeType {
        /** Connected, and listed among the others. */
        VISIBLE,
        /** Connected, and not listed: one of the two is hidden. */
        HIDDEN,
        /** Connected. */
        CONNECTED,
        /** This node. */
        THIS
    }

    /**
     * Whether {@code node} can be reached; connects to it. A node that has no name yet reaches nobody by that: it has to
     * {@linkplain #connect(NodeName) connect} first.
     */
    public static Ping ping(NodeName node) {
        return network().map(n -> isReached(n, node)).orElse(false) ? Ping.PONG : Ping.PANG;
    }

    private static boolean isReached(Network network, NodeName node) {
        boolean here = network.node().channelTo(node.atom()) == null;
        return here || (network.node().isNamed() && network.connect(node));
    }

    /** {@link #ping(NodeName)} by name, such as {@code kate@localhost}. */
    public static Ping ping(String node) {
        return ping(NodeName.of(node));
    }

    /** The answers to a ping; {@code :pong} and {@code :pang} as terms. */
    public enum Ping {
        /** It can. */
        PONG,
        /** It cannot: {@link #whyNot} says why. */
        PANG
    }

    /** Connects to {@code node} unless that is so already; true if the two are connected now. */
    public static boolean connect(NodeName node) {
        return network().map(n -> n.connect(node)).orElse(false);
    }

    /** {@link #connect(NodeName)} by name. */
    public static boolean connect(String node) {
        return connect(NodeName.of(node));
    }

    /** Ends the connection to {@code node}; true if there was one. */
    public static boolean disconnect(NodeName node) {
        return network().map(n -> n.disconnect(node)).orElse(false);
    }

    /** {@link #disconnect(NodeName)} by name. */
    public static boolean disconnect(String node) {
        return disconnect(NodeName.of(node));
    }

    /** Why the last attempt to connect to {@code node} failed and what to do about it, for people. */
    public static Optional<String> whyNot(NodeName node) {
        return network().flatMap(n -> n.whyNot(node));
    }

    /** {@link #whyNot(NodeName)} by name. */
    public static Optional<String> whyNot(String node) {
        return whyNot(NodeName.of(node));
    }

    /** Uses {@code cookie} with {@code node}, from the next connection on. */
    public static void setCookie(NodeName node, Cookie cookie) {
        network()
                .orElseThrow(() -> new IllegalStateException("this JVM is not a node: give it a name first"))
                .cookie(node, cookie.bytes());
    }

    /** {@link #setCookie(NodeName, Cookie)} by name. */
    public static void setCookie(String node, String cookie) {
        setCookie(NodeName.of(node), Cookie.of(cookie));
    }

    /**
     * Whether the calling process gets the message {@code {:nodedown, node}} when the connection to {@code node} ends.
     * Connects to it; each call counts.
     *
     * @throws NotAProcessException on a thread that runs no process
     */
    public static void monitor(NodeName node, boolean on) {
        ProcessCell self = Callers.owner("Node.monitor()");
        Channel via = self.node().channelTo(node.atom());
        if (via != null) {
            self.monitorNode(via, on);
        }
    }

    /** {@link #monitor(NodeName, boolean)} by name. */
    public static void monitor(String node, boolean on) {
        monitor(NodeName.of(node), on);
    }

    /**
     * Whether the calling process gets the message {@code {:nodeup, node}} when a visible node connects, and {@code
     * {:nodedown, node}} when one goes. It comes before anything that the node sends, and after all that it has sent.
     *
     * <p>Each call with {@code true} counts, and brings each message once more; one with {@code false} takes back all that
     * were alike. The end of the process does, too. Nodes that are connected already are no news. Source: {@code
     * net_kernel:monitor_nodes/1}.
     *
     * @throws NotAProcessException on a thread that runs no process
     */
    public static void monitorNodes(boolean on) {
        monitorNodes(on, Optional.empty(), false);
    }

    /**
     * As {@link #monitorNodes(boolean)}, with a list in each message: {@code {:nodeup, node, []}} and {@code {:nodedown, node,
     * [nodedown_reason: :disconnect]}}. Source: {@code net_kernel:monitor_nodes/2}.
     *
     * @param reasons whether {@code nodedown} says why; without, the messages are those of {@link #monitorNodes(boolean)}
     * @throws NotAProcessException on a thread that runs no process
     */
    public static void monitorNodes(boolean on, boolean reasons) {
        monitorNodes(on, Optional.empty(), reasons);
    }

    /**
     * As {@link #monitorNodes(boolean)}, for nodes of one kind: {@code VISIBLE}, {@code HIDDEN}, or {@code CONNECTED} for
     * all. Its messages have a list besides, {@code {:nodedown, node, [nodedown_reason: :disconnect, node_type:
     * :visible]}}. Source: {@code net_kernel:monitor_nodes/2}.
     *
     * @param reasons whether {@code nodedown} says why
     * @throws NotAProcessException on a thread that runs no process
     * @throws IllegalArgumentException for {@code THIS}
     */
    public static void monitorNodes(boolean on, NodeType type, boolean reasons) {
        if (type == NodeType.THIS) {
            throw new IllegalArgumentException("cannot monitor nodes of the kind THIS: this node neither comes nor goes"
                    + " (badarg)\n   → VISIBLE, HIDDEN, or CONNECTED for both");
        }
        monitorNodes(on, Optional.of(type), reasons);
    }

    private static void monitorNodes(boolean on, Optional<NodeType> type, boolean reasons) {
        ProcessCell self = Callers.owner("Node.monitorNodes()");
        Optional<NodeEvents> events = network().map(NodeEvents::of); // without a name, no node comes or goes
        if (on) {
            events.ifPresent(all -> all.subscribe(self, type, reasons));
        } else {
            events.ifPresent(all -> all.unsubscribe(self, type, reasons));
        }
    }

    // ---- running something there ----------------------------------------------------------------------------------

    /** Starts a process on {@code node} that runs {@code call}; its output comes here. */
    public static Pid spawn(NodeName node, Mfa call) {
        return StandIn.call(
                self -> RemoteSpawning.spawn(self, node, call, false, false).pid());
    }

    /** Starts a process on {@code node} that runs {@code function}: a reference to a static method, or a lambda. */
    public static Pid spawn(NodeName node, Remote.Action0 function) {
        return spawn(node, Functions.toMfa(function));
    }

    /** As {@link #spawn(NodeName, Remote.Action0)}, with an argument. */
    public static <A> Pid spawn(NodeName node, Remote.Action1<A> function, A a) {
        return spawn(node, Functions.toMfa(function, a));
    }

    /** As {@link #spawn(NodeName, Remote.Action0)}, with two arguments. */
    public static <A, B> Pid spawn(NodeName node, Remote.Action2<A, B> function, A a, B b) {
        return spawn(node, Functions.toMfa(function, a, b));
    }

    /**
     * Starts a process on {@code node} that runs {@code call}, related to the calling one as {@code options} say; its output
     * comes here. Elixir's {@code Node.spawn(node, module, function, arguments, [:link, :monitor])}.
     *
     * @throws NotAProcessException with an option, on a thread that runs no process
     */
    public static Spawned spawn(NodeName node, Mfa call, SpawnOption... options) {
        if (options.length == 0) {
            return new Spawned(spawn(node, call), Optional.empty());
        }
        Set<SpawnOption> all = Set.copyOf(List.of(options));
        boolean monitor = all.contains(SpawnOption.MONITOR);
        Kernel.Monitored child = RemoteSpawning.spawn(
                Callers.owner("Node.spawn()"), node, call, all.contains(SpawnOption.LINK), monitor);
        return new Spawned(child.pid(), monitor ? Optional.of(child.ref()) : Optional.empty());
    }

    /** As {@link #spawn(NodeName, Mfa, SpawnOption...)}: a reference to a static method, or a lambda. */
    public static Spawned spawn(NodeName node, Remote.Action0 function, SpawnOption... options) {
        return spawn(node, Functions.toMfa(function), options);
    }

    /** {@link #spawn(NodeName, Mfa)} by name. */
    public static Pid spawn(String node, Mfa call) {
        return spawn(NodeName.of(node), call);
    }

    /** {@link #spawn(NodeName, Remote.Action0)} by name. */
    public static Pid spawn(String node, Remote.Action0 function) {
        return spawn(NodeName.of(node), function);
    }

    /**
     * Starts a process on {@code node} that runs {@code call}, linked to the calling process; its output comes here. If the
     * node cannot be reached, a pid is returned all the same, and the link breaks with {@code :noconnection}.
     *
     * @throws NotAProcessException on a thread that runs no process
     */
    public static Pid spawnLink(NodeName node, Mfa call) {
        return RemoteSpawning.spawn(Callers.owner("Node.spawnLink()"), node, call, true, false)
                .pid();
    }

    /** As {@link #spawnLink(NodeName, Mfa)}: a reference to a static method, or a lambda. */
    public static Pid spawnLink(NodeName node, Remote.Action0 function) {
        return spawnLink(node, Functions.toMfa(function));
    }

    /** As {@link #spawnLink(NodeName, Remote.Action0)}, with an argument. */
    public static <A> Pid spawnLink(NodeName node, Remote.Action1<A> function, A a) {
        return spawnLink(node, Functions.toMfa(function, a));
    }

    /** As {@link #spawnLink(NodeName, Remote.Action0)}, with two arguments. */
    public static <A, B> Pid spawnLink(NodeName node, Remote.Action2<A, B> function, A a, B b) {
        return spawnLink(node, Functions.toMfa(function, a, b));
    }

    /** {@link #spawnLink(NodeName, Mfa)} by name. */
    public static Pid spawnLink(String node, Mfa call) {
        return spawnLink(NodeName.of(node), call);
    }

    /** {@link #spawnLink(NodeName, Remote.Action0)} by name. */
    public static Pid spawnLink(String node, Remote.Action0 function) {
        return spawnLink(NodeName.of(node), function);
    }

    /**
     * Starts a process on {@code node} that runs {@code call}, monitored by the calling process; its output comes here.
     *
     * @throws NotAProcessException on a thread that runs no process
     */
    public static Kernel.Monitored spawnMonitor(NodeName node, Mfa call) {
        return RemoteSpawning.spawn(Callers.owner("Node.spawnMonitor()"), node, call, false, true);
    }

    /** As {@link #spawnMonitor(NodeName, Mfa)}: a reference to a static method, or a lambda. */
    public static Kernel.Monitored spawnMonitor(NodeName node, Remote.Action0 function) {
        return spawnMonitor(node, Functions.toMfa(function));
    }

    /** {@link #spawnMonitor(NodeName, Mfa)} by name. */
    public static Kernel.Monitored spawnMonitor(String node, Mfa call) {
        return spawnMonitor(NodeName.of(node), call);
    }

    /** {@link #spawnMonitor(NodeName, Remote.Action0)} by name. */
    public static Kernel.Monitored spawnMonitor(String node, Remote.Action0 function) {
        return spawnMonitor(NodeName.of(node), function);
    }
}
