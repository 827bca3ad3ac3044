// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class of scenarios whose traces on real OTP are in {@code traces/VALUE.trace}, recorded by {@code scenarios/record}
 * from {@code scenarios/VALUE.exs}. Each test takes a {@link Trace} and is called as its scenario, with underscores for
 * spaces. Its body runs as a process, labelled {@code :main}, on a node of its own; afterwards its trace must be the
 * recorded one, line by line. A scenario without a test fails the class, and so does a test without a scenario.
 *
 * <p>Where Java has to differ, the lines that are right here stand in {@code traces/VALUE.differences}, in the same form,
 * and {@code docs/why/differences.md} names the scenario and says why.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(ScenarioExtension.class)
public @interface Scenarios {
    /** The name of the recorded file. */
    String value();
}
