// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what other processes do: asks again and again, and fails at a deadline. */
final class Eventually {
    private Eventually() {}

    /** Asks until the answer is yes; returns how long that took. */
    static Duration within(Duration limit, String what, Callable<Boolean> question) throws Exception {
        long start = System.nanoTime();
        while (true) {
            boolean yes = question.call();
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            if (yes) {
                return taken;
            }
            assertThat(taken).as(what).isLessThan(limit);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
