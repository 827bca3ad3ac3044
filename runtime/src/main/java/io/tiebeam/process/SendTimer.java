// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One timer: what it does happens, or it is cancelled, but never both. A future of the JDK can be cancelled while it
 * runs, and whoever cancelled it would then still get the message. Any thread.
 */
final class SendTimer implements ScheduledFuture<Object>, Runnable {
    private enum State {
        WAITING,
        FIRED,
        CANCELLED
    }

    private final Runnable action;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile ScheduledFuture<?> scheduled; // set before anyone but the timers' thread sees this

    SendTimer(Runnable action) {
        this.action = action;
    }

    void scheduled(ScheduledFuture<?> entry) {
        scheduled = entry;
    }

    /** The thread of the timers: it is time. */
    @Override
    public void run() {
        if (state.compareAndSet(State.WAITING, State.FIRED)) {
            action.run();
        }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        if (!state.compareAndSet(State.WAITING, State.CANCELLED)) {
            return false;
        }
        scheduled.cancel(false);
        return true;
    }

    @Override
    public boolean isCancelled() {
        return state.get() == State.CANCELLED;
    }

    @Override
    public boolean isDone() {
        return state.get() != State.WAITING;
    }

    @Override
    public Object get() throws InterruptedException, ExecutionException {
        throwIfCancelled();
        return scheduled.get();
    }

    @Override
    public Object get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        throwIfCancelled();
        return scheduled.get(timeout, unit);
    }

    private void throwIfCancelled() {
        if (isCancelled()) {
            throw new CancellationException();
        }
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return scheduled.getDelay(unit);
    }

    @Override
    public int compareTo(Delayed other) {
        return scheduled.compareTo(other instanceof SendTimer timer ? timer.scheduled : other);
    }
}
