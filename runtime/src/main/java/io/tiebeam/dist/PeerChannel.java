// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.ControlMessage;
import io.tiebeam.dist.wire.ControlMessage.AliasSend;
import io.tiebeam.dist.wire.ControlMessage.AltactSend;
import io.tiebeam.dist.wire.ControlMessage.DemonitorP;
import io.tiebeam.dist.wire.ControlMessage.Exit;
import io.tiebeam.dist.wire.ControlMessage.Exit2;
import io.tiebeam.dist.wire.ControlMessage.GroupLeader;
import io.tiebeam.dist.wire.ControlMessage.Link;
import io.tiebeam.dist.wire.ControlMessage.MonitorP;
import io.tiebeam.dist.wire.ControlMessage.MonitorPExit;
import io.tiebeam.dist.wire.ControlMessage.RegSend;
import io.tiebeam.dist.wire.ControlMessage.Send;
import io.tiebeam.dist.wire.ControlMessage.SendSender;
import io.tiebeam.dist.wire.ControlMessage.SpawnReply;
import io.tiebeam.dist.wire.ControlMessage.Unlink;
import io.tiebeam.dist.wire.ControlMessage.UnlinkId;
import io.tiebeam.dist.wire.ControlMessage.UnlinkIdAck;
import io.tiebeam.dist.wire.Flags;
import io.tiebeam.dist.wire.FrameWriter;
import io.tiebeam.dist.wire.Handshake;
import io.tiebeam.process.Channel;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.process.SpawnRequest;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermWriter;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * The way to one peer, from the first wish to reach it until the connection is gone and everyone has heard of it. What is
 * sent before the connection is up waits in line, and is written first. Any thread sends; {@link NetKernel} and the
 * connection's reader decide when it is up and when it is gone.
 */
final class PeerChannel implements Channel {
    private static final System.Logger LOG = System.getLogger("io.tiebeam.dist");
    private static final Atom NOTSUP = Atom.of("notsup");

    private enum Phase {
        CONNECTING,
        UP,
        GONE
    }

    private final LocalNode node;
    private final NodeName peer;
    private final Set<ProcessCell> related = ConcurrentHashMap.newKeySet();
    /** Whom the peer monitors by a name: the name may go to another process, the monitor stays with the first. */
    private final Map<Ref, Pid> namedMonitors = new ConcurrentHashMap<>();

    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    // Changed under this object's monitor.
    private volatile Phase phase = Phase.CONNECTING;
    private volatile Connection connection; // null until UP
    private volatile long lineBytes;
    private final List<ControlMessage> line = new ArrayList<>();

    PeerChannel(LocalNode node, NodeName peer) {
        this.node = node;
        this.peer = peer;
    }

    @Override
    public Atom node() {
        return peer.atom();
    }

    NodeName peer() {
        return peer;
    }

    boolean isConnecting() {
        return phase == Phase.CONNECTING;
    }

    boolean isUp() {
        return phase == Phase.UP;
    }

    boolean isGone() {
        return phase == Phase.GONE;
    }

    /** The connection, once it is up. */
    Optional<Connection> connection() {
        return Optional.ofNullable(connection);
    }

    /** Waits until it is known whether the connection comes up; true if it has. */
    boolean awaitSettled() throws InterruptedException {
        settled.await();
        return isUp();
    }

    /** Waits until everyone has been told of the end. Only for a channel that is going. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    // ---- sending --------------------------------------------------------------------------------------------------

    /** What is taken while the connection breaks is lost with it: whoever is related hears of that. */
    @Override
    public boolean offer(Pid from, Term to, Signal signal) {
        if (signal instanceof Signal.Down down && down.target() instanceof Atom) {
            namedMonitors.remove(down.ref());
        }
        return phase != Phase.GONE && add(SignalForm.of(from, to, signal));
    }

    @Override
    public boolean offer(SpawnRequest request) {
        return phase != Phase.GONE && add(SignalForm.of(request));
    }

    private boolean add(ControlMessage message) {
        Connection up = connection;
        if (up == null) {
            long size = sizeOf(message);
            synchronized (this) {
                if (phase == Phase.GONE) {
                    return false;
                }
                up = connection;
                if (up == null) {
                    lineBytes += size;
                    line.add(message);
                    return true;
                }
            }
        }
        send(up, message);
        return true;
    }

    /** Written once to see that it can be: its sender must hear it now if not. */
    private static long sizeOf(ControlMessage message) {
        return new FrameWriter(Flags.offered(), FrameWriter.MAX_FRAME).write(new TermWriter(0), message);
    }

    private void send(Connection up, ControlMessage message) {
        if (isUnderstood(message, up.peer())) {
            up.outbox().add(message);
        } else if (message instanceof ControlMessage.SpawnRequest request) {
            refuse(request);
        }
    }

    /** Whether {@code there} would make sense of it, and not close the connection for it. */
    private static boolean isUnderstood(ControlMessage message, Handshake.Peer there) {
        return switch (message) {
            case ControlMessage.SpawnRequest _ -> Flags.has(there.flags(), Flags.SPAWN);
            // Nodes that know no monitors, such as JInterface's: only the end of the connection ends these then.
            case MonitorP m -> monitors(there, m.watched());
            case DemonitorP m -> monitors(there, m.watched());
            // A BEAM node closes the connection for these, if they are for a process of an earlier life of it.
            case Exit m -> m.to().creation() == there.creation();
            case UnlinkId m -> m.to().creation() == there.creation();
            case UnlinkIdAck m -> m.to().creation() == there.creation();
            case Link _, Unlink _, Send _, SendSender _, RegSend _, AliasSend _, AltactSend _ -> true;
            case Exit2 _, GroupLeader _, MonitorPExit _, SpawnReply _ -> true;
        };
    }

