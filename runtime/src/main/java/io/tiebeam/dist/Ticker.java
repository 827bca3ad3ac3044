// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Says a word to each peer that has heard nothing for a quarter of the tick time, and gives up those that say nothing for
 * a whole one. One thread for all connections; none of its writes can block, so a stuck peer delays no tick of another.
 * Source: {@code net_kernel}, {@code net_ticktime}.
 */
final class Ticker {
    private static final int TICKS = 4;

    private static final class Seen {
        long written = -1;
        long received = -1;
        int silent;
    }

    private final Supplier<List<PeerChannel>> channels;
    private final Consumer<PeerChannel> silent;
    private final Map<Connection, Seen> seen = new HashMap<>(); // the ticker's thread only
    private final ScheduledThreadPoolExecutor executor;

    /** @param silent called, on this ticker's thread, with a channel whose peer says nothing any more */
    Ticker(Duration tickTime, Supplier<List<PeerChannel>> channels, Consumer<PeerChannel> silent) {
        this.channels = channels;
        this.silent = silent;
        this.executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("tiebeam ticker").factory());
        long interval = tickTime.toNanos() / TICKS;
        executor.scheduleAtFixedRate(this::tick, interval, interval, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        List<PeerChannel> up = channels.get();
        seen.keySet().removeIf(old -> up.stream().noneMatch(c -> c.connection().filter(old::equals).isPresent()));
        for (PeerChannel channel : up) {
            channel.connection().ifPresent(connection -> tick(channel, connection));
        }
    }

    private void tick(PeerChannel channel, Connection connection) {
        Seen last = seen.computeIfAbsent(connection, _ -> new Seen());
        if (connection.outbox().written() == last.written) {
            connection.outbox().addTick();
            connection.outbox().flush();
        }
        last.written = connection.outbox().written();
        last.silent = connection.received() == last.received ? last.silent + 1 : 0;
        last.received = connection.received();
        if (last.silent >= TICKS) {
            silent.accept(channel);
        }
    }

    /** Ends the thread. */
    void close() {
        executor.shutdownNow();
    }
}
