// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import java.time.Duration;
import java.util.Objects;

/**
 * How a stream of tasks runs: {@link Task#asyncStream} and {@link TaskStarter#asyncStream}. Immutable; what changes it
 * gives a new one.
 *
 * <pre>{@code
 * StreamOptions.DEFAULT.maxConcurrency(4).unordered().timeout(ofSeconds(30)).onTimeout(OnTimeout.KILL_TASK)
 * }</pre>
 *
 * <p>Source: the options of Elixir's {@code Task.async_stream/3}.
 *
 * @param maxConcurrency how many tasks run at a time; by default as many as there are processors
 * @param ordered whether results come in the order of the input, which is the default
 * @param timeout how long each task may run; five seconds by default, and for ever if it is more than a century
 * @param onTimeout what happens when one runs longer
 * @param zipsInput whether the reason of a task that failed is {@code {Input, Reason}}
 */
public record StreamOptions(
        int maxConcurrency, boolean ordered, Duration timeout, OnTimeout onTimeout, boolean zipsInput) {

    /** What happens to a stream when one of its tasks runs longer than it may. The task is killed in any case. */
    public enum OnTimeout {
        /** The stream fails, with {@code timeout}, and all its tasks are ended. */
        EXIT,
        /** The task is an element of the stream that exited with {@code timeout}. */
        KILL_TASK
    }

    /** One task per processor, five seconds for each, results in order, and a task that takes longer fails the stream. */
    public static final StreamOptions DEFAULT = new StreamOptions(
            Runtime.getRuntime().availableProcessors(), true, Duration.ofSeconds(5), OnTimeout.EXIT, false);

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException for a concurrency below one and a negative timeout
     */
    public StreamOptions {
        Objects.requireNonNull(onTimeout, "onTimeout is EXIT or KILL_TASK, not null");
        if (maxConcurrency < 1) {
            throw new IllegalArgumentException(
                    "expected max_concurrency to be greater than zero, got: " + maxConcurrency);
        }
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("expected a timeout of zero or more, got: " + timeout);
        }
    }

    /** The same, with at most {@code tasks} tasks at a time. */
    public StreamOptions maxConcurrency(int tasks) {
        return new StreamOptions(tasks, ordered, timeout, onTimeout, zipsInput);
    }

    /** The same, giving each result as soon as it is there. */
    public StreamOptions unordered() {
        return new StreamOptions(maxConcurrency, false, timeout, onTimeout, zipsInput);
    }

    /** The same, with {@code limit} for each task. */
    public StreamOptions timeout(Duration limit) {
        return new StreamOptions(maxConcurrency, ordered, limit, onTimeout, zipsInput);
    }

    /** The same, doing {@code what} with a task that runs longer. */
    public StreamOptions onTimeout(OnTimeout what) {
        return new StreamOptions(maxConcurrency, ordered, timeout, what, zipsInput);
    }

    /** The same, with the element of the input beside the reason of a task that failed: {@code {Input, Reason}}. */
    public StreamOptions zipInputOnExit() {
        return new StreamOptions(maxConcurrency, ordered, timeout, onTimeout, true);
    }
}
