// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The restarts of the last while, of which there may be only so many: a child that cannot live is not restarted for
 * ever, but its supervisor gives up and leaves it to its own. Immutable. Source: {@code supervisor.erl}, {@code
 * add_restart/1}.
 *
 * @param maxRestarts how many are allowed within {@code period}
 * @param times when they were, in nanoseconds
 */
record RestartHistory(int maxRestarts, Duration period, List<Long> times) {
    RestartHistory(int maxRestarts, Duration period) {
        this(maxRestarts, period, List.of());
    }

    /** One more restart, at {@code now}; what is older than the period is forgotten. */
    RestartHistory add(long now) {
        Stream<Long> recent = times.stream().filter(then -> now - then <= period.toNanos());
        return new RestartHistory(
                maxRestarts, period, Stream.concat(recent, Stream.of(now)).toList());
    }

    /** Whether there have been too many. */
    boolean isExceeded() {
        return times.size() > maxRestarts;
    }
}
