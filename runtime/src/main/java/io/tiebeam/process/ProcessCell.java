// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.process.Relations.LinkState;
import io.tiebeam.process.Relations.Watched;
import io.tiebeam.process.Relations.Watching;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.Tuple;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * One process: its address, its mailbox, its relations to others, and its death.
 *
 * <p>Three kinds of threads come here. The <em>owner</em>, the thread that runs the body, calls what is marked so. Any
 * thread delivers signals through {@link LocalNode}; one that brings a signal which cannot wait (an exit, above all)
 * handles it there and then under the mailbox's monitor, since the owner may be computing for hours. And whoever kills
 * does all that a death means to others; the owner's thread only finds out.
 *
 * <p>A death and a send of the dying process can meet. What the process sent before must arrive before the news of its
 * death, and nothing after:
 *
 * <ol>
 *   <li>the owner raises {@code sending}, then looks whether it is dead;
 *   <li>the killer marks it dead, then looks at {@code sending};
 *   <li>so at least one sees the other: either the owner does not send, or the killer leaves the news to the owner, who
 *       gives it out when it lowers {@code sending}.
 * </ol>
 */
public final class ProcessCell implements Runnable {
    private static final ScopedValue<ProcessCell> SELF = ScopedValue.newInstance();

    private static final Atom NORMAL = Atom.of("normal");
    private static final Atom KILL = Atom.of("kill");
    private static final Atom KILLED = Atom.of("killed");
    private static final Atom NOCONNECTION = Atom.of("noconnection");
    private static final Atom EXIT = Atom.of("EXIT");
    private static final Atom DOWN = Atom.of("DOWN");
    private static final Atom PROCESS = Atom.of("process");
    private static final Atom NODEDOWN = Atom.of("nodedown");
    private static final Atom SPAWN_REPLY = Atom.of("spawn_reply");

    /** How many signals a process writes by itself before it is taken for one that sends many. */
    private static final int BURST = 3;

    private static final VarHandle DEPARTURE;

