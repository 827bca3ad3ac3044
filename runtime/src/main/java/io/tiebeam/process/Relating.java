// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.Relations.LinkState;
import io.tiebeam.process.Relations.Watching;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.Tuple;

/** What a process wants to have to do with others: its links, monitors, aliases, and processes it asks nodes for. Owner only. */
abstract sealed class Relating extends Sender permits ProcessCell {
    private long serial; // makes references

    Relating(LocalNode node, Pid pid, SpawnOptions options, ProcessBody body) {
        super(node, pid, options, body);
    }

    /** Links to {@code to}. Whether that lives shows later, as an exit with reason {@code noproc}. */
    public final void link(Channel via, Pid to) {
        if (to.equals(pid)) {
            return;
        }
        boolean sent = true;
        Deliveries follow = null;
        synchronized (mailbox) {
            checkAlive();
            LinkState known = relations().links.get(to);
            if (known != null && known.isActive() && known.via == via) {
                return;
            }
            relations().link(to, new LinkState(via));
            // Sent here, as acknowledgements are: were an unlink of the other side handled and answered in between, the
            // link would be gone here, and there it would arrive after the answer, as a new one.
            Signal link = new Signal.Link(pid, null);
            if (via == null) {
                follow = node.deliverOnce(to, link);
            } else {
                sent = isTold(via) && via.offer(pid, to, link);
            }
        }
        if (via == null) {
            Deliveries.run(node, follow);
        } else if (sent) {
            flush(via);
        } else {
            node.deliver(pid, new Signal.Disconnected(via));
        }
    }

    /**
     * Takes a link back. When this returns, an exit of {@code to} no longer has any effect here, whenever it happened;
     * one that has already become a message stays.
     */
    public final void unlink(Pid to) {
        Channel via;
        long id;
        synchronized (mailbox) {
            checkAlive();
            LinkState link = relations == null ? null : relations.links.get(to);
            if (link == null || !link.isActive()) {
                return;
            }
            id = node.nextUnlinkId();
            link.pendingUnlink = id;
            via = link.via;
        }
        emit(via, to, new Signal.Unlink(pid, id, null));
    }

    /**
     * Monitors {@code to}, a pid or a registered name.
     *
     * @param target what DOWN is to name
     * @param alias whether the reference is an address too, and until when; null: it is not
     */
    public final Ref monitor(Channel via, Term to, Term target, AliasUse alias) {
        Ref ref = newRef();
        Term watched = via == null && to instanceof Atom name ? holder(name) : to;
        if (alias == AliasUse.NONE && watched.equals(pid)) {
            return ref; // nobody hears of his own end, as on a BEAM
        }
        boolean reachable;
        synchronized (mailbox) {
            checkAlive();
            boolean outlivesMonitor = alias == AliasUse.EXPLICIT;
            relations().watch(ref, new Watching(target, watched, via, outlivesMonitor ? AliasUse.NONE : alias));
            if (outlivesMonitor) {
                relations.alias(ref);
            }
            reachable = isTold(via);
        }
        offerRelated(reachable, via, watched, new Signal.Monitor(pid, watched, ref, null));
        return ref;
    }

    /** The process that has {@code name} now: it is monitored, whoever has the name later. The name, if nobody has it. */
    private Term holder(Atom name) {
        return node.whereIs(name).<Term>map(ProcessCell::pid).orElse(name);
    }

    /**
     * Tells whoever monitors this process under {@code ref} that it is down with {@code reason}, though it lives on: how
     * a server ends one call that it cannot answer. The monitor is gone then, here and there, as after a real end.
     *
     * @return whether there was such a monitor
     */
    public final boolean endMonitor(Ref ref, Term reason) {
        Relations.Watched watched;
        synchronized (mailbox) {
            checkAlive();
            watched = relations == null ? null : relations.watchers.remove(ref);
        }
        if (watched != null) {
            emit(watched.via(), watched.watcher(), new Signal.Down(watched.target(), ref, reason));
        }
        return watched != null;
    }

