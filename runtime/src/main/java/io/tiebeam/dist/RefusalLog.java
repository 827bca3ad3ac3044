// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.Refusal;
import io.tiebeam.term.NodeName;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Logs why peers were not let in: once per peer and minute, since a peer that is refused usually tries again at once. What
 * was left out meanwhile is counted, and told the next time. Called on the threads that serve arrivals.
 */
final class RefusalLog {
    private static final System.Logger LOG = System.getLogger("io.tiebeam.dist");
    private static final long PERIOD = Duration.ofMinutes(1).toNanos();
    private static final int REMEMBERED = 256; // peers; whoever makes up more names than that gets more lines

    private final LongSupplier nanoTime;
    private final Map<Optional<NodeName>, Silence> silences = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Optional<NodeName>, Silence> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Nothing more about a peer until a minute after {@code since}; {@code omitted} refusals went unsaid. */
    private record Silence(long since, int omitted) {}

    /** @param nanoTime {@link System#nanoTime}, or what a test has in its place */
    RefusalLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Logs {@code refusal} as a warning, unless it is no failure or its peer was told of within a minute. */
    void report(Refusal refusal) {
        switch (refusal) {
            case Refusal.OursWins _, Refusal.AlreadyConnected _ -> LOG.log(Level.DEBUG, refusal.text());
            default -> text(refusal).ifPresent(text -> LOG.log(Level.WARNING, text));
        }
    }

    private synchronized Optional<String> text(Refusal refusal) {
        Silence silence = silences.get(refusal.peer());
        long now = nanoTime.getAsLong();
        if (silence != null && now - silence.since < PERIOD) {
            silences.put(refusal.peer(), new Silence(silence.since, silence.omitted + 1));
            return Optional.empty();
        }
        silences.put(refusal.peer(), new Silence(now, 0));
        return Optional.of(
                silence == null || silence.omitted == 0
                        ? refusal.text()
                        : refusal.text() + "\n   (refused " + silence.omitted
                                + " more times since this was last said)");
    }
}
