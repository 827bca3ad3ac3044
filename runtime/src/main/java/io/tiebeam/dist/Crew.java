// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The threads of one node's distribution, all of which end with it. Platform threads: a user's endless computations can
 * hold every carrier of the virtual ones, and must not hold up what others sent. Safe on any thread.
 */
final class Crew {
    private final String owner;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** @param owner the node, as people see it in lists of threads */
    Crew(String owner) {
        this.owner = owner;
    }

    /** Runs {@code work} on a thread of its own; {@code role} says to people what it is for. */
    void start(String role, Runnable work) {
        Thread thread = Thread.ofPlatform()
                .daemon()
                .name("tiebeam " + owner + " " + role)
                .unstarted(() -> {
                    try {
                        work.run();
                    } finally {
                        threads.remove(Thread.currentThread());
                    }
                });
        threads.add(thread);
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            if (!started) {
                threads.remove(thread);
            }
        }
    }

    /**
     * Interrupts all, and returns when all have ended; whatever else makes them end has been done. An interrupt of the
     * caller is kept for later: half a stop would leave threads behind.
     */
    void close() {
        boolean interrupted = false;
        for (Thread next = any(); next != null; next = any()) {
            next.interrupt();
            try {
                next.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread any() {
        var each = threads.iterator();
        return each.hasNext() ? each.next() : null;
    }
}
