// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.Node;
import java.util.Arrays;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Excludes {@link Distributed} tests unless this JVM is a named node, or the runner was told to include them anyway. */
final class DistributedCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        TestJvm.of(context);
        if (Node.isAlive()) {
            return ConditionEvaluationResult.enabled("this JVM is " + Node.self());
        }
        boolean asked = context.getConfigurationParameter(TestJvm.INCLUDE)
                .map(tags -> Arrays.asList(tags.split(",")).contains(Distributed.TAG))
                .orElse(false);
        if (asked) {
            return ConditionEvaluationResult.enabled("included by name");
        }
        return ConditionEvaluationResult.disabled(
                "excluded: this JVM is not a named node; run ./tiebeam test --sname sophie@localhost");
    }
}
