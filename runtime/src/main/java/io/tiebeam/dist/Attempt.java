// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.Gate;
import io.tiebeam.dist.wire.Handshake;
import io.tiebeam.epmd.EpmdClient;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One try of this node to reach a peer, on a thread of its own. When both nodes try at once, {@link Gate.Verdict} says
 * whose attempt lives, and it may be the other's: this one then waits for that. What became of it is decided once, under
 * the monitor of the {@link NetKernel}, since the verdict is given there.
 */
final class Attempt implements Runnable {
    private enum Stage {
        /** The connection before it is ending, or the peer is at our door. */
        WAITING,
        /** Looking the peer up, connecting, shaking hands. */
        DIALING,
        /** Given up: the peer's own attempt lives, or the node stops. */
        CANCELLED,
        /** The peer proved who it is. */
        WON,
        /** It came to nothing. */
        LOST
    }

    private final NetKernel kernel;
    private final PeerChannel channel;
    private final Optional<PeerChannel> earlier;
    private final Dialer dialer;
    private Stage stage = Stage.WAITING; // guarded by the kernel's monitor
    private boolean renamed; // and nobody is who it said it was; this thread's
    private boolean theirsWins; // and may not have reached our door yet; this thread's

    /**
     * @param earlier the channel before this one, if not everyone has heard of its end yet
     */
    Attempt(NetKernel kernel, EpmdClient epmd, PeerChannel channel, Optional<PeerChannel> earlier) {
        this.kernel = kernel;
        this.channel = channel;
        this.earlier = earlier;
        this.dialer = new Dialer(epmd, channel.peer());
    }

    PeerChannel channel() {
        return channel;
    }

    @Override
    public void run() {
        String why = "no connection to " + channel.peer() + ": this node is stopping";
        try {
            if (earlier.isPresent()) {
                earlier.get().awaitEnd();
            }
            // Two attempts, one of which has just succeeded without our knowing, would take each other down.
            awaitTheirs();
            if (advance(Stage.WAITING, Stage.DIALING)) {
                why = dial();
                awaitTheirs();
            }
        } catch (InterruptedException stopped) {
            // the node is closing
        } finally {
            kernel.over(this, why);
        }
    }

    /** Dials; says what is wrong if that leads to no connection. */
    private String dial() throws InterruptedException {
        String theirs = "no connection to " + channel.peer() + " (noconnection): it was connecting to us, and gave up";
        return switch (dialer.dial(kernel.hello(channel))) {
            case Dialer.Result.Up(SocketChannel socket, Handshake.Self self, Handshake.Peer peer) -> {
                if (!win(self)) {
                    Sockets.close(socket);
                    yield renamed ? renamed() : theirs;
                }
                kernel.establish(channel, socket, peer);
                yield "no connection to " + channel.peer() + " (noconnection): it broke at once";
            }
            case Dialer.Result.TheirsWins() -> {
                theirsWins = advance(Stage.DIALING, Stage.LOST);
                yield theirs;
            }
            case Dialer.Result.Failed(String why) -> advance(Stage.DIALING, Stage.LOST) ? why : theirs;
        };
    }

    /** Where the peer is at our door, its attempt decides. */
    private void awaitTheirs() throws InterruptedException {
        long deadline = System.nanoTime() + Handshake.STEP_TIMEOUT.toNanos();
        synchronized (kernel) {
            while (channel.isConnecting() && (theirsWins || kernel.isArriving(channel.peer()))) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                TimeUnit.NANOSECONDS.timedWait(kernel, left);
            }
        }
    }

    private boolean advance(Stage from, Stage to) {
        synchronized (kernel) {
            if (stage != from || !channel.isConnecting()) {
                return false;
            }
            stage = to;
            return true;
        }
    }

    /** The peer let in whoever this node was when the handshake began. */
    private boolean win(Handshake.Self self) {
        synchronized (kernel) {
            if (stage != Stage.DIALING || !channel.isConnecting()) {
                return false;
            }
            renamed = !kernel.isStill(self, channel);
            stage = renamed ? Stage.LOST : Stage.WON;
            return !renamed;
        }
    }

    private String renamed() {
        return "no connection to " + channel.peer() + " (noconnection): this node lost its name meanwhile, with the"
                + " connection to the node that gave it\n   → connect again";
    }

    /** Whether it goes on. The caller holds the kernel's monitor, as for all that follow. */
    boolean isDialing() {
        return stage == Stage.DIALING;
    }

    /** Whether the peer is connected, if the channel does not say so yet. */
    boolean hasWon() {
        return stage == Stage.WON;
    }

    /** Gives it up. */
    void cancel() {
        if (stage == Stage.WAITING || stage == Stage.DIALING) {
            stage = Stage.CANCELLED;
            dialer.cancel();
        }
    }
}