    static {
        try {
            DEPARTURE = MethodHandles.lookup().findVarHandle(ProcessCell.class, "departure", Deliveries.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final LocalNode node;
    private final Pid pid;
    private final String label;
    private final ProcessBody body; // null: stands in for a plain thread
    private final Mailbox mailbox = new Mailbox();
    private final Optional<Pid> parent;

    private Thread thread; // set before the first signal can arrive
    private volatile Pid groupLeader;
    private volatile boolean trapExit;
    private volatile Atom registeredName;
    private volatile Term exitReason; // null: alive
    private volatile boolean sending;
    private volatile boolean threadEnded;
    private volatile Deliveries departure; // the news of the death, until somebody has given it out
    private Relations relations; // null: none yet; guarded by the mailbox's monitor
    private Deliveries outgoing; // likewise: what handling signals gave rise to
    private long serial; // makes references; owner only
    private int burst; // signals sent to other nodes since the last wait; owner only
    private boolean corked; // owner only
    private Channel left; // where a signal was left that nobody waits for, to leave with the next; owner only
    private Signal.Message examined; // what a matcher looks at now; owner only

    ProcessCell(LocalNode node, Pid pid, SpawnOptions options, ProcessBody body) {
        this.node = node;
        this.pid = pid;
        this.body = body;
        this.label = options.label();
        this.groupLeader = options.groupLeader();
        this.parent = options.parent();
        this.thread = body == null ? Thread.currentThread() : Thread.ofVirtual().unstarted(this);
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

    // ---- who am I -------------------------------------------------------------------------------------------------

    /** The process that runs on this thread, if one does. Also found from the threads that a process forks. */
    public static Optional<ProcessCell> current() {
        return SELF.isBound() ? Optional.of(SELF.get()) : Optional.empty();
    }

    /** The process that runs on this thread; null if none does. For paths where an Optional is one object too many. */
    public static ProcessCell currentOrNull() {
        return SELF.isBound() ? SELF.get() : null;
    }

    /** Whether the calling thread is the one that runs this process. */
    public boolean isOwner() {
        return Thread.currentThread() == thread;
    }

    public Pid pid() {
        return pid;
    }

    public LocalNode node() {
        return node;
    }

    /** Where the output goes: the group leader. */
    public Pid groupLeader() {
        return groupLeader;
    }

    /** What it runs, for people. */
    public String label() {
        return label;
    }

    /** Who started it: what {@code proc_lib} calls the first ancestor. */
    public Optional<Pid> parent() {
        return parent;
    }

    /** The name it is registered under. */
    public Optional<Atom> registeredName() {
        return Optional.ofNullable(registeredName);
    }

    void registeredName(Atom name) {
        registeredName = name;
    }

    public boolean isAlive() {
        return exitReason == null;
    }

    /** Why it died; null while it lives. */
    public Term exitReason() {
        return exitReason;
    }

    /** Whether its thread has nothing left to do for it. */
    boolean hasEnded() {
        return threadEnded;
    }

    /** The thread that runs it. */
    public Thread thread() {
        return thread;
    }

    /** Throws {@link ProcessKilled} on the thread of a process that is dead to everyone else. */
    public void checkAlive() {
        if (exitReason != null) {
            throw new ProcessKilled(this);
        }
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

    /** The process's thread: runs the body to its end, whatever it throws. */
    @Override
    public void run() {
        Term reason = Atom.ERROR;
        try {
            checkAlive(); // it may have been killed before it ran
            reason = ScopedValue.where(SELF, this).call(() -> body.run(this));
        } catch (ProcessKilled dead) {
            // Died from outside: all that it means to others was done by whoever killed it. Or it is another process
            // that has died, whose error came here.
            reason = exitReason != null ? exitReason : KILLED;
        } finally {
            end(reason);
            threadEnded = true;
            node.threadEnded(this);
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
            options.monitor().ifPresent(
                    ref -> relations().watch(ref, new Watching(child.pid, child.pid, null)));
        }
        node.admit(child); // not before: who finds it can kill it, of which this process is to hear
        if (exitReason != null) {
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
        sending = true;
        try {
            checkAlive();
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

    private void endSending() {
        sending = false;
        if (exitReason != null) {
            Deliveries.run(node, afterDeath(null));
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
        boolean reachable;
        synchronized (mailbox) {
            checkAlive();
            LinkState known = relations().links.get(to);
            if (known != null && known.isActive() && known.via == via) {
                return;
            }
            relations().link(to, new LinkState(via));
            reachable = isTold(via);
        }
        offerRelated(reachable, via, to, new Signal.Link(pid, null));
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

    /**
     * Has this process told of the end of {@code via}, null for none, as long as it lives. Under the mailbox's monitor, as
     * death is: else one that has just died would be remembered there for ever. False if the connection is gone.
     */
    private boolean isTold(Channel via) {
        if (via == null) {
            return true;
        }
        relations().tells(via);
        return via.relate(this);
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
                node.name(), node.creation(), (int) (n & 0x3FFFF), (int) (n >>> 18), node.refSalt(), pid.id(), pid.serial());
    }

    /**
     * Asks {@code via} to start a process; the answer comes as the message {@code {spawn_reply, Ref, ok | error, Pid |
     * Reason}}. The connection's end before that counts as {@code noconnection}.
     */
    public void spawn(Channel via, SpawnRequest request) {
        boolean sent;
        synchronized (mailbox) {
            checkAlive();
            relations().spawns(request.ref(), via);
            sent = isTold(via);
        }
        if (sent) {
            sending = true;
            try {
                checkAlive();
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

    /** Whether exits of linked processes become messages. Returns what held before. */
    public boolean trapExit(boolean trap) {
        checkAlive();
        boolean before = trapExit;
        trapExit = trap;
        return before;
    }

    // ---- receiving: owner only ------------------------------------------------------------------------------------

    /**
     * The oldest message that {@code match} accepts, waiting for one until {@code deadline}; the others stay, in order.
     * A matcher may receive in turn: it then sees all but the message that it was given.
     *
     * @param match gives null for a message that is to stay; what it throws passes through and changes nothing
     * @return what {@code match} gave; null if the deadline passed
     */
    public <R> R receive(Function<Object, R> match, Deadline deadline) {
        return receiveAfter(null, match, deadline);
    }

    /** Where the mailbox ends now: {@link #receiveAfter} looks only at what comes later. */
    public Mark mark() {
        checkOwner();
        if (!mailbox.isQuiet()) {
            fetch();
        }
        return new Mark(mailbox.last());
    }

    /**
     * A place in the mailbox, good until the next receive. It is what makes a call cheap however many messages wait: the
     * reply cannot be among those that were there before the reference was made.
     */
    public static final class Mark {
        private final Signal.Message last;

        private Mark(Signal.Message last) {
            this.last = last;
        }
    }

    /** As {@link #receive}, looking only at what came after {@code mark}; null: at everything. */
    public <R> R receiveAfter(Mark mark, Function<Object, R> match, Deadline deadline) {
        checkOwner();
        checkAlive();
        if (examined == null) {
            return search(mark, match, deadline);
        }
        Signal.Message outer = examined;
        outer.examined = true;
        try {
            return search(mark, match, deadline);
        } finally {
            outer.examined = false;
            examined = outer;
        }
    }

    private <R> R search(Mark mark, Function<Object, R> match, Deadline deadline) {
        Signal.Message before = mark == null ? null : mark.last;
        Signal.Message next = before == null ? mailbox.first() : Mailbox.after(before);
        while (true) {
            for (; next != null; before = next, next = Mailbox.after(next)) {
                if (next.examined) {
                    continue;
                }
                int removals = mailbox.removals();
                R matched = look(match, next);
                if (matched != null) {
                    mailbox.remove(removals == mailbox.removals() ? before : mailbox.before(next), next);
                    return matched;
                }
            }
            while (!fetch()) {
                if (deadline.hasPassed()) {
                    return null;
                }
                burst = 0;
                flushLeft();
                mailbox.await(deadline.isNever(), deadline.nanoTime());
            }
            next = before == null ? mailbox.first() : Mailbox.after(before);
        }
    }

    private <R> R look(Function<Object, R> match, Signal.Message message) {
        examined = message;
        try {
            return match.apply(message.body);
        } finally {
            examined = null;
        }
    }

    private void checkOwner() {
        if (!isOwner()) {
            throw new IllegalStateException("only the thread of process " + pid
                    + " may receive its messages: a thread that it forked cannot; send them there instead");
        }
    }

    /** Takes what has arrived to the owner's list; true if there was something. Throws if this process is dead. */
    private boolean fetch() {
        boolean found;
        Deliveries follow;
        synchronized (mailbox) {
            follow = drainAndSettle();
            found = mailbox.acceptArrived();
        }
        Deliveries.run(node, afterDeath(follow));
        checkAlive();
        return found;
    }

    // ---- handling signals: any thread, under the mailbox's monitor ----------------------------------------------------

    /** Adds {@code signal} to the mailbox. Returns what follows from it, to be sent by the caller; null: nothing. */
    Deliveries accept(Signal signal) {
        return switch (signal) {
            case Signal.Message _, Signal.Down _, Signal.SpawnReply _ ->
                mailbox.put(signal, thread) ? null : refuse(signal);
            case Signal.Link l -> acceptQuietly(l, l.via);
            case Signal.Monitor m -> acceptQuietly(m, m.via);
            case Signal.UnlinkAck _, Signal.Demonitor _ -> mailbox.putQuietly(signal, thread) ? null : refuse(signal);
            case Signal.Unlink _, Signal.LinkExit _, Signal.Exit _, Signal.GroupLeader _, Signal.Disconnected _ ->
                mailbox.put(signal, thread) ? handleNow() : refuse(signal);
            case Signal.Mark mark -> throw new IllegalArgumentException("not a signal: " + mark);
        };
    }

    /**
     * A relation over {@code via}: the end of that must reach this process even if it sleeps until then, and so has not
     * looked at the relation.
     */
    private Deliveries acceptQuietly(Signal signal, Channel via) {
        if (via != null) {
            via.relate(this);
        }
        return mailbox.putQuietly(signal, thread) ? null : refuse(signal);
    }

    private Deliveries refuse(Signal signal) {
        Deliveries answer = new Deliveries();
        refuse(signal, answer);
        return answer;
    }

    /** {@code signal} came too late. {@code answer} takes what it gives rise to. */
    private void refuse(Signal signal, Deliveries answer) {
        if (signal instanceof Signal.Control late && late.via != null) {
            late.via.forget(this);
        }
        node.refuse(pid, signal, answer);
    }

    /** Handles all that has arrived on behalf of the owner. */
    private Deliveries handleNow() {
        Deliveries follow;
        synchronized (mailbox) {
            follow = drainAndSettle();
        }
        return afterDeath(follow);
    }

    private Deliveries drainAndSettle() {
        drain();
        Deliveries follow = outgoing;
        outgoing = null;
        return follow;
    }

    private void drain() {
        if (exitReason != null) {
            return;
        }
        Signal each = mailbox.takeAll(thread);
        while (each != null) {
            Signal following = each.next;
            each.next = null;
            if (exitReason == null) {
                handle(each);
            } else {
                refuse(each, out());
            }
            each = following;
        }
    }

    private void handle(Signal signal) {
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
    private void relate(Channel via) {
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
        if (relations().spawning.remove(reply.ref) == null) {
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
        spawnAnswer(reply.ref, reply.result);
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
                    if (exitReason != null) {
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
            if (request.getValue() == via) {
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

    private Relations relations() {
        if (relations == null) {
            relations = new Relations();
        }
        return relations;
    }

    private Deliveries out() {
        if (outgoing == null) {
            outgoing = new Deliveries();
        }
        return outgoing;
    }

    // ---- death ----------------------------------------------------------------------------------------------------

    /** The owner's body has come to its end. What arrived before that still counts. */
    private void end(Term reason) {
        Deliveries follow;
        synchronized (mailbox) {
            drain();
            die(reason);
            follow = drainAndSettle();
        }
        Deliveries.run(node, afterDeath(follow));
        flushLeft();
        mailbox.end();
    }

    /** Marks this process dead, and writes down what others must hear. Under the mailbox's monitor. */
    private void die(Term reason) {
        if (exitReason != null) {
            return;
        }
        Deliveries news = new Deliveries();
        Signal each = mailbox.close();
        if (relations != null) {
            tellRelations(reason, news);
        }
        departure = news;
        exitReason = reason;
        mailbox.notifyAll(); // who awaits this death
        while (each != null) {
            Signal following = each.next;
            refuse(each, out());
            each = following;
        }
    }

    /**
     * What is left to do once the monitor is left, if this process has died: its name and address are freed before anyone
     * hears the news, its thread is told, and the news joins {@code follow}, unless the owner is just sending.
     */
    private Deliveries afterDeath(Deliveries follow) {
        if (exitReason == null || departure == null) {
            return follow;
        }
        node.buried(this);
        if (!isOwner()) {
            if (body != null) {
                node.fence(this);
                thread.interrupt();
            }
            LockSupport.unpark(thread);
            if (sending) {
                return follow;
            }
        }
        Deliveries news = (Deliveries) DEPARTURE.getAndSet(this, null);
        if (news == null) {
            return follow;
        }
        if (follow == null) {
            return news;
        }
        follow.addAll(news);
        return follow;
    }

    /** Kills this process from within its node, whatever it traps: a node that stops, or a thread that is given back. */
    void kill(Term reason) {
        Deliveries follow;
        synchronized (mailbox) {
            die(reason);
            follow = drainAndSettle();
        }
        Deliveries.run(node, afterDeath(follow));
    }

    /** Waits until this process is dead, which its thread may outlive. Any thread but the process's own. */
    public void awaitDeath() throws InterruptedException {
        synchronized (mailbox) {
            while (exitReason == null) {
                mailbox.wait();
            }
        }
        Deliveries.run(node, afterDeath(null)); // so that its name is free when this returns
    }

    private void tellRelations(Term reason, Deliveries news) {
        Relations r = relations;
        for (var link : r.links.entrySet()) {
            if (link.getValue().isActive()) {
                news.add(link.getValue().via, pid, link.getKey(), new Signal.LinkExit(pid, reason, null));
            }
        }
        for (var watched : r.watchers.entrySet()) {
            Watched w = watched.getValue();
            news.add(w.via(), pid, w.watcher(), new Signal.Down(w.target(), watched.getKey(), reason));
        }
        for (var watching : r.watching.entrySet()) {
            Watching w = watching.getValue();
            news.add(w.via(), pid, w.to(), new Signal.Demonitor(pid, watching.getKey()));
        }
        for (Channel via : r.channels) {
            via.forget(this);
        }
        relations = null;
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
                    label,
                    mailbox.length(),
                    r == null ? List.of() : r.links.entrySet().stream().filter(e -> e.getValue().isActive()).map(java.util.Map.Entry::getKey).toList(),
                    r == null ? List.of() : List.copyOf(r.watching.keySet()),
                    r == null ? 0 : r.watchers.size(),
                    trapExit,
                    groupLeader,
                    thread);
        }
        Deliveries.run(node, afterDeath(follow));
        return info;
    }

    @Override
    public String toString() {
        return pid + " (" + label + ")";
    }
}
