// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import java.time.Duration;
import java.util.Objects;

/**
 * How {@link Task#yieldMany(java.util.Collection, YieldOptions)} waits. Immutable; what changes it gives a new one.
 *
 * <p>Source: the options of Elixir's {@code Task.yield_many/2}.
 *
 * @param timeout how long to wait for all; five seconds by default, and for ever if it is more than a century
 * @param limit how many tasks to wait for; by default all
 * @param onTimeout what to do with those that are not ready in time
 */
public record YieldOptions(Duration timeout, int limit, OnTimeout onTimeout) {

    /** What becomes of a task that is not ready in time. */
    public enum OnTimeout {
        /** It goes on, and can be asked again. */
        NOTHING,
        /** It goes on, and nobody will ask: {@link Task#ignore()}. */
        IGNORE,
        /** It is killed: {@link Task#brutalKill()}. */
        KILL_TASK
    }

    /** All of them, for five seconds, and those that are late go on. */
    public static final YieldOptions DEFAULT =
            new YieldOptions(Duration.ofSeconds(5), Integer.MAX_VALUE, OnTimeout.NOTHING);

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException for a limit below one and a negative timeout
     */
    public YieldOptions {
        Objects.requireNonNull(onTimeout, "onTimeout is NOTHING, IGNORE or KILL_TASK, not null");
        if (limit < 1) {
            throw new IllegalArgumentException("expected a limit greater than zero, got: " + limit);
        }
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("expected a timeout of zero or more, got: " + timeout);
        }
    }

    /** The same, waiting {@code forAll}. */
    public YieldOptions timeout(Duration forAll) {
        return new YieldOptions(forAll, limit, onTimeout);
    }

    /** The same, waiting until {@code tasks} of them are ready. */
    public YieldOptions limit(int tasks) {
        return new YieldOptions(timeout, tasks, onTimeout);
    }

    /** The same, doing {@code what} with those that are late. */
    public YieldOptions onTimeout(OnTimeout what) {
        return new YieldOptions(timeout, limit, what);
    }
}
