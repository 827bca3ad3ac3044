// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.Acceptor;
import io.tiebeam.dist.wire.Gate;
import io.tiebeam.dist.wire.Handshake;
import io.tiebeam.dist.wire.Initiator;
import io.tiebeam.dist.wire.Refusal;
import io.tiebeam.epmd.EpmdClient;
import io.tiebeam.process.Channel;
import io.tiebeam.process.Distribution;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Network;
import io.tiebeam.process.NetworkStarter;
import io.tiebeam.process.NodeWatcher;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the table of peers: who is connected, who is being connected, who may come in. A channel is in the table from the
 * first wish to reach its peer until everyone has heard of its end; so there is one at a time, and a later one begins after
 * the earlier is over. Safe on any thread; the table's changes are guarded by this object's monitor.
 */
final class NetKernel implements Network {
    private static final System.Logger LOG = System.getLogger("io.tiebeam.dist");
    /** How long a node that stops waits for its last words to leave; longer only for a peer that does not read. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private static final long LOOK_AGAIN = 1_000_000; // ns

    private final LocalNode node;
    private final NodeName name;
    private final Identity identity;
    private final Optional<Reception> reception;
    private final Cookies cookies;
    private final EpmdClient epmd;
    private final Ticker ticker;
    private final RemoteSpawn spawner;
    private final SecureRandom random = new SecureRandom();
    private final Crew crew;
    private final Failures failures = new Failures();
    private final Watchers watchers = new Watchers();
    private final RefusalLog refusals = new RefusalLog(System::nanoTime);
    private final Map<Atom, PeerChannel> channels = new ConcurrentHashMap<>();
    private final Map<Atom, Attempt> attempts = new HashMap<>(); // guarded by this
    private final Map<NodeName, Integer> arriving = new HashMap<>(); // guarded by this
    private final Map<NodeName, PeerChannel> entering = new HashMap<>(); // guarded by this: proven, not up yet
    private final NamePool names = new NamePool(); // guarded by this
    private volatile boolean closed; // set under this

    /**
     * @param flags what this node offers
     * @param reception where others find it; empty for a node that has no name, and is named by the first it connects to
     */
    NetKernel(
            LocalNode node,
            NetworkStarter.Options options,
            Cookies cookies,
            EpmdClient epmd,
            long flags,
            Optional<Reception> reception) {
        this.node = node;
        this.name = options.name();
        this.crew = new Crew(name.toString());
        this.reception = reception;
        this.identity = reception.isPresent()
                ? new OwnName(reception.get().self())
                : new LentName(this, new Lending(), node, name.host(), flags);
        this.cookies = cookies;
        this.epmd = epmd;
        this.spawner = new RemoteSpawn(node, options.entry());
        this.ticker = new Ticker(options.tickTime(), this::connections, NetKernel::giveUp);
    }

    /** Lets peers in from now on. */
    void open() {
        crew.start("ticker", ticker);
        reception.ifPresent(door -> door.listener().start(crew, socket -> incoming(door.self(), socket)));
    }

    // ---- what processes see ---------------------------------------------------------------------------------------

    @Override
    public LocalNode node() {
        return node;
    }

    @Override
    public Channel to(Atom peer) {
        return to(peer, false);
    }

    private Channel to(Atom peer, boolean asked) {
        PeerChannel known = channels.get(peer);
        return known != null && !known.isGone() ? known : begin(peer, asked);
    }

    @Override
    public Optional<Channel> connectedChannel(Atom peer) {
        if (closed) { // connections end one after another: whoever were told of each would take it for a network that
            // breaks
            return Optional.empty();
        }
        PeerChannel known = channels.get(peer);
        return known != null && known.isUp() ? Optional.of(known) : Optional.empty();
    }

