// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes one sleeping thread at a time that it sets anew for each sleep. {@link #set} and {@link #off} are called by that
 * thread alone, the rest by the {@link AlarmClock}.
 *
 * <p>Nearly every call waits for a limited time and hardly one waits it out, so setting an alarm must cost next to
 * nothing. It is entered in the clock's book only when the book would not look here in time anyway; turning it off leaves
 * the entry, and the clock, coming across it, looks whether there is anything to do. Owner and clock can meet:
 *
 * <ol>
 *   <li>the owner writes {@code due}, then looks whether {@code booked} is soon enough;
 *   <li>the clock takes {@code booked} away, then looks at {@code due};
 *   <li>so at least one sees the other, and whoever changes {@code booked} by compare-and-set makes the entry.
 * </ol>
 */
final class Alarm {
    private static final long NEVER =
            Long.MIN_VALUE; // in the time of System.nanoTime(), where a real one is moved by 1
    private static final long HORIZON = 10_000_000_000L; // a thread that is gone is forgotten after so long

    private static final long ROUND = 50_000_000L;

    private static final VarHandle BOOKED;

    static {
        try {
            BOOKED = MethodHandles.lookup().findVarHandle(Alarm.class, "booked", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final AlarmClock clock;
    private volatile Thread sleeper;
    private volatile long due = NEVER;
    private volatile long booked = NEVER; // when the clock looks here next
    private volatile boolean rung; // since it was set, or just before
    private boolean napped; // since the round began; the sleeper's

    Alarm(AlarmClock clock, Thread sleeper) {
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** Unparks the sleeper at {@code time}, which is {@code now} or later. */
    void set(long time, long now) {
        if (rung) {
            rung = false;
        }
        due = time == NEVER ? NEVER + 1 : time;
        book(now);
    }

    /**
     * The sleeper begins a nap, one of many. It is not worth looking at the clock for each: the alarm goes round, rings
     * every {@value #ROUND} ns, and is only set anew when it has rung.
     */
    void nap() {
        if (rung || due == NEVER) {
            beginRound();
        } else {
            napped = true;
        }
    }

    /** Whether a whole round has passed in one nap. Begins the next one if it has passed in several. */
    boolean hasSleptIn() {
        if (!rung) {
            return false;
        }
        if (!napped) {
            return true;
        }
        beginRound();
        return false;
    }

    private void beginRound() {
        napped = false;
        long now = System.nanoTime();
        set(now + ROUND, now);
    }

    /** No longer needed, until it is set again. */
    void off() {
        due = NEVER;
    }

    /** Whom to wake: a process can go on on another thread. */
    void wakes(Thread thread) {
        if (sleeper != thread) {
            sleeper = thread;
        }
    }

    /** The sleeper has ended: nobody is to keep it in memory. */
    void end() {
        due = NEVER;
        sleeper = null;
    }

    private void book(long now) {
        for (long time = due; time != NEVER; time = due) {
            long look = time - now > HORIZON ? now + HORIZON : time;
            long before = booked;
            if (before != NEVER && before - look <= 0) {
                return;
            }
            if (BOOKED.compareAndSet(this, before, look)) {
                clock.enter(this, look);
                return;
            }
        }
    }

    /** The clock has come to the entry for {@code time}; another one may have taken its place meanwhile. */
    void look(long time, long now) {
        if (!BOOKED.compareAndSet(this, time, NEVER)) {
            return;
        }
        long wanted = due;
        if (wanted == NEVER) {
            return;
        }
        if (wanted - now > 0) {
            book(now);
        } else {
            rung = true;
            LockSupport.unpark(sleeper);
        }
    }
}
