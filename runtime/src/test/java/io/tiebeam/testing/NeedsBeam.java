// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.testing;

import java.io.File;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test that talks to a real Erlang node. Where no {@code erl} is on the path it is excluded, and says so. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(NeedsBeam.Condition.class)
public @interface NeedsBeam {
    /** Why such a test did not run. */
    String REASON = "excluded: no Erlang/OTP here; install it with apt-get install elixir erlang-dev";

    /** Looks for {@code erl} on the path. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<File> erl = find("erl");
            if (erl.isPresent()) {
                return ConditionEvaluationResult.enabled("erl is " + erl.get());
            }
            // Build tools count skipped tests but keep the reason to themselves.
            System.out.println(context.getDisplayName() + " " + REASON);
            return ConditionEvaluationResult.disabled(REASON);
        }

        private static Optional<File> find(String program) {
            return Pattern.compile(Pattern.quote(File.pathSeparator))
                    .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                    .map(folder -> new File(folder, program))
                    .filter(file -> file.isFile() && file.canExecute())
                    .findFirst();
        }
    }
}
