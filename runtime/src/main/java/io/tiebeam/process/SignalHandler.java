// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.process.Relations.LinkState;
import io.tiebeam.process.Relations.Spawning;
import io.tiebeam.process.Relations.Watched;
import io.tiebeam.process.Relations.Watching;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;

/**
 * What each signal does to a process. Any thread may bring one; one that cannot wait (an exit, above all) is handled there
 * and then by whoever brings it, since the owner may be computing for hours. All of it happens under the mailbox's monitor.
 *
 * <p>Source: the Erlang reference manual, "Processes: Signals"; erts {@code erl_proc_sig_queue.c}.
 */
abstract sealed class SignalHandler extends Mortal permits Receiver {
    static final Atom DOWN = Atom.of("DOWN");
    static final Atom KILLED = Atom.of("killed");

    private static final Atom NORMAL = Atom.of("normal");
    private static final Atom KILL = Atom.of("kill");
    private static final Atom NOCONNECTION = Atom.of("noconnection");
    private static final Atom EXIT = Atom.of("EXIT");
    private static final Atom PROCESS = Atom.of("process");
    private static final Atom NODEDOWN = Atom.of("nodedown");
    private static final Atom SPAWN_REPLY = Atom.of("spawn_reply");

    private volatile boolean trapExit;

    SignalHandler(LocalNode node, Pid pid, SpawnOptions options, ProcessBody body) {
        super(node, pid, options, body);
        if (options.parent().isPresent() && (options.link() || options.monitor().isPresent())) {
            Channel via = options.via().orElse(null);
            Pid from = options.parent().get();
            if (options.link()) {
                relations().link(from, new LinkState(via));
            }
            options.monitor().ifPresent(ref -> relations().watchedBy(ref, new Watched(from, pid, via)));
            options.via().ifPresent(relations::tells); // it is told at the start, after the answer
        }
    }

    /** Adds {@code signal} to the mailbox. Returns what follows from it, to be sent by the caller; null: nothing. */
    final Deliveries accept(Signal signal) {
        return switch (signal) {
            case Signal.Message _, Signal.Down _, Signal.SpawnReply _ ->
                mailbox.put(signal, this) ? null : refuse(signal);
            case Signal.Link l -> acceptQuietly(l, l.via);
            case Signal.Monitor m -> acceptQuietly(m, m.via);
            case Signal.UnlinkAck _, Signal.Demonitor _ -> mailbox.putQuietly(signal, this) ? null : refuse(signal);
            case Signal.Unlink _, Signal.LinkExit _, Signal.Exit _, Signal.GroupLeader _, Signal.Disconnected _ ->
                mailbox.put(signal, this) ? handleNow() : refuse(signal);
            case Signal.Mark mark -> throw new IllegalArgumentException("not a signal: " + mark);
        };
    }

    /**
     * A relation over {@code via}: the end of that must reach this process even if it sleeps until then, and so has not
     * looked at the relation.
     */
    private Deliveries acceptQuietly(Signal signal, Channel via) {
        if (via != null) {
            via.relate(cell());
        }
        return mailbox.putQuietly(signal, this) ? null : refuse(signal);
    }

    @Override
    final void handle(Signal signal) {
        switch (signal) {
            case Signal.Message m -> handleMessage(m);
            case Signal.Link l -> handleLink(l);
            case Signal.Unlink u -> {
                LinkState link = relations().links.get(u.from);
                if (link != null && link.isActive()) {
                    relations.links.remove(u.from);
                }
                acknowledge(u);
            }
            case Signal.UnlinkAck a -> {
                LinkState link = relations().links.get(a.from);
                if (link != null && link.pendingUnlink == a.id) {
                    relations.links.remove(a.from);
                }
            }
            case Signal.LinkExit e -> {
                LinkState link = relations().links.get(e.from);
                if (link != null && link.via == e.via) {
                    relations.links.remove(e.from);
                    if (link.isActive()) {
                        exitSignal(e.from, e.reason, false);
                    }
                }
            }
            case Signal.Exit e -> exitSignal(e.from, e.reason, true);
            case Signal.Monitor m -> {
                relations().watchedBy(m.ref, new Watched(m.from, m.target, m.via));
                relate(m.via);
            }
            case Signal.Demonitor d -> relations().watchers.remove(d.ref);
            case Signal.Down d -> handleDown(d.ref, d.reason);
            case Signal.GroupLeader g -> groupLeader = g.leader;
            case Signal.SpawnReply r -> handleSpawnReply(r);
            case Signal.Disconnected d -> handleDisconnected(d.via);
            case Signal.Mark mark -> throw new IllegalArgumentException("not a signal: " + mark);
        }
    }

    private void handleMessage(Signal.Message message) {
        Ref alias = message.alias;
        if (alias != null) {
            if (relations == null || !relations.accepts(alias)) {
                return;
            }
            Watching watching = relations.endedByMessage(alias);
            if (watching != null) {
                out().add(watching.via(), pid, watching.to(), new Signal.Demonitor(pid, alias));
            }
        }
        mailbox.arrived(message);
    }

