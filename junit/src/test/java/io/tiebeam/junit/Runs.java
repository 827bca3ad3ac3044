// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs tests within a test, and tells how each of them ended. */
final class Runs {
    private Runs() {}

    /** Runs those of {@code type}, which may be package-private: a name is enough for JUnit. */
    static EngineExecutionResults of(String type, Map<String, String> parameters) {
        try {
            EngineTestKit.Builder builder = EngineTestKit.engine("junit-jupiter")
                    .configurationParameter(OtpTestExtension.PATIENCE, "300")
                    .selectors(selectClass(Class.forName(type)));
            parameters.forEach(builder::configurationParameter);
            return builder.execute();
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    static EngineExecutionResults of(String type) {
        return of(type, Map.of());
    }

    /** By method, with parameters: {@code ok}, or the message of what it failed with. */
    static Map<String, String> outcomes(EngineExecutionResults results) {
        return results.testEvents().finished().stream()
                .collect(Collectors.toMap(
                        event -> event.getTestDescriptor().getDisplayName(),
                        Runs::outcome,
                        (a, b) -> a + ", " + b,
                        TreeMap::new));
    }

    private static String outcome(Event event) {
        TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
        return result.getThrowable()
                .map(thrown -> thrown.getMessage() == null ? thrown.toString() : thrown.getMessage())
                .orElse("ok");
    }
}
