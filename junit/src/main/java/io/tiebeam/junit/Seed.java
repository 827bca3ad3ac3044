// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Where a test's random numbers come from: a parameter of its methods, as {@link RandomGenerator} is by itself. It follows
 * from the seed of the run and the name of the test, so that the same seed gives each test the same numbers, whichever
 * others run. A failure tells the seed; {@code tiebeam test --seed 402817} accepts it.
 *
 * @param run the seed of the whole run, as it is printed
 * @param value the test's own
 */
public record Seed(long run, long value) {
    /** JUnit's own parameter for the order of tests: one number decides all. */
    static final String PARAMETER = "junit.jupiter.execution.order.random.seed";

    private static final long CHOSEN = new Random().nextInt(1_000_000); // where nobody says: for the life of this JVM

    static Seed of(ExtensionContext context) {
        Optional<Long> given = context.getConfigurationParameter(PARAMETER, Long::valueOf);
        long run = given.orElse(CHOSEN);
        return new Seed(
                run, new SplittableRandom(run * 31 + context.getUniqueId().hashCode()).nextLong());
    }

    /** Random numbers: each call gives the same ones again. */
    public RandomGenerator random() {
        return new Random(value);
    }
}
