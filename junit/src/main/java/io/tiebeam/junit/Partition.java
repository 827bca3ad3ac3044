// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.Cookie;
import io.tiebeam.Node;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Network;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A split of a cluster, from {@code cut} until {@link #heal()}: the nodes of the two sides are disconnected and refuse each
 * other, in both directions, while each side stays together.
 *
 * <p>How: each end is given a cookie of its own for the other and drops the connection, as one does by hand in Erlang. So
 * both ends hear of it at once, with {@code nodedown} and {@code noconnection}. A network that falls silent is another
 * thing: there the ends wait for the net tick time, a minute by default, before they hear of it. That is not shown here.
 */
public final class Partition implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String ONE = "cut-one";
    private static final String OTHER = "cut-other";

    private record Pair(End one, End other) {}

    /** A node at the edge: a peer, or the test's own. */
    private sealed interface End {
        NodeName name();

        void cut(NodeName from, String cookie);

        void heal(NodeName with);

        String connect(NodeName with);

        record OfPeer(PeerNode peer) implements End {
            @Override
            public NodeName name() {
                return peer.name();
            }

            @Override
            public void cut(NodeName from, String cookie) {
                peer.cut(from, cookie);
            }

            @Override
            public void heal(NodeName with) {
                peer.heal(with);
            }

            @Override
            public String connect(NodeName with) {
                return peer.connect(with);
            }
        }

        record OfTest(LocalNode node, String cookie) implements End {
            @Override
            public NodeName name() {
                return new NodeName(node.name());
            }

            @Override
            public void cut(NodeName from, String wrong) {
                StandIn.on(node, _ -> {
                    Node.setCookie(from, Cookie.of(wrong));
                    return Node.disconnect(from);
                });
            }

            @Override
            public void heal(NodeName with) {
                StandIn.on(node, _ -> {
                    Node.setCookie(with, Cookie.of(cookie));
                    return true;
                });
            }

            @Override
            public String connect(NodeName with) {
                return StandIn.on(node, _ -> Boolean.toString(Node.connect(with)));
            }
        }
    }

    private final List<Pair> pairs;
    private boolean healed;

    private Partition(List<Pair> pairs) {
        this.pairs = pairs;
        for (Pair pair : pairs) {
            pair.one.cut(pair.other.name(), ONE);
            pair.other.cut(pair.one.name(), OTHER);
        }
    }

    /** Cuts {@code a} off from {@code b}; both stay connected with the test. */
    public static Partition cut(PeerNode a, PeerNode b) {
        return cut(List.of(a), List.of(b));
    }

    /** Cuts each of {@code side} off from each of {@code others}; all stay connected with the test. */
    public static Partition cut(List<PeerNode> side, List<PeerNode> others) {
        List<Pair> pairs = new ArrayList<>();
        for (PeerNode one : side) {
            others.forEach(other -> pairs.add(new Pair(new End.OfPeer(one), new End.OfPeer(other))));
        }
        return new Partition(pairs);
    }

    /**
     * Cuts {@code peer} off from the node of the test, in whose process this is called: what is sent or called there from
     * now on does not arrive, while {@link PeerNode#eval} still does.
     *
     * @throws IllegalStateException if the test's node has no name
     */
    public static Partition cut(PeerNode peer) {
        LocalNode here = LocalNode.current();
        if (!(here.distribution() instanceof Network)) {
            throw new IllegalStateException("the node of the test has no name: it is connected to nobody");
        }
        return new Partition(List.of(new Pair(new End.OfTest(here, peer.cookie()), new End.OfPeer(peer))));
    }

    /**
     * Lets the two sides meet again, and connects them. Does nothing if that was done.
     *
     * @throws IllegalStateException if two cannot be connected
     */
    public synchronized void heal() {
        if (healed) {
            return;
        }
        healed = true;
        for (Pair pair : pairs) {
            pair.one.heal(pair.other.name());
            pair.other.heal(pair.one.name());
        }
        for (Pair pair : pairs) {
            connect(pair);
        }
    }

    /** Tries again for a while: an attempt that one of them made during the cut may still be failing. */
    private static void connect(Pair pair) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String connected = pair.one.connect(pair.other.name());
        while (!connected.equals("true")) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        pair.one.name() + " and " + pair.other.name() + " do not connect again: " + connected);
            }
            LockSupport.parkNanos(50_000_000);
            connected = pair.one.connect(pair.other.name());
        }
    }

    /** {@link #heal()}. */
    @Override
    public void close() {
        heal();
    }
}