    private static boolean monitors(Handshake.Peer there, Term watched) {
        long needed = watched instanceof Atom ? Flags.DIST_MONITOR | Flags.DIST_MONITOR_NAME : Flags.DIST_MONITOR;
        return Flags.has(there.flags(), needed);
    }

    private void refuse(ControlMessage.SpawnRequest request) {
        node.deliver(request.from(), new Signal.SpawnReply(request.ref(), false, false, NOTSUP, this));
    }

    @Override
    public void flushNow() {
        Connection up = connection;
        if (up != null) {
            up.outbox().flush();
        }
    }

    @Override
    public void flushSoon() {
        Connection up = connection;
        if (up != null) {
            up.flushSoon();
        }
    }

    @Override
    public void awaitRoom(ProcessCell self) {
        if (connection == null && lineBytes > Outbox.BUSY) {
            awaitSettled(self);
        }
        Connection up = connection;
        if (up != null && up.outbox().isBusy()) {
            up.outbox().awaitRoom(self::isAlive);
        }
    }

    private void awaitSettled(ProcessCell self) {
        boolean interrupted = false;
        while (self.isAlive() && phase == Phase.CONNECTING) {
            try {
                settled.await(); // a kill interrupts
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- relations ------------------------------------------------------------------------------------------------

    @Override
    public boolean relate(ProcessCell cell) {
        related.add(cell);
        return phase != Phase.GONE;
    }

    @Override
    public void forget(ProcessCell cell) {
        related.remove(cell);
    }

    /** The peer monitors the process that has {@code name} now. Returns where its signal goes. For the connection's reader. */
    Term monitored(Atom name, Ref ref) {
        Optional<Pid> process = node.whereIs(name).map(ProcessCell::pid);
        process.ifPresent(pid -> namedMonitors.put(ref, pid));
        return process.<Term>map(pid -> pid).orElse(name);
    }

    /** The peer takes back its monitor of {@code name}. Returns where its signal goes, whoever has the name by now. */
    Term demonitored(Atom name, Ref ref) {
        Pid process = namedMonitors.remove(ref);
        return process == null ? name : process;
    }

    /** How many monitors of names the peer has set. */
    int namedMonitorCount() {
        return namedMonitors.size();
    }

    /** How many processes hear of the end. */
    int relatedCount() {
        return related.size();
    }

    // ---- life -----------------------------------------------------------------------------------------------------

    /**
     * The connection is up, though not started: what waited goes first, then whatever anyone sends. False if somebody else
     * has brought one up, or it was given up.
     *
     * @param news tells those who watch nodes, before anyone hears that the connection is up
     */
    boolean up(Connection made, Runnable news) {
        List<ControlMessage.SpawnRequest> refused = new ArrayList<>();
        synchronized (this) {
            if (phase != Phase.CONNECTING) {
                return false;
            }
            for (ControlMessage message : line) {
                if (message instanceof ControlMessage.SpawnRequest request && !isUnderstood(message, made.peer())) {
                    refused.add(request); // later: it is not done to deliver with a monitor held
                } else {
                    sendWaiting(made, message);
                }
            }
            line.clear();
            connection = made;
            phase = Phase.UP;
        }
        news.run();
        settled.countDown();
        refused.forEach(this::refuse);
        return true;
    }

    private void sendWaiting(Connection made, ControlMessage message) {
        try {
            send(made, message);
        } catch (TermException grown) { // its form for this peer is longer than the one that its sender tried
            LOG.log(Level.WARNING, "a message for " + peer + " is lost: " + grown.getMessage());
        }
    }

    /** Ends the connection, if it is up; its reader then calls {@link #end}. True if nobody else ended it before. */
    boolean disconnect() {
        return disconnect(Connection.DISCONNECT);
    }

    /** {@link #disconnect()} for {@code because}, which those hear who watch nodes. */
    boolean disconnect(Atom because) {
        Connection up = connection;
        return up != null && up.close(because);
    }

    /**
     * There will be no connection. False if there is one, or it was given up before.
     *
     * @param before runs before anyone hears of it
     */
    boolean giveUp(Runnable before) {
        return end(Phase.CONNECTING, before, () -> {});
    }

    /**
     * The connection is gone, and its reader dispatches nothing more: for that reader.
     *
     * @param news tells those who watch nodes, after everyone who had a link or a monitor over it
     */
    void ended(Runnable news) {
        end(Phase.UP, () -> {}, news);
    }

    /** From now on nothing is taken; when this returns, everyone who had a link or a monitor over it has been told. */
    private boolean end(Phase from, Runnable before, Runnable after) {
        synchronized (this) {
            if (phase != from) {
                return false;
            }
            phase = Phase.GONE;
            line.clear();
        }
        before.run();
        settled.countDown();
        for (ProcessCell cell : related) {
            node.disconnected(cell, this);
        }
        related.clear();
        namedMonitors.clear();
        after.run();
        ended.countDown();
        return true;
    }

    @Override
    public String toString() {
        return peer + " (" + phase + ")";
    }
}
