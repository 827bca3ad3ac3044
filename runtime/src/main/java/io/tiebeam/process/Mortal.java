// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.process.Relations.Watched;
import io.tiebeam.process.Relations.Watching;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a process is to others, and how it comes to be nothing to them: its address, its relations, and its death. The
 * innermost of the layers that {@link ProcessCell} is made of; they are one object, since there may be a million.
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
abstract sealed class Mortal extends Sleeper permits SignalHandler {
    private static final VarHandle DEPARTURE;

    static {
        try {
            DEPARTURE = MethodHandles.lookup().findVarHandle(Mortal.class, "departure", Deliveries.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    final LocalNode node;
    final Pid pid;
    final Mailbox mailbox = new Mailbox();
    private final String label;
    private ProcessBody body; // null: stands in for a plain thread
    private final Optional<Pid> parent;
    private volatile Lineage lineage;

    volatile Thread thread; // set before the first signal can arrive; null: detached, see docs/why/detached.md
    volatile Pid groupLeader;
    private volatile Atom registeredName;
    private volatile Term exitReason; // null: alive
    private volatile boolean sending;
    private volatile boolean threadEnded;
    private volatile Deliveries departure; // the news of the death, until somebody has given it out
    Relations relations; // null: none yet; guarded by the mailbox's monitor
    private Deliveries outgoing; // likewise: what handling signals gave rise to

    Mortal(LocalNode node, Pid pid, SpawnOptions options, ProcessBody body) {
        this.node = node;
        this.pid = pid;
        this.body = body;
        this.label = options.label();
        this.groupLeader = options.groupLeader();
        this.parent = options.parent();
        this.lineage = options.lineage();
    }

    /** The process that this is a layer of. */
    abstract ProcessCell cell();

    /** Handles one signal that has arrived. Under the mailbox's monitor. */
    abstract void handle(Signal signal);

    /** The body; null: this stands in for a plain thread. */
    final ProcessBody body() {
        return body;
    }

    /** What it does from now on. Owner only. */
    final void body(ProcessBody next) {
        body = next;
    }

    // ---- who am I -------------------------------------------------------------------------------------------------

    /** Whether the calling thread is the one that runs this process. */
    public final boolean isOwner() {
        return Thread.currentThread() == thread;
    }

    public final Pid pid() {
        return pid;
    }

    public final LocalNode node() {
        return node;
    }

    /** Where the output goes: the group leader. */
    public final Pid groupLeader() {
        return groupLeader;
    }

    /** What it runs, for people. */
    public final String label() {
        return label;
    }

    /** Who started it: what {@code proc_lib} calls the first ancestor. */
    public final Optional<Pid> parent() {
        return parent;
    }

    /** Where it comes from, and what it says of itself. */
    public final Lineage lineage() {
        return lineage;
    }

    /** Sets {@link #lineage()}. Owner only. */
    public final void lineage(Lineage origin) {
        lineage = origin;
    }

    /** The name it is registered under. */
    public final Optional<Atom> registeredName() {
        return Optional.ofNullable(registeredName);
    }

    void registeredName(Atom name) {
        registeredName = name;
    }

    public final boolean isAlive() {
        return exitReason == null;
    }

    /** Why it died; null while it lives. */
    public final Term exitReason() {
        return exitReason;
    }

    /** Whether its thread has nothing left to do for it. */
    boolean hasEnded() {
        return threadEnded;
    }

    /** The thread that runs it; null if it waits without one. */
    public final Thread thread() {
        return thread;
    }

    /** Waits until it is dead and its thread, if it has one, has come to its end. Any other thread. */
    public final void awaitEnd() throws InterruptedException {
        awaitDeath();
        Thread last = thread;
        if (last != null && last.getState() != Thread.State.NEW) {
            last.join();
        }
    }

    /** Throws {@link ProcessKilled} on the thread of a process that is dead to everyone else. */
    public final void checkAlive() {
        if (exitReason != null) {
            throw new ProcessKilled(cell());
        }
    }

    // ---- the gate of a send: owner only ---------------------------------------------------------------------------

    /** Begins to send, or throws if this process is dead: see the story above. Always followed by {@link #endSending}. */
    final void beginSending() {
        sending = true;
        checkAlive();
    }

    /** Ends what {@link #beginSending} began. */
    final void endSending() {
        sending = false;
        if (exitReason != null) {
            Deliveries.run(node, afterDeath(null));
        }
    }

    // ---- what has arrived, under the mailbox's monitor ------------------------------------------------------------

    /** Handles all that has arrived on behalf of the owner. */
    final Deliveries handleNow() {
        Deliveries follow;
        synchronized (mailbox) {
            follow = drainAndSettle();
        }
        return afterDeath(follow);
    }

    final Deliveries drainAndSettle() {
        drain();
        Deliveries follow = outgoing;
        outgoing = null;
        return follow;
    }

    private void drain() {
        if (exitReason != null) {
            return;
        }
        Signal each = mailbox.takeAll();
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

    final Deliveries refuse(Signal signal) {
        Deliveries answer = new Deliveries();
        refuse(signal, answer);
        return answer;
    }

    /** {@code signal} came too late. {@code answer} takes what it gives rise to. */
    private void refuse(Signal signal, Deliveries answer) {
        if (signal instanceof Signal.Control late && late.via != null) {
            late.via.forget(cell());
        }
        node.refuse(pid, signal, answer);
    }

    final Relations relations() {
        if (relations == null) {
            relations = new Relations();
        }
        return relations;
    }

    final Deliveries out() {
        if (outgoing == null) {
            outgoing = new Deliveries();
        }
        return outgoing;
    }

    // ---- death ----------------------------------------------------------------------------------------------------

    /** The owner's body has come to its end. What arrived before that still counts. */
    final void end(Term reason) {
        Deliveries follow;
        synchronized (mailbox) {
            drain();
            die(reason);
            follow = drainAndSettle();
        }
        Deliveries.run(node, afterDeath(follow));
        threadEnded = true;
        mailbox.end();
    }

    /** Marks this process dead, and writes down what others must hear. Under the mailbox's monitor. */
    final void die(Term reason) {
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
    final Deliveries afterDeath(Deliveries follow) {
        if (exitReason == null || departure == null) {
            return follow;
        }
        node.buried(cell());
        if (!isOwner()) {
            Thread running = thread;
            if (body != null && running != null) {
                node.fence(cell(), running);
                running.interrupt();
            }
            LockSupport.unpark(running);
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
    final void kill(Term reason) {
        Deliveries follow;
        synchronized (mailbox) {
            die(reason);
            follow = drainAndSettle();
        }
        Deliveries.run(node, afterDeath(follow));
    }

    /** Waits until this process is dead, which its thread may outlive. Any thread but the process's own. */
    public final void awaitDeath() throws InterruptedException {
        synchronized (mailbox) {
            while (exitReason == null) {
                mailbox.wait();
            }
        }
        Deliveries.run(node, afterDeath(null)); // so that its name is free when this returns
    }

    /** As {@link #awaitEnd()}, for no longer than {@code patience}; false if it has not ended by then. */
    public final boolean awaitEnd(Duration patience) throws InterruptedException {
        Deadline deadline = Deadline.in(patience);
        synchronized (mailbox) {
            while (exitReason == null) {
                if (deadline.hasPassed()) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(mailbox, Math.max(1_000_000, deadline.nanoTime() - System.nanoTime()));
            }
        }
        Thread last = thread;
        return last == null
                || last.getState() == Thread.State.NEW
                || last.join(Duration.ofNanos(Math.max(0, deadline.nanoTime() - System.nanoTime())));
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
            via.forget(cell());
        }
        relations = null;
    }
}
