// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import java.time.Duration;

/**
 * The moment until which something is waited for.
 *
 * @param isNever whether it never comes
 * @param nanoTime the moment, in the time of {@link System#nanoTime()}
 */
public record Deadline(boolean isNever, long nanoTime) {
    /** Waits for ever. */
    public static final Deadline NEVER = new Deadline(true, 0);

    /** Does not wait. */
    public static final Deadline NOW = new Deadline(false, System.nanoTime());

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    /** {@code timeout} from now; a negative one has passed, one of more than a century never does. */
    public static Deadline in(Duration timeout) {
        if (timeout.compareTo(LONGEST) > 0) {
            return NEVER;
        }
        return new Deadline(false, System.nanoTime() + Math.max(0, timeout.toNanos()));
    }

    public boolean hasPassed() {
        return !isNever && nanoTime - System.nanoTime() <= 0;
    }
}
