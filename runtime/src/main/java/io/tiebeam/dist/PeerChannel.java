// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.ControlMessage.SpawnReply;
import io.tiebeam.process.Channel;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.process.SpawnRequest;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.TermWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * The way to one peer, from the first wish to reach it until the connection is gone. What is sent before the connection is
 * up waits in line, and is written first. Any thread sends; {@link NetKernel} decides when it is up and when it is gone.
 */
final class PeerChannel implements Channel {
    private enum Phase {
        CONNECTING,
        UP,
        GONE
    }

    private static final Atom NOTSUP = Atom.of("notsup");
    private static final Atom LINK = Atom.of("link");
    private static final Atom MONITOR = Atom.of("monitor");

    private final LocalNode node;
    private final NodeName peer;
    private final Set<ProcessCell> related = ConcurrentHashMap.newKeySet();
    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    // Guarded by this object's monitor until the phase is UP, then written no more.
    private volatile Phase phase = Phase.CONNECTING;
    private final List<ControlMessage> line = new ArrayList<>();
    private long lineBytes;
    private volatile Connection connection; // null until UP

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

    @Override
    public boolean offer(Pid from, Term to, Signal signal) {
        if (phase == Phase.GONE) {
            return false;
        }
        return add(message(from, to, signal));
    }

    @Override
    public boolean offer(SpawnRequest request) {
        List<Term> options = new ArrayList<>(2);
        if (request.link()) {
            options.add(LINK);
        }
        if (request.monitor()) {
            options.add(MONITOR);
        }
        return add(new ControlMessage.SpawnRequest(
                request.ref(),
                request.from(),
                request.groupLeader(),
                request.module(),
                request.function(),
                request.arguments().size(),
                ListTerm.of(options),
                Optional.empty(),
                request.arguments()));
    }

    private boolean add(ControlMessage message) {
        Connection up = connection;
        if (up == null) {
            synchronized (this) {
                if (phase == Phase.GONE) {
                    return false;
                }
                up = connection;
                if (up == null) {
                    lineBytes += sizeOf(message);
                    line.add(message);
                    return true;
                }
            }
        }
        return send(up, message);
    }

    /** Written once to see that it can be: its sender must hear it now if not. */
    private static long sizeOf(ControlMessage message) {
        TermWriter scratch = new TermWriter(0);
        return new FrameWriter(Flags.offered(), FrameWriter.MAX_FRAME).write(scratch, message);
    }

    private boolean send(Connection up, ControlMessage message) {
        if (message instanceof ControlMessage.SpawnRequest request && !Flags.has(up.peer().flags(), Flags.SPAWN)) {
            node.deliver(request.from(), new Signal.SpawnReply(request.ref(), false, false, NOTSUP, this));
            return true;
        }
        if (isDangerousForOlder(message) && isOlder(message, up.peer().creation())) {
            return true;
        }
        return up.outbox().add(message);
    }

    /** What a BEAM node closes the connection for, if it is for a process of an earlier life of that node. */
    private static boolean isDangerousForOlder(ControlMessage message) {
        return message instanceof ControlMessage.Exit
                || message instanceof ControlMessage.UnlinkId
                || message instanceof ControlMessage.UnlinkIdAck;
    }

    private static boolean isOlder(ControlMessage message, int creation) {
        Pid to =
                switch (message) {
                    case ControlMessage.Exit m -> m.to();
                    case ControlMessage.UnlinkId m -> m.to();
                    case ControlMessage.UnlinkIdAck m -> m.to();
                    default -> throw new IllegalArgumentException(message.toString());
                };
        return to.creation() != creation;
    }

    private static ControlMessage message(Pid from, Term to, Signal signal) {
        return switch (signal) {
            case Signal.Message m -> addressed(from, to, TermMapper.toTerm(m.body()));
            case Signal.Link _ -> new ControlMessage.Link(from, (Pid) to);
            case Signal.Unlink u -> new ControlMessage.UnlinkId(u.id(), from, (Pid) to);
            case Signal.UnlinkAck a -> new ControlMessage.UnlinkIdAck(a.id(), from, (Pid) to);
            case Signal.LinkExit e -> new ControlMessage.Exit(from, (Pid) to, Optional.empty(), e.reason());
            case Signal.Exit e -> new ControlMessage.Exit2(from, (Pid) to, Optional.empty(), e.reason());
            case Signal.Monitor m -> new ControlMessage.MonitorP(from, to, m.ref());
            case Signal.Demonitor d -> new ControlMessage.DemonitorP(from, to, d.ref());
            case Signal.Down d -> new ControlMessage.MonitorPExit(d.target(), (Pid) to, d.ref(), d.reason());
            case Signal.GroupLeader g -> new ControlMessage.GroupLeader(g.leader(), (Pid) to);
            case Signal.SpawnReply r ->
                new SpawnReply(r.ref(), (Pid) to, flags(r), r.result(), Optional.empty());
            case Signal.Internal internal -> throw new IllegalArgumentException("never leaves its node: " + internal);
        };
    }

    private static long flags(Signal.SpawnReply reply) {
        return (reply.linked() ? SpawnReply.LINKED : 0) | (reply.monitored() ? SpawnReply.MONITORED : 0);
    }

    private static ControlMessage addressed(Pid from, Term to, Term body) {
        return switch (to) {
            case Pid pid -> new ControlMessage.SendSender(from, pid, Optional.empty(), body);
            case Atom name -> new ControlMessage.RegSend(from, name, Optional.empty(), body);
            case Ref alias -> new ControlMessage.AliasSend(from, alias, Optional.empty(), body);
            default -> throw new IllegalArgumentException("a message is for a pid, a name or an alias, got " + to);
        };
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
            up.writer().wake();
        }
    }

    @Override
    public void awaitRoom(ProcessCell self) {
        Connection up = connection;
        if (up == null && lineBytes > Outbox.BUSY) {
            try {
                awaitSettled();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt(); // sends on regardless: a little over the limit does no harm
            }
            up = connection;
        }
        if (up != null) {
            up.outbox().awaitRoom(() -> self.isAlive() && phase != Phase.GONE);
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

    // ---- life: NetKernel's threads --------------------------------------------------------------------------------

    /** The connection is up: what waited is written first, then whatever anyone sends. False if it was given up. */
    synchronized boolean up(Connection made) {
        if (phase != Phase.CONNECTING) {
            return false;
        }
        for (ControlMessage message : line) {
            send(made, message);
        }
        line.clear();
        connection = made;
        phase = Phase.UP;
        settled.countDown();
        return true;
    }

    /**
     * The connection is gone, or will not be. From now on nothing is taken; when this returns, everyone who had a link or a
     * monitor over it has been told. The first caller does it, others wait for it. False if somebody else did it.
     */
    boolean gone() {
        synchronized (this) {
            if (phase == Phase.GONE) {
                return false;
            }
            phase = Phase.GONE;
            line.clear();
        }
        settled.countDown();
        Connection up = connection;
        if (up != null) {
            up.close();
        }
        for (ProcessCell cell : related) {
            node.disconnected(cell, this);
        }
        related.clear();
        ended.countDown();
        return true;
    }

    @Override
    public String toString() {
        return peer + " (" + phase + ")";
    }
}
