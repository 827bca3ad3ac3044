// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test class that fails if a process it started still runs at its end. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LeavesNothingBehind.Check.class)
public @interface LeavesNothingBehind {

    /** Compares the processes below this JVM before and after. */
    final class Check implements BeforeAllCallback, AfterAllCallback {
        private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Check.class);

        @Override
        public void beforeAll(ExtensionContext context) {
            context.getStore(NAMESPACE).put("before", running());
        }

        @Override
        public void afterAll(ExtensionContext context) {
            Set<?> before = context.getStore(NAMESPACE).get("before", Set.class);
            List<String> left = running().stream()
                    .filter(process -> !before.contains(process))
                    .map(process ->
                            process.pid() + " " + process.info().commandLine().orElse(""))
                    .toList();
            assertThat(left).as("processes that still run").isEmpty();
        }

        private static Set<ProcessHandle> running() {
            return ProcessHandle.current()
                    .descendants()
                    .filter(ProcessHandle::isAlive)
                    .collect(Collectors.toSet());
        }
    }
}
