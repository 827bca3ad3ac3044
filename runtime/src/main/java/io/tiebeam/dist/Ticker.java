// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Says a word to each peer that has heard nothing for a quarter of the tick time, and gives up those that say nothing for
 * a whole one. One thread for all connections; none of its writes can block, so a stuck peer delays no tick of another.
 * Source: {@code net_kernel}, {@code net_ticktime}.
 */
final class Ticker implements Runnable {
    private static final System.Logger LOG = System.getLogger("io.tiebeam.dist");
    private static final int TICKS = 4;

    private static final class Seen {
        long written = -1;
        long received = -1;
        int silent;
    }

    private final Supplier<List<Connection>> connections;
    private final Consumer<Connection> silent;
    private final long interval;
    private final Map<Connection, Seen> seen = new HashMap<>(); // the ticker's thread only
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param silent called, on this ticker's thread, with a connection whose peer says nothing any more */
    Ticker(Duration tickTime, Supplier<List<Connection>> connections, Consumer<Connection> silent) {
        this.connections = connections;
        this.silent = silent;
        this.interval = tickTime.toNanos() / TICKS;
    }

    /** The thread's work, until {@link #close()}. */
    @Override
    public void run() {
        try {
            long next = System.nanoTime() + interval;
            while (!closed.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                tickAll();
                next = Math.max(next + interval, System.nanoTime()); // a machine that slept makes up for no ticks
            }
        } catch (InterruptedException stopped) {
            // the node is closing
        }
    }

    /** What happens every quarter of the tick time. */
    void tickAll() {
        List<Connection> open = connections.get();
        seen.keySet().retainAll(open);
        for (Connection connection : open) {
            try {
                tick(connection);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "ticking " + connection.peer().name() + " failed; the next tick tries again", e);
            }
        }
    }

    private void tick(Connection connection) {
        Seen last = seen.computeIfAbsent(connection, _ -> new Seen());
        if (connection.outbox().taken() == last.written) {
            connection.outbox().addTick();
            connection.outbox().flush();
        }
        last.written = connection.outbox().taken();
        last.silent = connection.received() == last.received ? last.silent + 1 : 0;
        last.received = connection.received();
        if (last.silent >= TICKS) {
            silent.accept(connection);
        }
    }

    /** Ends the thread, without waiting for it. */
    void close() {
        closed.countDown();
    }
}
