// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.epmd.EpmdClient;
import io.tiebeam.epmd.EpmdPresence;
import io.tiebeam.process.Channel;
import io.tiebeam.process.Distribution;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Network;
import io.tiebeam.process.NetworkStarter;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the table of peers: who is connected, who is being connected, who may come in. A channel is in the table from the
 * first wish to reach its peer until everyone has heard of its end; so there is one at a time, and a later one begins after
 * the earlier is over. Safe on any thread; the table's changes are guarded by this object's monitor.
 */
final class NetKernel implements Network, Gate {
    private static final System.Logger LOG = System.getLogger("io.tiebeam.dist");

    private final LocalNode node;
    private final NodeName name;
    private final Handshake.Self self;
    private final Cookies cookies;
    private final EpmdClient epmd;
    private final EpmdPresence presence;
    private final Listener listener;
    private final Ticker ticker;
    private final RemoteSpawn spawner;
    private final SecureRandom random = new SecureRandom();
    private final Failures failures = new Failures();
    private final RefusalLog refusals = new RefusalLog(System::nanoTime);
    private final Map<Atom, PeerChannel> channels = new ConcurrentHashMap<>();
    private final Map<Atom, Attempt> attempts = new HashMap<>(); // guarded by this
    private final Map<Atom, Integer> arriving = new HashMap<>(); // guarded by this
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    NetKernel(
            LocalNode node,
            NetworkStarter.Options options,
            Cookies cookies,
            EpmdClient epmd,
            EpmdPresence presence,
            Listener listener) {
        this.node = node;
        this.name = options.name();
        this.self = Handshake.Self.named(name, Flags.offered(), node.creation());
        this.cookies = cookies;
        this.epmd = epmd;
        this.presence = presence;
        this.listener = listener;
        this.spawner = new RemoteSpawn(node, options.entry());
        this.ticker = new Ticker(options.tickTime(), this::upNow, channel -> {
            LOG.log(Level.WARNING, "** Node " + channel.peer() + " not responding ** removing (timedout) connection");
            takeDown(channel);
        });
    }

    /** Lets peers in from now on. */
    void open() {
        listener.start(this::incoming);
    }

    // ---- what processes see ---------------------------------------------------------------------------------------

    @Override
    public LocalNode node() {
        return node;
    }

    @Override
    public Channel to(Atom peer) {
        PeerChannel known = channels.get(peer);
        return known != null && !known.isGone() ? known : begin(peer);
    }

    private Channel begin(Atom peer) {
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
        synchronized (this) {
            PeerChannel known = channels.get(peer);
            if (known != null && !known.isGone()) {
                return known;
            }
            if (closed) {
                return Distribution.NONE.to(peer);
            }
            PeerChannel channel = new PeerChannel(node, peerName);
            channels.put(peer, channel);
            Attempt attempt = new Attempt(channel, Optional.ofNullable(known));
            attempts.put(peer, attempt);
            run("tiebeam connecting to " + peerName, attempt::run);
            return channel;
        }
    }

    @Override
    public List<NodeName> nodes() {
        return upNow().stream().map(PeerChannel::peer).sorted().toList();
    }

    private List<PeerChannel> upNow() {
        return channels.values().stream().filter(PeerChannel::isUp).toList();
    }

