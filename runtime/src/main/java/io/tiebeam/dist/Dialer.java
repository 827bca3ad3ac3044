// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.Handshake;
import io.tiebeam.dist.wire.Refusal;
import io.tiebeam.epmd.EpmdClient;
import io.tiebeam.epmd.EpmdLookup;
import io.tiebeam.epmd.EpmdName;
import io.tiebeam.term.NodeName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.stream.Collectors;

/** Finds a peer, connects to it and goes through the handshake. Used once, on a thread of its own, which it blocks. */
final class Dialer {
    /** What came of it. */
    sealed interface Result {
        /** The peer proved who it is, and knows this node as {@code self}. */
        record Up(SocketChannel socket, Handshake.Self self, Handshake.Peer peer) implements Result {}

        /** The peer is connecting to us, and its attempt lives on. */
        record TheirsWins() implements Result {}

        /** Nothing; {@code why} tells people. */
        record Failed(String why) implements Result {}
    }

    private final EpmdClient epmd;
    private final NodeName peer;
    private SocketChannel socket; // guarded by this
    private boolean cancelled; // guarded by this

    Dialer(EpmdClient epmd, NodeName peer) {
        this.epmd = epmd;
        this.peer = peer;
    }

    /** @param hello the first step of the handshake */
    Result dial(Handshake.Step hello) {
        return switch (epmd.lookup(peer.alive(), peer.host())) {
            case EpmdLookup.Found found -> connect(found.entry().port(), hello);
            case EpmdLookup.Unknown(String where) -> failed("no such node\n   epmd on " + where + known() + startIt());
            case EpmdLookup.Unreachable(String reason) -> failed("no such node\n   " + reason + startIt());
        };
    }

    private Result connect(int port, Handshake.Step hello) {
        boolean kept = false;
        SocketChannel open = null;
        try {
            open = SocketChannel.open();
            Sockets.tune(open);
            synchronized (this) {
                if (cancelled) {
                    return failed("the attempt was given up");
                }
                socket = open;
            }
            var address = new InetSocketAddress(Sockets.resolve(peer.host()), port);
            open.socket().connect(address, (int) Handshake.STEP_TIMEOUT.toMillis());
            Result result = switch (HandshakeDriver.run(open, hello)) {
                case HandshakeDriver.Outcome.Up(Handshake.Step.Up step) -> {
                    HandshakeDriver.write(open, step.bytes());
                    yield new Result.Up(open, step.self(), step.peer());
                }
                case HandshakeDriver.Outcome.Refused(Refusal.TheirsWins _) -> new Result.TheirsWins();
                case HandshakeDriver.Outcome.Refused(Refusal refusal) -> new Result.Failed(refusal.text());
            };
            kept = result instanceof Result.Up;
            return result;
        } catch (IOException e) {
            String what = e.getMessage() == null ? e.toString() : e.getMessage();
            return failed(what + "\n   epmd says that it listens on port " + port
                    + "\n   → if it has just ended, epmd forgets it in a moment: start it, then retry");
        } finally {
            if (open != null && !kept) {
                Sockets.close(open);
            }
        }
    }

    private Result failed(String why) {
        return new Result.Failed("no connection to " + peer + " (noconnection): " + why);
    }

    private String known() {
        try {
            String names = epmd.names(peer.host()).stream()
                    .map(EpmdName::name)
                    .sorted()
                    .collect(Collectors.joining(", "));
            return names.isEmpty() ? " knows no node" : " knows: " + names;
        } catch (IOException e) {
            return " does not know it";
        }
    }

    private String startIt() {
        String option = peer.isLong() ? "--name " : "--sname ";
        return "\n   → start it:    ./tiebeam shell " + option + peer + "\n   → or:          iex " + option + peer;
    }

    /** Gives the attempt up: {@link #dial} ends soon. Any thread. */
    synchronized void cancel() {
        cancelled = true;
        if (socket != null) {
            Sockets.close(socket);
        }
    }
}
