// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.epmd.EpmdClient;
import io.tiebeam.epmd.EpmdLookup;
import io.tiebeam.epmd.EpmdName;
import io.tiebeam.term.NodeName;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds a peer, connects to it and goes through the handshake. One attempt, on a thread of its own. */
final class Dialer {
    /** What came of it. */
    sealed interface Result {
        /** The peer proved who it is. */
        record Up(SocketChannel socket, Handshake.Peer peer) implements Result {}

        /** The peer is connecting to us, and its attempt lives on. */
        record TheirsWins() implements Result {}

        /** Nothing; {@code why} tells people. */
        record Failed(String why) implements Result {}
    }

    private final EpmdClient epmd;
    private final NodeName self;
    private final NodeName peer;
    private SocketChannel socket; // guarded by this
    private boolean cancelled; // guarded by this
    private volatile boolean over;
    private volatile boolean lost;

    Dialer(EpmdClient epmd, NodeName self, NodeName peer) {
        this.epmd = epmd;
        this.self = self;
        this.peer = peer;
    }

    Result dial(Handshake.Step first) {
        try {
            return switch (epmd.lookup(peer.alive(), peer.host())) {
                case EpmdLookup.Found found -> connect(found.entry().port(), first);
                case EpmdLookup.Unknown unknown -> new Result.Failed(noSuchNode(unknown.epmd()));
                case EpmdLookup.Unreachable unreachable ->
                    new Result.Failed("no connection to " + peer + " (noconnection): no such node\n   "
                            + unreachable.reason() + startIt());
            };
        } finally {
            over = true;
        }
    }

    private Result connect(int port, Handshake.Step first) {
        SocketChannel open = null;
        boolean kept = false;
        try {
            open = SocketChannel.open();
            synchronized (this) {
                if (cancelled) {
                    return new Result.Failed("no connection to " + peer + ": the attempt was given up");
                }
                socket = open;
            }
            open.socket().connect(new InetSocketAddress(resolve(peer.host()), port), (int) Handshake.STEP_TIMEOUT.toMillis());
            Sockets.tune(open);
            Result result =
                    switch (HandshakeDriver.run(open, first)) {
                        case HandshakeDriver.Outcome.Up(Handshake.Step.Up step) -> {
                            HandshakeDriver.write(open, step.bytes());
                            yield new Result.Up(open, step.peer());
                        }
                        case HandshakeDriver.Outcome.Refused(Refusal.TheirsWins _) -> {
                            lost = true;
                            yield new Result.TheirsWins();
                        }
                        case HandshakeDriver.Outcome.Refused(Refusal refusal) -> new Result.Failed(refusal.text());
                    };
            kept = result instanceof Result.Up;
            return result;
        } catch (IOException e) {
            return new Result.Failed("no connection to " + peer + " (noconnection): " + e.getMessage()
                    + "\n   epmd says that it listens on port " + port
                    + "\n   → if it has just ended, epmd forgets it in a moment: start it, then retry");
        } finally {
            if (open != null && !kept) {
                Sockets.close(open);
            }
        }
    }

    private static InetAddress resolve(String host) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host);
        return Stream.of(all).filter(Inet4Address.class::isInstance).findFirst().orElse(all[0]);
    }

    private String noSuchNode(String where) {
        String known;
        try {
            known = epmd.names(peer.host()).stream().map(EpmdName::name).sorted().collect(Collectors.joining(", "));
        } catch (IOException e) {
            known = "";
        }
        return "no connection to " + peer + " (noconnection): no such node\n   epmd on " + where
                + (known.isEmpty() ? " knows no node" : " knows: " + known) + startIt();
    }

    private String startIt() {
        String option = self.isLong() ? "--name " : "--sname ";
        return "\n   → start it:    ./tiebeam shell " + option + peer + "\n   → or:          iex " + option + peer;
    }

    /** Gives the attempt up: the peer's own lives on, or the node stops. */
    synchronized void cancel() {
        cancelled = true;
        if (socket != null) {
            Sockets.close(socket);
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Whether it has come to its end. */
    boolean isOver() {
        return over;
    }

    /** Whether the peer's own attempt won. */
    boolean lost() {
        return lost;
    }
}