    @Override
    public boolean connect(NodeName peer) {
        if (peer.equals(name)) {
            return true;
        }
        try {
            return to(peer.atom()) instanceof PeerChannel channel && channel.awaitSettled();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean disconnect(NodeName peer) {
        PeerChannel channel = channels.get(peer.atom());
        return channel != null && channel.isUp() && takeDown(channel);
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
    public InetSocketAddress listensOn() {
        return listener.address();
    }

    // ---- going out ------------------------------------------------------------------------------------------------

    /** One try to reach a peer, on a thread of its own. */
    private final class Attempt {
        private final PeerChannel channel;
        private final Optional<PeerChannel> earlier;
        private final Dialer dialer;

        Attempt(PeerChannel channel, Optional<PeerChannel> earlier) {
            this.channel = channel;
            this.earlier = earlier;
            this.dialer = new Dialer(epmd, name, channel.peer());
        }

        void run() {
            try {
                if (earlier.isPresent()) {
                    earlier.get().awaitEnd();
                }
                Dialer.Result result = dialer.dial(Initiator.begin(new Initiator.Attempt(
                        self, channel.peer(), cookies.of(channel.peer()), random::nextInt, () -> !channel.isUp())));
                switch (result) {
                    case Dialer.Result.Up(SocketChannel socket, Handshake.Peer peer) -> establish(channel, socket, peer);
                    case Dialer.Result.TheirsWins() -> awaitTheirs("it was connecting to us, and gave up");
                    case Dialer.Result.Failed(String why) -> awaitTheirs(why);
                }
            } catch (InterruptedException stopped) {
                fail("this node is stopping");
            } finally {
                synchronized (NetKernel.this) {
                    attempts.remove(channel.peer().atom(), this);
                }
                if (!channel.isUp()) {
                    fail("the attempt was given up");
                }
            }
        }

        void cancel() {
            dialer.cancel();
        }

        /** Ours came to nothing; where the peer is at our door, its attempt decides. */
        private void awaitTheirs(String why) throws InterruptedException {
            long deadline = System.nanoTime() + Handshake.STEP_TIMEOUT.toNanos();
            synchronized (NetKernel.this) {
                boolean expected = dialer.isCancelled() || dialer.lost();
                while (!channel.isUp() && !channel.isGone() && (expected || isArriving(channel.peer()))) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        break;
                    }
                    TimeUnit.NANOSECONDS.timedWait(NetKernel.this, left);
                }
            }
            if (!channel.isUp()) {
                fail(why);
            }
        }

        private void fail(String why) {
            if (!channel.isGone()) {
                failures.put(channel.peer(), why); // first: who waits for the channel asks why as soon as it is gone
                LOG.log(Level.DEBUG, why);
            }
            channel.gone();
            channels.remove(channel.peer().atom(), channel);
        }
    }

    private boolean isArriving(NodeName peer) {
        return arriving.getOrDefault(peer.atom(), 0) > 0;
    }

    // ---- coming in ------------------------------------------------------------------------------------------------

    @Override
    public synchronized Verdict arrival(Handshake.Peer peer) {
        if (closed) {
            return Verdict.NOT_ALLOWED;
        }
        PeerChannel channel = channels.get(peer.atom());
        Attempt attempt = attempts.get(peer.atom());
        boolean attempting = attempt != null && !attempt.dialer.isCancelled() && !attempt.dialer.isOver();
        Verdict verdict = Verdict.of(name, peer.name(), channel != null && channel.isUp(), attempting);
        if (verdict == Verdict.OK_SIMULTANEOUS) {
            attempt.cancel();
        }
        if (verdict != Verdict.NOK && verdict != Verdict.NOT_ALLOWED) {
            arriving.merge(peer.atom(), 1, Integer::sum);
        }
        return verdict;
    }

    /** A peer is at the door. On a thread of its own. */
    private void incoming(SocketChannel socket) {
        Atom[] counted = new Atom[1];
        Gate counting = new Gate() {
            @Override
            public Verdict arrival(Handshake.Peer peer) {
                Verdict verdict = NetKernel.this.arrival(peer);
                if (verdict != Verdict.NOK && verdict != Verdict.NOT_ALLOWED) {
                    counted[0] = peer.atom();
                }
                return verdict;
            }
        };
        boolean kept = false;
        try {
            var outcome = HandshakeDriver.run(
                    socket, Acceptor.begin(new Acceptor.Door(self, counting, cookies::of, random::nextInt)));
            kept = switch (outcome) {
                case HandshakeDriver.Outcome.Up(Handshake.Step.Up step) -> welcome(socket, step);
                case HandshakeDriver.Outcome.Refused(Refusal refusal) -> {
                    refusals.report(refusal);
                    yield false;
                }
            };
        } catch (IOException | InterruptedException e) {
            LOG.log(Level.DEBUG, "a peer left during the handshake", e);
        } finally {
            if (!kept) {
                Sockets.close(socket);
            }
            synchronized (this) {
                if (counted[0] != null) {
                    arriving.computeIfPresent(counted[0], (_, n) -> n == 1 ? null : n - 1);
                }
                notifyAll();
            }
        }
    }

    private boolean welcome(SocketChannel socket, Handshake.Step.Up step) throws IOException, InterruptedException {
        NodeName peer = step.peer().name();
        PeerChannel old = channels.get(peer.atom());
        if (step.replacesOld() && old != null && old.isUp()) {
            takeDown(old);
        }
        if (old != null && old.isGone()) {
            old.awaitEnd();
        }
        HandshakeDriver.write(socket, step.bytes());
        PeerChannel channel;
        synchronized (this) {
            PeerChannel known = channels.get(peer.atom());
            channel = known != null && !known.isGone() ? known : new PeerChannel(node, peer);
            channels.put(peer.atom(), channel);
        }
        return establish(channel, socket, step.peer());
    }

    // ---- both -----------------------------------------------------------------------------------------------------

    private boolean establish(PeerChannel channel, SocketChannel socket, Handshake.Peer peer) {
        try {
            Sockets.tune(socket);
            socket.socket().setSoTimeout(0);
            Connection connection =
                    new Connection(socket, peer, new Dispatcher(node, channel, spawner), why -> lost(channel, why));
            if (closed || !channel.up(connection)) {
                connection.close();
                return false;
            }
            failures.forget(peer.name());
            connection.start();
            connection.outbox().flush();
            LOG.log(Level.DEBUG, "connected to " + peer.name());
            return true;
        } catch (IOException e) {
            Sockets.close(socket);
            LOG.log(Level.DEBUG, "the connection to " + peer.name() + " broke at once", e);
            takeDown(channel);
            return false;
        } finally {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    private void lost(PeerChannel channel, String why) {
        if (takeDown(channel)) {
            LOG.log(Level.DEBUG, "the connection to " + channel.peer() + " is gone: " + why);
        }
    }

    /** Tells everyone of the end of {@code channel}, then takes it out of the table. */
    private boolean takeDown(PeerChannel channel) {
        boolean first = channel.gone();
        channels.remove(channel.peer().atom(), channel);
        return first;
    }

    private void run(String what, Runnable action) {
        Thread thread = Thread.ofPlatform().daemon().name(what).unstarted(() -> {
            try {
                action.run();
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        threads.add(thread);
        thread.start();
    }

    @Override
    public void close() {
        List<PeerChannel> all;
        synchronized (this) {
            closed = true;
            attempts.values().forEach(Attempt::cancel);
            all = List.copyOf(channels.values());
            notifyAll();
        }
        listener.close();
        List<Connection> connections =
                all.stream().flatMap(c -> c.connection().stream()).toList();
        all.forEach(this::takeDown);
        ticker.close();
        presence.close();
        threads.forEach(Thread::interrupt);
        try {
            for (Connection connection : connections) {
                connection.join();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
