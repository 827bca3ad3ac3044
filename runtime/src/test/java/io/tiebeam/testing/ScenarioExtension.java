// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Runs the tests of a {@link Scenarios} class as processes, and compares what they traced with what OTP did. */
final class ScenarioExtension implements BeforeAllCallback, ParameterResolver, InvocationInterceptor {
    private static final Path DIFFERENCES = Path.of("../docs/why/differences.md");
    private static final Atom NORMAL = Atom.of("normal");

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Set<String> tests = new TreeSet<>();
        for (Method method : context.getRequiredTestClass().getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                tests.add(title(method));
            }
        }
        Map<String, List<String>> differences = differences(context);
        assertThat(tests)
                .as("scenarios and their tests")
                .isEqualTo(recorded(context).keySet());
        assertThat(tests).containsAll(differences.keySet());
        if (!differences.isEmpty()) {
            assertThat(Files.readString(DIFFERENCES)).contains(differences.keySet());
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Trace.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return new Trace();
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> body, ReflectiveInvocationContext<Method> invocation, ExtensionContext context)
            throws Throwable {
        Trace trace = (Trace) invocation.getArguments().getFirst();
        run(body, trace);
        String title = title(invocation.getExecutable());
        List<String> expected =
                differences(context).getOrDefault(title, recorded(context).get(title));
        assertThat(trace.lines()).containsExactlyElementsOf(expected);
    }

    private static void run(Invocation<Void> body, Trace trace) throws Throwable {
        LocalNode node = new LocalNode(Atom.of("nonode@nohost"), 1);
        CompletableFuture<Void> end = new CompletableFuture<>();
        try {
            ProcessCell main = node.create(SpawnOptions.of(node.user(), "scenario"), self -> {
                try {
                    body.proceed();
                    trace.close(); // what the others do now that this process ends is no part of it
                    end.complete(null);
                    return NORMAL;
                } catch (Throwable thrown) {
                    end.completeExceptionally(
                            self.isAlive() ? thrown : new AssertionError("killed: " + self.exitReason(), thrown));
                    return Atom.of("scenario_failed");
                }
            });
            trace.label(main.pid(), "main");
            node.start(main);
            end.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause();
        } finally {
            node.killAll(Atom.of("shutdown"));
        }
    }

    private static String title(Method test) {
        return test.getName().replace('_', ' ');
    }

    private static Map<String, List<String>> recorded(ExtensionContext context) {
        return read(context, ".trace", true);
    }

    private static Map<String, List<String>> differences(ExtensionContext context) {
        return read(context, ".differences", false);
    }

    private static Map<String, List<String>> read(ExtensionContext context, String ending, boolean required) {
        String file = "/traces/"
                + context.getRequiredTestClass().getAnnotation(Scenarios.class).value() + ending;
        Map<String, List<String>> sections = new LinkedHashMap<>();
        try (InputStream in = ScenarioExtension.class.getResourceAsStream(file)) {
            if (in == null) {
                assertThat(required).as("there is no " + file).isFalse();
                return sections;
            }
            List<String> section = new ArrayList<>();
            for (String line : new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList()) {
                if (line.startsWith("== ")) {
                    section = new ArrayList<>();
                    assertThat(sections.put(line.substring(3), section))
                            .as("two scenarios are called " + line)
                            .isNull();
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    section.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sections;
    }
}
