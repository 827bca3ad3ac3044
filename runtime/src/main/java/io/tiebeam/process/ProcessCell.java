// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.process.Relations.LinkState;
import io.tiebeam.process.Relations.Watching;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.Tuple;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * One process: its address, its mailbox, its relations to others, and its death.
 *
 * <p>Three kinds of threads come here. The <em>owner</em>, the thread that runs the body, calls what is marked so. Any
 * thread delivers signals through {@link LocalNode}; one that brings a signal which cannot wait (an exit, above all)
 * handles it there and then under the mailbox's monitor, since the owner may be computing for hours. And whoever kills
 * does all that a death means to others; the owner's thread only finds out.
 *
 * <p>In layers: {@link Mortal} is its relations and its death, {@link SignalHandler} what signals do to it, {@link Receiver}
 * its mailbox as it sees it; here is what it does itself.
 */
public final class ProcessCell extends Receiver implements Runnable {
    private static final ScopedValue<ProcessCell> SELF = ScopedValue.newInstance();

    /** Makes the threads of detached processes: whoever wakes one has nothing to hand down to it. */
    private static final ThreadFactory ACTIVATIONS =
            Thread.ofVirtual().inheritInheritableThreadLocals(false).factory();

    /** The body of one that has become a reaction. */
    private static final ProcessBody BECOME = _ -> Atom.OK;

    /** How many signals a process writes by itself before it is taken for one that sends many. */
    private static final int BURST = 3;

    private long serial; // makes references; owner only
    private int burst; // signals sent to other nodes since the last wait; owner only
    private boolean corked; // owner only
    Term answered; // the tag of the call that this process answered last; owner only
    private Reaction reaction; // null: it is what its body does; owner only
    private ClassLoader loader; // of its reactions; owner only
    private Channel left; // where a signal was left that nobody waits for, to leave with the next; owner only

    ProcessCell(LocalNode node, Pid pid, SpawnOptions options, ProcessBody body) {
        super(node, pid, options, body);
        this.thread = body == null ? Thread.currentThread() : Thread.ofVirtual().unstarted(this);
    }

    @Override
    ProcessCell cell() {
        return this;
    }

    /** The process that runs on this thread, if one does. Also found from the threads that a process forks. */
    public static Optional<ProcessCell> current() {
        return SELF.isBound() ? Optional.of(SELF.get()) : Optional.empty();
    }

    /** The process that runs on this thread; null if none does. For paths where an Optional is one object too many. */
    public static ProcessCell currentOrNull() {
        return SELF.isBound() ? SELF.get() : null;
    }

    // ---- running --------------------------------------------------------------------------------------------------

    void start() {
        Deliveries follow;
        synchronized (mailbox) {
            if (relations != null) {
                List.copyOf(relations.channels).forEach(this::relate);
            }
            follow = drainAndSettle();
        }
        thread.start();
        Deliveries.run(node, afterDeath(follow));
    }

    /** The process's thread: runs the body or the reaction to its end, whatever that throws, or until it is detached. */
    @Override
    public void run() {
        Term reason = Atom.ERROR;
        try {
            checkAlive(); // it may have been killed before it ran
            reason = ScopedValue.where(SELF, this).call(this::act);
        } catch (ProcessKilled dead) {
            // Died from outside: all that it means to others was done by whoever killed it. Or it is another process
            // that has died, whose error came here.
            reason = isAlive() ? KILLED : exitReason();
        } finally {
            if (reason != null) {
                end(reason);
                flushLeft();
                node.threadEnded(this);
            }
        }
    }

    /** The reason to end with; null if this thread has no more to do here, and must not touch anything. */
    private Term act() {
        if (reaction == null) {
            Term reason = Objects.requireNonNull(body().run(this), "the reason to end with");
            if (reaction == null) {
                return reason;
            }
        } else {
            attach(reaction);
            if (Thread.currentThread().getContextClassLoader() != loader) {
                Thread.currentThread().setContextClassLoader(loader);
            }
        }
        while (true) {
            Object message = take(reaction);
            if (message == DETACHED) {
                return null;
            }
            Term end = message == EXPIRED ? reaction.expired() : reaction.react(message);
            if (end != null) {
                return end;
            }
        }
    }

