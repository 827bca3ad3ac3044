// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The timers of one node: one daemon thread, started with the first of them, that only ever delivers signals. */
public final class Timers {
    private final LocalNode node;
    private ScheduledThreadPoolExecutor executor; // guarded by this
    private boolean closed; // guarded by this

    Timers(LocalNode node) {
        this.node = node;
    }

    /**
     * Runs {@code action}, which must not block, after {@code delay}.
     *
     * @throws RejectedExecutionException if the node has stopped
     */
    public ScheduledFuture<?> after(Duration delay, Runnable action) {
        return after(delay, Optional.empty(), action);
    }

    /** As {@link #after(Duration, Runnable)}, for an action that sends something to {@code to}. */
    public ScheduledFuture<?> after(Duration delay, Optional<Term> to, Runnable action) {
        ScheduledFuture<?> timer = schedule(delay, action);
        Witness witness = Onlooker.current();
        if (witness != null) {
            witness.timerSet(node, timer, to, delay);
        }
        return timer;
    }

    private synchronized ScheduledFuture<?> schedule(Duration delay, Runnable action) {
        if (closed) {
            throw new RejectedExecutionException("the node has stopped: it starts no timer any more");
        }
        if (executor == null) {
            executor = new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("tiebeam-timers").factory());
            executor.setRemoveOnCancelPolicy(true);
        }
        SendTimer timer = new SendTimer(action);
        timer.scheduled(executor.schedule(timer, nanos(delay), TimeUnit.NANOSECONDS));
        return timer;
    }

    /** A delay of more than 292 years is as good as that. */
    private static long nanos(Duration delay) {
        try {
            return delay.toNanos();
        } catch (ArithmeticException tooLong) {
            return delay.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    /** Drops all timers and ends the thread. */
    synchronized void close() {
        closed = true;
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