    /** @param asked whether somebody asks for the connection, and not only for the way of a signal */
    private Channel begin(Atom peer, boolean asked) {
        NodeName peerName;
        try {
            peerName = new NodeName(peer);
        } catch (IllegalArgumentException noName) {
            return Distribution.NONE.to(peer);
        }
        if (peerName.isLong() != name.isLong()) {
            failures.put(
                    peerName,
                    peerName + " and " + name + " cannot talk: one uses short names, one long\n"
                            + "   → start both with --sname, or both with --name");
            return Distribution.NONE.to(peer);
        }
        if (!asked && identity.isNameless()) {
            failures.put(
                    peerName,
                    "no connection to " + peerName
                            + " (noconnection): this node was started as \"undefined\" and has no"
                            + " name yet\n   → connect to a node first, which then names this one: Node.connect(\""
                            + peerName + "\")");
            return Distribution.NONE.to(peer);
        }
        synchronized (this) {
            PeerChannel known = channels.get(peer);
            if (known != null && !known.isGone()) {
                return known;
            }
            if (closed) {
                return Distribution.NONE.to(peer);
            }
            PeerChannel channel = new PeerChannel(node, peerName);
            Attempt attempt = new Attempt(this, epmd, channel, Optional.ofNullable(known));
            crew.start("connecting to " + peerName, attempt);
            channels.put(peer, channel);
            attempts.put(peer, attempt);
            return channel;
        }
    }

    /** The first step of a handshake. On the thread of an attempt, which may have to wait for what this node is called. */
    Handshake.Step hello(PeerChannel channel) throws InterruptedException {
        Handshake.Self self = identity.towards(channel);
        return Initiator.begin(new Initiator.Attempt(
                self, channel.peer(), cookies.of(channel.peer()), random::nextInt, () -> isWanted(channel)));
    }

    private synchronized boolean isWanted(PeerChannel channel) {
        return channel.isConnecting() && !isEntering(channel);
    }

    @Override
    public List<Connected> connected() {
        return connections().stream()
                .map(Connection::peer)
                .map(peer -> new Connected(peer.name(), peer.isHidden()))
                .sorted(Comparator.comparing(Connected::node))
                .toList();
    }

    @Override
    public boolean isHidden() {
        return identity.isHidden();
    }

    @Override
    public void watch(NodeWatcher watcher) {
        watchers.add(watcher);
    }

    @Override
    public void watchFromNow(NodeWatcher watcher) {
        watchers.addFromNow(watcher);
    }

    @Override
    public void unwatch(NodeWatcher watcher) {
        watchers.remove(watcher);
    }