    /**
     * Makes {@code next} what this process does once its body has returned: from then on it has no stack of its own, and
     * no thread while its mailbox is empty. Owner only, and not within a receive.
     *
     * @return what the body may return, which counts for nothing
     */
    public Term become(Reaction next) {
        reaction = next;
        loader = Thread.currentThread().getContextClassLoader();
        body(BECOME); // what it holds is needed no more
        return Atom.OK;
    }

    @Override
    void wake() {
        Thread asleep = thread;
        if (asleep != null) {
            LockSupport.unpark(asleep);
        } else {
            Thread activation = ACTIVATIONS.newThread(this);
            thread = activation; // nobody else comes here before it sleeps again
            activation.start();
        }
    }

    /** Runs {@code action} as this process on the calling thread, which it stands in for. Owner only. */
    public <R, X extends Throwable> R call(ScopedValue.CallableOp<? extends R, X> action) throws X {
        return ScopedValue.where(SELF, this).call(action);
    }

    /** Starts a process whose parent this is; related from the first moment on, as {@code options} say. Owner only. */
    public ProcessCell startChild(SpawnOptions options, ProcessBody childBody) {
        ProcessCell child = node.make(options, childBody);
        synchronized (mailbox) {
            checkAlive();
            if (options.link()) {
                relations().link(child.pid, new LinkState(null));
            }
            options.monitor().ifPresent(ref -> relations().watch(ref, new Watching(child.pid, child.pid, null)));
        }
        node.admit(child); // not before: who finds it can kill it, of which this process is to hear
        if (!isAlive()) {
            child.kill(KILLED);
            throw new ProcessKilled(this);
        }
        child.start();
        return child;
    }

    // ---- sending: owner only --------------------------------------------------------------------------------------

    /** Sends {@code body} to a pid, a name of this node, or an alias. */
    public void send(Term to, Object body) {
        emit(null, to, new Signal.Message(body));
    }

    /**
     * Sends {@code body} to a pid, name or alias of another node. Waits while that node is busy.
     *
     * @throws io.tiebeam.term.TermException if {@code body} has no term, or a too large one
     */
    public void send(Channel via, Term to, Object body) {
        via.awaitRoom(this);
        emit(via, to, new Signal.Message(body));
    }

    /** Sends a signal, or throws if this process is dead: see the story above. */
    private boolean emit(Channel via, Term to, Signal signal) {
        try {
            beginSending();
            if (via != null) {
                boolean sent = via.offer(pid, to, signal);
                if (signal instanceof Signal.Demonitor) {
                    leave(via);
                } else {
                    flush(via);
                }
                return sent;
            }
            node.deliver(to, signal);
            return true;
        } finally {
            endSending();
        }
    }

    /**
     * Decides who writes what was just offered. The first signals after a wait are often all there is before the next
     * wait, and nothing is faster than writing them here. Who goes on sending, or has more messages to handle, leaves it
     * to another thread, which then writes many at once.
     */
    private void flush(Channel via) {
        if (via == left) {
            left = null;
        }
        if (corked) {
            return;
        }
        if (burst < BURST && mailbox.isEmpty()) {
            burst++;
            via.flushNow();
        } else {
            via.flushSoon();
        }
    }

    /**
     * Takes a monitor back, at the end of each call for one: nobody waits for that, so it leaves with whatever is sent
     * next, by anyone, or when this process has nothing else to do.
     */
    private void leave(Channel via) {
        flushLeft(left == via ? null : left);
        left = via;
    }

    @Override
    void idle() {
        burst = 0;
        flushLeft();
    }

    /** Sends what was left. Owner only. */
    void flushLeft() {
        flushLeft(left);
        left = null;
    }

    private static void flushLeft(Channel via) {
        if (via != null) {
            via.flushNow();
        }
    }

    /** Holds back what is sent from now on until {@link #uncork}, so that it leaves in one piece. Owner only. */
    public void cork() {
        corked = true;
    }

    /** Sends what was held back. {@code via} may be null: all of it stayed within the node. */
    public void uncork(Channel via) {
        corked = false;
        if (via != null) {
            if (via == left) {
                left = null;
            }
            via.flushNow();
        }
    }

    /** {@code exit(Pid, Reason)}. Does not return if this process ends by it. */
    public void exit(Channel via, Pid to, Term reason) {
        emit(via, to, new Signal.Exit(pid, reason));
        checkAlive();
    }

