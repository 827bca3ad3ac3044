// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The restarts of the last while, of which there may be only so many: a child that cannot live is not restarted for
 * ever, but its supervisor gives up and leaves it to its own. Immutable. Source: {@code supervisor.erl}, {@code
 * add_restart/1}, which counts in whole seconds.
 *
 * @param maxRestarts how many are allowed within {@code period}
 * @param period whole seconds, one or more
 * @param times when they were, in seconds, the newest first
 */
record RestartHistory(int maxRestarts, Duration period, List<Long> times) {
    private static final long NANOS = Duration.ofSeconds(1).toNanos();

    RestartHistory(int maxRestarts, Duration period) {
        this(maxRestarts, period, List.of());
    }

    RestartHistory {
        if (maxRestarts < 0) {
            throw new IllegalArgumentException(
                    "expected a number of restarts from 0 (invalid_intensity), got: " + maxRestarts);
        }
        if (!period.isPositive() || period.toNanosPart() != 0) {
            throw new IllegalArgumentException(
                    "expected a period of whole seconds, one or more (invalid_period), got: " + period);
        }
        times = List.copyOf(times);
    }

    /** One more restart, at {@code nanoTime}; what is older than the period is forgotten. */
    RestartHistory add(long nanoTime) {
        long now = Math.floorDiv(nanoTime, NANOS);
        Stream<Long> recent = times.stream().takeWhile(then -> now - then <= period.toSeconds());
        return new RestartHistory(
                maxRestarts, period, Stream.concat(Stream.of(now), recent).toList());
    }

    /** Whether there have been too many. */
    boolean isExceeded() {
        return times.size() > maxRestarts;
    }
}