    /**
     * Answers at once, still under the monitor, which is not entered for the other side: were the owner to link to it
     * anew before the answer is on its way, the other side would take that for a link from before its unlink.
     */
    private void acknowledge(Signal.Unlink unlink) {
        if (unlink.id == 0) {
            return; // nodes before OTP 23 wait for no answer
        }
        Signal ack = new Signal.UnlinkAck(pid, unlink.id, null);
        if (unlink.via == null) {
            node.deliverOnce(unlink.from, ack);
        } else {
            unlink.via.offer(pid, unlink.from, ack);
            unlink.via.flushSoon();
        }
    }

    private void handleLink(Signal.Link link) {
        LinkState known = relations().links.get(link.from);
        if (known == null) {
            relations.link(link.from, new LinkState(link.via));
        } else if (known.via != link.via) {
            known.via = link.via;
            known.pendingUnlink = 0;
        }
        relate(link.via);
    }

    /** A relation founded from outside: its end comes at once if the connection has gone meanwhile. */
    final void relate(Channel via) {
        if (!isTold(via)) {
            out().add(null, pid, pid, new Signal.Disconnected(via));
        }
    }

    private void handleDown(Ref ref, Term reason) {
        Watching watching = relations().watching.remove(ref);
        if (watching != null) {
            mailbox.arrived(new Signal.Message(Tuple.of(DOWN, ref, PROCESS, watching.target(), reason)));
        }
    }

    private void handleSpawnReply(Signal.SpawnReply reply) {
        Spawning request = relations().spawning.remove(reply.ref);
        if (request == null) {
            return;
        }
        if (reply.result instanceof Pid child) {
            if (reply.linked) {
                relations.link(child, new LinkState(reply.via));
            }
            if (reply.monitored) {
                relations.watch(reply.ref, new Watching(child, child, reply.via));
            }
            relate(reply.via);
        }
        if (!(request.errorOnly() && reply.result instanceof Pid)) {
            spawnAnswer(reply.ref, reply.result);
        }
    }

    private void spawnAnswer(Ref ref, Term result) {
        Atom outcome = result instanceof Pid ? Atom.OK : Atom.ERROR;
        mailbox.arrived(new Signal.Message(Tuple.of(SPAWN_REPLY, ref, outcome, result)));
    }

    /** The order that a BEAM node shows: exits, nodedown, DOWN. */
    private void handleDisconnected(Channel via) {
        if (relations == null) {
            return;
        }
        relations.tellsNoMore(via);
        relations.watchers.values().removeIf(w -> w.via() == via);
        for (var link : List.copyOf(relations.links.entrySet())) {
            if (link.getValue().via == via) {
                relations.links.remove(link.getKey());
                if (link.getValue().isActive()) {
                    exitSignal(link.getKey(), NOCONNECTION, false);
                    if (!isAlive()) {
                        return;
                    }
                }
            }
        }
        Integer times = relations.monitoredNodes.remove(via);
        for (int i = 0; times != null && i < times; i++) {
            mailbox.arrived(new Signal.Message(Tuple.of(NODEDOWN, via.node())));
        }
        for (var watching : List.copyOf(relations.watching.entrySet())) {
            if (watching.getValue().via() == via) {
                handleDown(watching.getKey(), NOCONNECTION);
            }
        }
        for (var request : List.copyOf(relations.spawning.entrySet())) {
            if (request.getValue().via() == via) {
                relations.spawning.remove(request.getKey());
                spawnAnswer(request.getKey(), NOCONNECTION);
            }
        }
    }

    /** An exit signal arrives. {@code kill} is absolute only when sent on purpose, not when a link passes it on. */
    private void exitSignal(Pid from, Term reason, boolean sent) {
        if (sent && reason.equals(KILL)) {
            die(KILLED);
        } else if (trapExit) {
            mailbox.arrived(new Signal.Message(Tuple.of(EXIT, from, reason)));
        } else if (!reason.equals(NORMAL) || (sent && from.equals(pid))) {
            die(reason);
        }
    }

    /**
     * Has this process told of the end of {@code via}, null for none, as long as it lives. Under the mailbox's monitor, as
     * death is: else one that has just died would be remembered there for ever. False if the connection is gone.
     */
    final boolean isTold(Channel via) {
        if (via == null) {
            return true;
        }
        relations().tells(via);
        return via.relate(cell());
    }

    /** Whether exits of linked processes become messages. Returns what held before. */
    public final boolean trapExit(boolean trap) {
        checkAlive();
        boolean before = trapExit;
        trapExit = trap;
        return before;
    }

    /** Whether exits of linked processes become messages. */
    final boolean trapsExits() {
        return trapExit;
    }
}