    /**
     * Sends a signal that founds a link or a monitor. If the connection is gone, this process hears of it as if it had
     * broken just after.
     */
    private void offerRelated(boolean reachable, Channel via, Term to, Signal signal) {
        if (!reachable || !emit(via, to, signal)) {
            node.deliver(pid, new Signal.Disconnected(via));
        }
    }

    /** Takes a monitor back; its alias ends. True if it was still set. With {@code flush} a DOWN that waits is removed. */
    public final boolean demonitor(Ref ref, boolean flush) {
        Watching watching;
        synchronized (mailbox) {
            checkAlive();
            watching = relations == null ? null : relations.watching.remove(ref);
        }
        if (watching != null) {
            emit(watching.via(), watching.to(), new Signal.Demonitor(pid, ref));
        }
        if (flush && watching == null) { // while it was set, no DOWN came: nothing to look for among all that waits
            receive(message -> isDown(message, ref) ? message : null, Deadline.NOW);
        }
        return watching != null;
    }

    private static boolean isDown(Object message, Ref ref) {
        return message instanceof Tuple t && t.is(DOWN, 5) && t.get(1).equals(ref);
    }

    /** A reference that is an address of this process until {@link #unalias}. */
    public final Ref alias() {
        Ref ref = newRef();
        synchronized (mailbox) {
            checkAlive();
            relations().alias(ref);
        }
        return ref;
    }

    /** As {@link #alias()}; the first message that comes to it ends it. */
    public final Ref aliasForReply() {
        Ref ref = newRef();
        synchronized (mailbox) {
            checkAlive();
            relations().aliasForReply(ref);
        }
        return ref;
    }

    /** Ends an alias; true if it was one. What is sent to it from now on is dropped. */
    public final boolean unalias(Ref ref) {
        synchronized (mailbox) {
            checkAlive();
            return relations != null && relations.unalias(ref);
        }
    }

    /** A new reference, which can become an alias: its last two words say whose. Owner only. */
    public final Ref newRef() {
        long n = serial++;
        return node.reference((int) (n & 0x3FFFF), (int) (n >>> 18), pid);
    }

    /**
     * Asks {@code via} to start a process; the answer comes as the message {@code {spawn_reply, Ref, ok | error, Pid |
     * Reason}}. The connection's end before that counts as {@code noconnection}.
     */
    public final void spawn(Channel via, SpawnRequest request) {
        boolean sent;
        synchronized (mailbox) {
            checkAlive();
            relations().spawns(request.ref(), via, request.errorOnly());
            sent = isTold(via);
        }
        if (sent) {
            try {
                beginSending();
                sent = via.offer(request);
                via.flushNow();
            } catch (TermException tooLarge) {
                synchronized (mailbox) {
                    relations().spawning.remove(request.ref());
                }
                throw tooLarge;
            } finally {
                endSending();
            }
        }
        if (!sent) {
            node.deliver(pid, new Signal.Disconnected(via));
        }
    }

    /** As {@link #spawn}, of which nothing is heard: no answer comes, nor that there was no connection. */
    public final void spawnUnheard(Channel via, SpawnRequest request) {
        synchronized (mailbox) {
            checkAlive();
        }
        try {
            beginSending();
            via.offer(request);
            via.flushNow();
        } finally {
            endSending();
        }
    }

    /**
     * Gives up a process that was asked for with {@link #spawn}: no answer will come, and no DOWN. True if the answer had
     * not come.
     */
    public final boolean abandonSpawn(Ref ref) {
        synchronized (mailbox) {
            checkAlive();
            return relations != null && relations.spawning.remove(ref) != null;
        }
    }

    /** Asks for the message {@code {nodedown, Node}} when the connection over {@code via} ends; counted. */
    public final void monitorNode(Channel via, boolean on) {
        boolean reachable = true;
        synchronized (mailbox) {
            checkAlive();
            if (on) {
                relations().monitorNode(via, 1);
                reachable = isTold(via);
            } else if (relations != null && relations.monitoredNodes.containsKey(via)) {
                relations.monitorNode(via, -1);
            }
        }
        if (!reachable) {
            node.deliver(pid, new Signal.Disconnected(via));
        }
    }
}
