// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What a process has been sent: an intrusive stack whose head word is also its state.
 *
 * <pre>
 * null      the owner runs, nothing has arrived
 * WAITING   the owner sleeps, nothing has arrived
 * CLOSED    the owner is dead: a signal is refused, and whoever brought it learns so from the same compare-and-set
 * a signal  the newest one; older ones below it, down to null or to WAITING
 * </pre>
 *
 * <p>Anyone may {@link #put}. Whoever drains holds this object's monitor: the owner when it looks for messages, and the
 * thread that brought a signal which cannot wait for the owner. Messages then stand in {@code arrived}, in order, until
 * the owner takes them to its private list, where selective receive unlinks them; the nodes are never copied.
 *
 * <p>Some signals need no attention until the owner dies or runs anyway (a monitor, say). They are <em>quiet</em>: while
 * the owner sleeps they go to a stack of their own and leave it asleep. Both stacks together are in order: who finds the
 * owner asleep knows that all it sent before has been handled or is on the quiet stack too, and what it sends later is
 * drained later, since the quiet stack is taken last and handled first. After {@value #QUIET_LIMIT} quiet signals the
 * owner is woken to tidy up.
 *
 * <p>A sender looks at the head word alone, never at the signals: those are in the cache of another processor, and on a
 * mailbox that many write to, fetching one would take longer than all the rest.
 */
final class Mailbox {
    private static final Signal.Mark WAITING = new Signal.Mark();
    private static final Signal.Mark CLOSED = new Signal.Mark();
    private static final int QUIET_LIMIT = 64;

    private static final VarHandle HEAD;
    private static final VarHandle QUIET;
    private static final VarHandle SAVED_COUNT;

    static {
        try {
            HEAD = MethodHandles.lookup().findVarHandle(Mailbox.class, "head", Signal.class);
            QUIET = MethodHandles.lookup().findVarHandle(Mailbox.class, "quiet", Signal.class);
            SAVED_COUNT = MethodHandles.lookup().findVarHandle(Mailbox.class, "savedCount", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile Signal head;
    private volatile Signal quiet; // the newest quiet signal that found the owner asleep; CLOSED: the owner is dead
    private int quietCount; // about how many there are: it only says when to tidy up

    // Guarded by this object's monitor: drained, not yet taken by the owner.
    private Signal.Message arrivedFirst;
    private Signal.Message arrivedLast;
    private int arrivedCount;

    // The owner's: taken, oldest first.
    private Signal.Message first;
    private Signal.Message last;
    private int removals;
    private int savedCount; // written by the owner alone, read by whoever asks for the length: a moment old at worst
    private Alarm alarm; // null until the owner first waits for a limited time

    /**
     * Adds {@code signal}, waking {@code owner} if it sleeps.
     *
     * @return false if the owner is dead
     */
    boolean put(Signal signal, Sleeper owner) {
        while (true) {
            Signal top = head;
            if (top == CLOSED) {
                return false;
            }
            signal.next = top;
            if (HEAD.compareAndSet(this, top, signal)) {
                if (top == WAITING) {
                    owner.wake();
                }
                return true;
            }
        }
    }

    /** Adds {@code signal} without waking a sleeping owner. */
    boolean putQuietly(Signal signal, Sleeper owner) {
        if (head != WAITING || quietCount >= QUIET_LIMIT) {
            return put(signal, owner);
        }
        while (true) {
            Signal top = quiet;
            if (top == CLOSED) {
                return false;
            }
            signal.next = top;
            if (QUIET.compareAndSet(this, top, signal)) {
                quietCount++;
                return true;
            }
        }
    }

    /** Takes all that was put, oldest first; null if nothing. The caller holds the monitor and the owner lives. */
    Signal takeAll() {
        assert Thread.holdsLock(this);
        Signal top = head;
        Signal newest = top == null || top == WAITING ? null : (Signal) HEAD.getAndSet(this, null);
        return quiet == null && quietCount == 0 ? reverse(newest, null) : withQuiet(newest, null);
    }

    /** Refuses all from now on; returns what was put before, oldest first. The caller holds the monitor. */
    Signal close() {
        assert Thread.holdsLock(this);
        arrivedFirst = null;
        arrivedLast = null;
        arrivedCount = 0;
        return withQuiet((Signal) HEAD.getAndSet(this, CLOSED), CLOSED);
    }

    /** All of both stacks, oldest first; {@code end} is what the quiet one is from now on. */
    private Signal withQuiet(Signal newest, Signal end) {
        Signal newestQuiet = (Signal) QUIET.getAndSet(this, end); // after the other: see above
        quietCount = 0;
        return reverse(newestQuiet, reverse(newest, null));
    }

    /** Turns the stack under {@code newest} round, with {@code following} at its end. */
    private static Signal reverse(Signal newest, Signal following) {
        Signal oldest = following;
        for (Signal each = newest; each != null && each != WAITING; ) {
            Signal below = each.next;
            each.next = oldest;
            oldest = each;
            each = below;
        }
        return oldest;
    }

    /** Adds a drained message for the owner to take. The caller holds the monitor. */
    void arrived(Signal.Message message) {
        message.next = null;
        if (arrivedLast == null) {
            arrivedFirst = message;
        } else {
            arrivedLast.next = message;
        }
        arrivedLast = message;
        arrivedCount++;
    }

    /** Moves what was drained to the owner's list; true if there was something. The owner calls it, holding the monitor. */
    boolean acceptArrived() {
        if (arrivedFirst == null) {
            return false;
        }
        if (last == null) {
            first = arrivedFirst;
        } else {
            last.next = arrivedFirst;
        }
        last = arrivedLast;
        SAVED_COUNT.setOpaque(this, savedCount + arrivedCount);
        arrivedFirst = null;
        arrivedLast = null;
        arrivedCount = 0;
        return true;
    }

    /** Whether nothing has been put since the last drain. */
    boolean isQuiet() {
        return head == null;
    }

    /**
     * Whether there is nothing for {@link #acceptArrived}, unless somebody else has just drained and not yet written down
     * what he found: good enough for who then calls {@link #await}, which looks again under the monitor. Once that has
     * found something, so does this. Owner only.
     */
    boolean seemsEmpty() {
        return head == null && arrivedFirst == null;
    }

    /** Whether no message waits, as far as the owner can tell without a lock. Owner only. */
    boolean isEmpty() {
        return first == null && head == null;
    }

    /** The oldest message of the owner's list. Owner only. */
    Signal.Message first() {
        return first;
    }

    /** The newest message of the owner's list. Owner only. */
    Signal.Message last() {
        return last;
    }

    static Signal.Message after(Signal.Message message) {
        return (Signal.Message) message.next;
    }

    /** Counts {@link #remove}: whether neighbours that one remembers are neighbours still. Owner only. */
    int removals() {
        return removals;
    }

    /** The older neighbour of {@code message}, which is in the owner's list; null: it is the oldest. Owner only. */
    Signal.Message before(Signal.Message message) {
        Signal.Message before = null;
        for (Signal.Message each = first; each != message; each = after(each)) {
            before = each;
        }
        return before;
    }

    /** Unlinks {@code message}, whose older neighbour is {@code before} (null: it is the oldest). Owner only. */
    void remove(Signal.Message before, Signal.Message message) {
        Signal.Message after = after(message);
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (message == last) {
            last = before;
        }
        message.next = null;
        removals++;
        SAVED_COUNT.setOpaque(this, savedCount - 1);
    }

    /** How many messages wait, without those that nobody has drained. The caller holds the monitor. */
    int length() {
        return (int) SAVED_COUNT.getOpaque(this) + arrivedCount;
    }

    /**
     * What waits, oldest first, without what nobody has drained. The caller holds the monitor; an owner that runs may take
     * from its list meanwhile, then this may lack some.
     */
    List<Object> contents(Receiver owner) {
        List<Object> contents = new ArrayList<>();
        int look = savedCount;
        for (Signal.Message each = first; each != null && look > 0; each = after(each), look--) {
            if (!owner.isExamined(each)) {
                contents.add(each.body);
            }
        }
        for (Signal.Message each = arrivedFirst; each != null; each = after(each)) {
            contents.add(each.body);
        }
        return contents;
    }

    /**
     * Sleeps until something is put, the deadline passes or the owner dies. Owner only. Wakes early now and then; an
     * interrupt is kept for later, since a sleeping process can be interrupted by whoever holds its thread.
     *
     * @param deadline in the time of {@link System#nanoTime()}; meaningless if {@code forever}
     * @return false if the deadline passed
     */
    boolean await(boolean forever, long deadline) {
        synchronized (this) { // since the owner last looked, another thread may have drained what was put
            if (arrivedFirst != null || !HEAD.compareAndSet(this, null, WAITING)) {
                return true;
            }
        }
        boolean interrupted = false;
        boolean inTime = true;
        if (!forever) {
            setAlarm(deadline);
        }
        while (head == WAITING) {
            if (!forever && deadline - System.nanoTime() <= 0) {
                inTime = !HEAD.compareAndSet(this, WAITING, null);
                break;
            }
            if (forever || alarm != null) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, deadline - System.nanoTime());
            }
            interrupted |= Thread.interrupted();
        }
        if (!forever && alarm != null) {
            alarm.off();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return inTime;
    }

    /**
     * Sleeps as {@link #await} does for ever, but no longer than one to two rounds of the alarm. Owner only.
     *
     * @return false if nothing has come for so long
     */
    boolean nap() {
        if (alarm == null) {
            alarm = AlarmClock.alarm();
        }
        alarm.wakes(Thread.currentThread());
        alarm.nap();
        synchronized (this) {
            if (!lieDown()) {
                return true;
            }
        }
        boolean interrupted = false;
        boolean awake = true;
        while (head == WAITING) {
            if (alarm.hasSleptIn()) {
                awake = !HEAD.compareAndSet(this, WAITING, null);
                break;
            }
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return awake;
    }

    /**
     * Marks the owner as asleep, so that its thread may leave: who puts something wakes it.
     *
     * @return false if there is something to look at. The owner calls it, holding the monitor.
     */
    boolean lieDown() {
        assert Thread.holdsLock(this);
        return arrivedFirst == null && HEAD.compareAndSet(this, null, WAITING);
    }

    /** Only for virtual threads: a platform thread parks for a limited time by itself, at no extra cost. */
    private void setAlarm(long deadline) {
        if (alarm == null) {
            if (!Thread.currentThread().isVirtual()) {
                return;
            }
            alarm = AlarmClock.alarm();
        }
        alarm.wakes(Thread.currentThread());
        alarm.set(deadline, System.nanoTime());
    }

    /** The owner will not wait again, or not on this thread. Owner only. */
    void end() {
        if (alarm != null) {
            alarm.end();
        }
    }
}