    /** Sets another process's group leader. */
    public void groupLeader(Channel via, Pid to, Pid leader) {
        emit(via, to, new Signal.GroupLeader(leader));
    }

    /** Links to {@code to}. Whether that lives shows later, as an exit with reason {@code noproc}. */
    public void link(Channel via, Pid to) {
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
    public void unlink(Pid to) {
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
    public Ref monitor(Channel via, Term to, Term target, AliasUse alias) {
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
    public boolean endMonitor(Ref ref, Term reason) {
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

    /** How long the reference of a monitor is also an address. */
    public enum AliasUse {
        NONE,
        EXPLICIT,
        UNTIL_DEMONITOR,
        UNTIL_REPLY
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
    public boolean demonitor(Ref ref, boolean flush) {
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
    public Ref alias() {
        Ref ref = newRef();
        synchronized (mailbox) {
            checkAlive();
            relations().alias(ref);
        }
        return ref;
    }

    /** As {@link #alias()}; the first message that comes to it ends it. */
    public Ref aliasForReply() {
        Ref ref = newRef();
        synchronized (mailbox) {
            checkAlive();
            relations().aliasForReply(ref);
        }
        return ref;
    }

    /** Ends an alias; true if it was one. What is sent to it from now on is dropped. */
    public boolean unalias(Ref ref) {
        synchronized (mailbox) {
            checkAlive();
            return relations != null && relations.unalias(ref);
        }
    }

    /** A new reference, which can become an alias: its last two words say whose. Owner only. */
    public Ref newRef() {
        long n = serial++;
        return Ref.of(
                node.name(),
                node.creation(),
                (int) (n & 0x3FFFF),
                (int) (n >>> 18),
                node.refSalt(),
                pid.id(),
                pid.serial());
    }

    /**
     * Asks {@code via} to start a process; the answer comes as the message {@code {spawn_reply, Ref, ok | error, Pid |
     * Reason}}. The connection's end before that counts as {@code noconnection}.
     */
    public void spawn(Channel via, SpawnRequest request) {
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

    /**
     * Gives up a process that was asked for with {@link #spawn}: no answer will come, and no DOWN. True if the answer had
     * not come.
     */
    public boolean abandonSpawn(Ref ref) {
        synchronized (mailbox) {
            checkAlive();
            return relations != null && relations.spawning.remove(ref) != null;
        }
    }

    /** Asks for the message {@code {nodedown, Node}} when the connection over {@code via} ends; counted. */
    public void monitorNode(Channel via, boolean on) {
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

    // ---- for people -----------------------------------------------------------------------------------------------

    /** What can be seen of this process now; any thread. */
    public ProcessInfo info() {
        Deliveries follow;
        ProcessInfo info;
        synchronized (mailbox) {
            follow = drainAndSettle();
            Relations r = relations;
            info = new ProcessInfo(
                    pid,
                    registeredName(),
                    ProcessInfo.Status.of(this, thread),
                    label(),
                    mailbox.length() - examinedNow(),
                    r == null
                            ? List.of()
                            : r.links.entrySet().stream()
                                    .filter(e -> e.getValue().isActive())
                                    .map(java.util.Map.Entry::getKey)
                                    .toList(),
                    r == null
                            ? List.of()
                            : r.watching.values().stream().map(Watching::target).toList(),
                    r == null
                            ? List.of()
                            : r.watchers.values().stream()
                                    .map(Relations.Watched::watcher)
                                    .toList(),
                    trapsExits(),
                    groupLeader,
                    parent(),
                    lineage());
        }
        Deliveries.run(node, afterDeath(follow));
        return info;
    }

    /** The messages that wait, oldest first; any thread. Exact while it sleeps; while it runs, it takes some meanwhile. */
    public List<Object> messages() {
        Deliveries follow;
        List<Object> messages;
        synchronized (mailbox) {
            follow = drainAndSettle();
            messages = mailbox.contents(this);
        }
        Deliveries.run(node, afterDeath(follow));
        return messages;
    }

    /** Where its thread is; empty while it has none. Any thread. */
    public List<StackTraceElement> stack() {
        Thread running = thread;
        return running == null ? List.of() : List.of(running.getStackTrace());
    }

    @Override
    public String toString() {
        return pid + " (" + label() + ")";
    }
}
