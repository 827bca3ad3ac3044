// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import java.util.concurrent.locks.LockSupport;

/** The thread that writes what senders left to it. Sleeps while there is nothing; never waits for the peer. */
final class Writer {
    private final Outbox outbox;
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean closed;

    Writer(Outbox outbox, String peer) {
        this.outbox = outbox;
        this.thread = Thread.ofPlatform().daemon().name("tiebeam writer " + peer).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Has what is in the outbox written soon. Cheap if the thread is at it already. */
    void wake() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
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

    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    void join() throws InterruptedException {
        if (Thread.currentThread() != thread) {
            thread.join();
        }
    }
}
