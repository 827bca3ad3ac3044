// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import java.util.concurrent.locks.LockSupport;

/** Writes what senders left to it. Sleeps while there is nothing to do; never waits for the peer. On a thread of its own. */
final class Writer implements Runnable {
    private final Outbox outbox;
    private volatile Thread thread; // null until it runs
    private volatile boolean asleep;
    private volatile boolean closed;

    Writer(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Has what is in the outbox written soon. Cheap if the thread is at it already. */
    void wake() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /**
     * The thread's work. Nobody who added something and found the writer awake is let down: it says that it sleeps, then
     * looks once more, and who adds does these two the other way round.
     */
    @Override
    public void run() {
        thread = Thread.currentThread();
        while (!closed) {
            outbox.flush();
            asleep = true;
            if (outbox.needsFlush()) {
                asleep = false;
                continue;
            }
            while (asleep && !closed) {
                LockSupport.park(this);
            }
        }
    }

    /** Ends the thread, without waiting for it. */
    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