    @Override
    public boolean connect(NodeName peer) {
        if (node.isCalled(peer.atom())) {
            return true;
        }
        try {
            return to(peer.atom(), true) instanceof PeerChannel channel && channel.awaitSettled();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean disconnect(NodeName peer) {
        PeerChannel channel = channels.get(peer.atom());
        if (channel == null || !channel.disconnect()) {
            return false;
        }
        try {
            channel.awaitEnd();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt(); // it ends all the same
        }
        return true;
    }

    @Override
    public void cookie(NodeName peer, byte[] cookie) {
        cookies.set(peer, cookie);
    }

    @Override
    public Optional<String> whyNot(NodeName peer) {
        return failures.of(peer);
    }

    @Override
    public Optional<InetSocketAddress> listensOn() {
        return reception.map(door -> door.listener().address());
    }

    // ---- going out: on the thread of an attempt
    // ----------------------------------------------------------------------

    /** Whether {@code peer} is at the door. The caller holds this object's monitor. */
    boolean isArriving(NodeName peer) {
        return arriving.containsKey(peer);
    }

    /** The handshake with {@code peer} is through: whether this node still is who it said. The caller holds the monitor. */
    boolean isStill(Handshake.Self said, PeerChannel peer) {
        return identity.isStill(said, peer);
    }

    /** {@code attempt} has done what it could. If there is no connection now, {@code why} says what is wrong. */
    void over(Attempt attempt, String why) {
        PeerChannel channel = attempt.channel();
        synchronized (this) {
            attempts.remove(channel.peer().atom(), attempt);
            notifyAll();
        }
        if (channel.giveUp(() -> failures.put(channel.peer(), why))) {
            LOG.log(Level.DEBUG, why);
            channels.remove(channel.peer().atom(), channel);
            identity.ended(channel);
        }
    }

    // ---- coming in: on the thread of a handshake
    // ---------------------------------------------------------------------

    /** What to answer to {@code peer}, which is at the door with {@code arrival}. Its name is not proven yet. */
    synchronized Gate.Verdict judge(Arrival arrival, NodeName peer) {
        if (closed) {
            return Gate.Verdict.NOT_ALLOWED;
        }
        PeerChannel channel = channels.get(peer.atom());
        Attempt attempt = attempts.get(peer.atom());
        boolean up =
                channel != null && (channel.isUp() || isEntering(channel) || (attempt != null && attempt.hasWon()));
        Gate.Verdict verdict = Gate.Verdict.of(name, peer, up, attempt != null && attempt.isDialing());
        if (verdict == Gate.Verdict.OK_SIMULTANEOUS) {
            attempt.cancel();
        }
        if (verdict != Gate.Verdict.NOK) {
            arrival.expect(peer, up ? Optional.of(channel) : Optional.empty());
            arriving.merge(peer, 1, Integer::sum);
        }
        return verdict;
    }

    /** A name for a node on {@code host} that is at the door with {@code arrival}; empty if it can have none. */
    synchronized Optional<Gate.Given> nameFor(Arrival arrival, String host) {
        Optional<Gate.Given> given = closed
                ? Optional.empty()
                : names.next(host, taken -> channels.containsKey(taken.atom()) || arriving.containsKey(taken));
        given.ifPresent(name -> {
            arrival.expect(name.name(), Optional.empty());
            arriving.merge(name.name(), 1, Integer::sum);
        });
        return given;
    }

    /** Goes through the handshake; true if that led to a connection. */
    private boolean incoming(Handshake.Self self, SocketChannel socket) {
        Arrival arrival = new Arrival(this);
        try {
            Sockets.tune(socket);
            var door = new Acceptor.Door(self, arrival, cookies::of, random::nextInt);
            return switch (HandshakeDriver.run(socket, Acceptor.begin(door))) {
                case HandshakeDriver.Outcome.Up(Handshake.Step.Up step) -> welcome(arrival, socket, step);
                case HandshakeDriver.Outcome.Refused(Refusal refusal) -> {
                    refusals.report(refusal);
                    yield false;
                }
            };
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a peer left during the handshake", e);
            return false;
        } catch (InterruptedException stopped) {
            return false;
        } finally {
            synchronized (this) {
                arrival.expected().ifPresent(peer -> arriving.computeIfPresent(peer, (_, n) -> n == 1 ? null : n - 1));
                notifyAll();
            }
        }
    }

    /** The peer proved who it is. Its channel is settled before it hears that it is in: what it says next finds it. */
    private boolean welcome(Arrival arrival, SocketChannel socket, Handshake.Step.Up step)
            throws IOException, InterruptedException {
        if (arrival.replaced().isPresent()) {
            PeerChannel old = arrival.replaced().get();
            if (old.awaitSettled()) {
                old.disconnect();
                old.awaitEnd();
            }
        }
        Handshake.Peer peer = step.peer();
        PeerChannel known = channels.get(peer.atom());
        if (known != null && known.isGone()) {
            known.awaitEnd();
        }
        Optional<PeerChannel> channel = claim(peer.name());
        if (channel.isEmpty()) {
            return false; // another connection was faster
        }
        boolean established = false;
        try {
            synchronized (this) {
                arrival.given().ifPresent(names::lend);
            }
            HandshakeDriver.write(socket, step.bytes());
            established = establish(channel.get(), socket, peer);
        } finally {
            release(channel.get());
        }
        return established;
    }

    /** The channel for a peer that comes in; empty if it came in already. */
    private synchronized Optional<PeerChannel> claim(NodeName peer) {
        PeerChannel known = channels.get(peer.atom());
        if (isEntering(known) || (known != null && known.isUp())) {
            return Optional.empty();
        }
        PeerChannel channel = known != null && !known.isGone() ? known : new PeerChannel(node, peer);
        entering.put(peer, channel);
        channels.put(peer.atom(), channel);
        return Optional.of(channel);
    }

    private boolean isEntering(PeerChannel channel) {
        return channel != null && entering.get(channel.peer()) == channel && !channel.isGone();
    }

    /** The peer is in, or its socket broke; then only our own attempt can still bring a connection up. */
    private void release(PeerChannel channel) {
        boolean hopeless;
        synchronized (this) {
            entering.remove(channel.peer(), channel);
            hopeless = !attempts.containsKey(channel.peer().atom());
        }
        String why = "no connection to " + channel.peer() + " (noconnection): it left as soon as it was let in";
        if (hopeless && channel.giveUp(() -> failures.put(channel.peer(), why))) {
            gone(channel);
        }
    }

    // ---- both -----------------------------------------------------------------------------------------------------

    /** Makes {@code socket} the connection of {@code channel}, unless that has one; closes it otherwise. */
    boolean establish(PeerChannel channel, SocketChannel socket, Handshake.Peer peer) {
        Connection connection;
        try {
            connection = new Connection(socket, peer, node.renaming(), new Dispatcher(node, channel, spawner));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the connection to " + peer.name() + " broke at once", e);
            Sockets.close(socket);
            return false;
        }
        identity.coming(channel);
        failures.forget(peer.name()); // before anyone hears of the success
        if (closed || !channel.up(connection, () -> watchers.up(peer.name(), peer.isHidden()))) {
            connection.discard();
            return false;
        }
        LOG.log(Level.DEBUG, "connected to " + peer.name());
        connection.start(crew, why -> {
            LOG.log(Level.DEBUG, "the connection to " + peer.name() + " is over: " + why);
            identity.ending(channel);
            channel.ended(() -> watchers.down(peer.name(), peer.isHidden(), connection.reason()));
            gone(channel);
        });
        synchronized (this) {
            notifyAll();
        }
        return true;
    }

    private void gone(PeerChannel channel) {
        channels.remove(channel.peer().atom(), channel);
        synchronized (this) {
            names.giveBack(channel.peer());
        }
        identity.ended(channel);
    }

    /** What a node does that loses its name. */
    private final class Lending implements LentName.Kernel {
        @Override
        public void closeAll() throws InterruptedException {
            synchronized (NetKernel.this) {
                while (attempts.values().stream().anyMatch(Attempt::hasWon)) {
                    NetKernel.this.wait();
                }
            }
            List<PeerChannel> up =
                    channels.values().stream().filter(PeerChannel::isUp).toList();
            up.forEach(channel -> channel.disconnect(Connection.NET_KERNEL_TERMINATED));
            for (PeerChannel channel : up) {
                channel.awaitEnd();
            }
        }

        @Override
        public void named(NodeName self) {
            LOG.log(Level.DEBUG, "this node is called " + self);
            watchers.named(self);
        }

        @Override
        public void unnamed(NodeName self) {
            LOG.log(Level.DEBUG, "this node is not called " + self + " any more");
            watchers.unnamed(self);
        }
    }

    private List<Connection> connections() {
        return channels.values().stream()
                .filter(PeerChannel::isUp)
                .flatMap(c -> c.connection().stream())
                .toList();
    }

    private static void giveUp(Connection silent) {
        if (silent.close(Connection.NET_TICK_TIMEOUT)) {
            LOG.log(
                    Level.WARNING,
                    "** Node " + silent.peer().name() + " not responding **\n"
                            + "** Removing (timedout) connection **");
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            attempts.values().forEach(Attempt::cancel);
        }
        reception.ifPresent(door -> door.listener().close());
        awaitLastWords();
        connections().forEach(Connection::close);
        ticker.close();
        crew.close();
        reception.ifPresent(door -> door.presence().close());
    }

    private void awaitLastWords() {
        long deadline = System.nanoTime() + LAST_WORDS.toNanos();
        List<Connection> all = connections();
        all.forEach(connection -> connection.outbox().flush());
        while (all.stream().anyMatch(connection -> connection.outbox().waiting() > 0)
                && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_AGAIN);
        }
    }
}
