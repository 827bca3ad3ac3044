// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that rings all {@link Alarm}s of the JVM, for processes that wait for a limited time. A virtual thread that
 * parks for a limited time would have the JDK's own timer thread woken twice, to enter the time and to take it back,
 * which costs more than all the rest of a call.
 */
final class AlarmClock implements Runnable {
    private static final long IDLE = 3_600_000_000_000L;

    private static final class Running {
        static final AlarmClock CLOCK = start();

        private static AlarmClock start() {
            AlarmClock clock = new AlarmClock();
            clock.thread.start();
            return clock;
        }
    }

    private record Entry(Alarm alarm, long time) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return Long.signum(time - other.time); // times of System.nanoTime() are compared by their difference
        }
    }

    private final Thread thread =
            Thread.ofPlatform().daemon().name("tiebeam alarm clock").unstarted(this);
    private final ConcurrentLinkedQueue<Entry> arriving = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Entry> book = new PriorityQueue<>(); // the clock's thread only
    private volatile long nextLook = System.nanoTime() + IDLE;

    private AlarmClock() {}

    /** An alarm for the calling thread. */
    static Alarm alarm() {
        return new Alarm(Running.CLOCK, Thread.currentThread());
    }

    /** Has {@link Alarm#look} called at {@code time}. Any thread. */
    void enter(Alarm alarm, long time) {
        arriving.add(new Entry(alarm, time));
        if (time - nextLook < 0) {
            LockSupport.unpark(thread);
        }
    }

    /** The clock's thread. */
    @Override
    public void run() {
        while (true) {
            for (Entry next = arriving.poll(); next != null; next = arriving.poll()) {
                book.add(next);
            }
            long now = System.nanoTime();
            while (!book.isEmpty() && book.peek().time - now <= 0) {
                Entry due = book.poll();
                due.alarm.look(due.time, now);
            }
            nextLook = book.isEmpty() ? now + IDLE : book.peek().time;
            if (arriving.isEmpty()) { // looked at after nextLook was written: who enters now sees that
                LockSupport.parkNanos(this, nextLook - System.nanoTime());
            }
        }
    }
}
