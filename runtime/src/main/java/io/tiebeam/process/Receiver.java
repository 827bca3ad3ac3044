// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Pid;
import java.util.function.Function;

/** How a process takes messages from its mailbox: selectively, in order, on its own thread. */
abstract sealed class Receiver extends SignalHandler permits Sender {
    private static final int SOON = 10;

    private Signal.Message examined; // what a matcher looks at now; owner only
    private int detachedAt; // when the last thread left, in units of about 1 ms; owner only
    private boolean lingering; // the thread stays for a while when nothing comes; owner only

    Receiver(LocalNode node, Pid pid, SpawnOptions options, ProcessBody body) {
        super(node, pid, options, body);
    }

    /** Whether the owner looks at {@code message} now, so that it waits no longer. Right for the owner, else a guess. */
    final boolean isExamined(Signal.Message message) {
        return message == examined || message.examined;
    }

    /** How many messages the innermost receive of the calling owner looks at. */
    final int examinedNow() {
        return isOwner() && examined != null ? 1 : 0;
    }

    /** The owner has nothing else to do, and is about to sleep. */
    abstract void idle();

    /**
     * The oldest message that {@code match} accepts, waiting for one until {@code deadline}; the others stay, in order.
     * A matcher may receive in turn: it then sees all but the message that it was given.
     *
     * @param match gives null for a message that is to stay; what it throws passes through and changes nothing
     * @return what {@code match} gave; null if the deadline passed
     */
    public final <R> R receive(Function<Object, R> match, Deadline deadline) {
        return receiveAfter(null, match, deadline);
    }

    /** Where the mailbox ends now: {@link #receiveAfter} looks only at what comes later. */
    public final Mark mark() {
        checkOwner();
        if (!mailbox.isQuiet()) {
            fetch();
        }
        return new Mark(mailbox.last());
    }

    /** As {@link #receive}, looking only at what came after {@code mark}; null: at everything. */
    public final <R> R receiveAfter(Mark mark, Function<Object, R> match, Deadline deadline) {
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
            boolean passed = deadline.hasPassed();
            while (!more(passed)) {
                if (passed) {
                    return null;
                }
                idle();
                passed = !mailbox.await(deadline.isNever(), deadline.nanoTime());
            }
            next = before == null ? mailbox.first() : Mailbox.after(before);
        }
    }

    /** No message that a reaction accepts came in time. */
    static final Object EXPIRED = new Object();

    /** There is none, and this thread has nothing more to do here: the process may run on another one already. */
    static final Object DETACHED = new Object();

    /** The next message for {@code reaction}, or one of the two above. Owner only, outside any receive. */
    final Object take(Reaction reaction) {
        checkAlive();
        Deadline deadline = reaction.deadline();
        Signal.Message before = null;
        Signal.Message next = mailbox.first();
        while (true) {
            for (; next != null; before = next, next = Mailbox.after(next)) {
                Object message = next.body;
                if (reaction.accepts(message)) {
                    mailbox.remove(before, next);
                    return message;
                }
            }
            boolean passed = deadline.hasPassed();
            while (!more(passed)) {
                if (passed) {
                    return EXPIRED;
                }
                idle();
                if (!deadline.isNever()) {
                    passed = !mailbox.await(false, deadline.nanoTime());
                } else if (lingering) {
                    lingering = mailbox.nap();
                } else if (detach()) {
                    return DETACHED;
                }
            }
            next = before == null ? mailbox.first() : Mailbox.after(before);
        }
    }

    /**
     * Leaves the process without a thread, unless there is something to look at. Whoever wakes it must find no thread, and
     * whoever kills it either this thread or none: so the field is written before the mailbox says that the owner sleeps,
     * and both under the monitor under which processes die.
     */
    private boolean detach() {
        synchronized (mailbox) {
            if (!isAlive()) {
                return false; // the next look finds out
            }
            Thread me = thread;
            thread = null;
            mailbox.end();
            detachedAt = coarseTime();
            if (mailbox.lieDown()) {
                return true;
            }
            thread = me;
            return false;
        }
    }

    /** A new thread takes over. If it comes soon after the last one left, more is likely to follow soon. Owner only. */
    final void attach(Reaction reaction) {
        lingering = reaction.lingers() && coarseTime() - detachedAt < SOON;
    }

    private static int coarseTime() {
        return (int) (System.nanoTime() >>> 20); // the difference of two is right for weeks, and then only costs a nap
    }

    private <R> R look(Function<Object, R> match, Signal.Message message) {
        if (message.body instanceof Packed packed && !(match instanceof Packed.Reader)) {
            message.body = packed.term();
        }
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
                    + " may receive its messages: a thread that it forked cannot"
                    + "\n   → receive them there, or start a process of its own for that: spawn(...)");
        }
    }

    /** As {@link #fetch}, which need only be certain if the owner is not going to sleep otherwise. */
    private boolean more(boolean certain) {
        return (certain || !mailbox.seemsEmpty()) && fetch();
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
}
