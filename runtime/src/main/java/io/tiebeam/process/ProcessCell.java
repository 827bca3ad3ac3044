// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.process.Relations.LinkState;
import io.tiebeam.process.Relations.Watching;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
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
 * its mailbox as it sees it, {@link Sender} how what it sends leaves it, {@link Relating} what it wants to have to do with
 * others; here is how it runs, and what can be seen of it.
 */
public final class ProcessCell extends Relating implements Runnable {
    private static final ScopedValue<ProcessCell> SELF = ScopedValue.newInstance();

    /** Makes the threads of detached processes: whoever wakes one has nothing to hand down to it. */
    private static final ThreadFactory ACTIVATIONS =
            Thread.ofVirtual().inheritInheritableThreadLocals(false).factory();

    /** The body of one that has become a reaction. */
    private static final ProcessBody BECOME = _ -> Atom.OK;

    Term answered; // the tag of the call that this process answered last; owner only
    private Reaction reaction; // null: it is what its body does; owner only
    private ClassLoader loader; // of its reactions; owner only

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

    /** How long the reference of a monitor is also an address. */
    public enum AliasUse {
        NONE,
        EXPLICIT,
        UNTIL_DEMONITOR,
        UNTIL_REPLY
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
