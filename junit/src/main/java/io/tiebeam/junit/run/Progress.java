// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.run;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Prints what happens, in the form of {@code ExUnit.CLIFormatter} 1.14. Called by JUnit, on any thread. */
final class Progress implements TestExecutionListener {
    private static final String EXCLUDED = "excluded: ";
    private static final double NANOS = 1e9;

    private final PrintStream out;
    private final Sources sources;
    private final String again;
    private final long began = System.nanoTime();
    private final Map<String, Integer> reasons = new LinkedHashMap<>(); // why tests were excluded or skipped
    private final Set<String> begun = new HashSet<>(); // classes
    private final Set<String> failedClasses = new HashSet<>();
    private final Map<String, Integer> outside = new HashMap<>(); // what failed before a test's own code, and where
    private TestPlan plan;
    private int passed;
    private int failed;
    private int excluded;
    private int skipped;
    private boolean onDots;

    Progress(PrintStream out, Sources sources, String again) {
        this.out = out;
        this.sources = sources;
        this.again = again;
    }

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan begun) {
        plan = begun;
    }

    @Override
    public synchronized void executionStarted(TestIdentifier test) {
        if (test.getSource().orElse(null) instanceof MethodSource method) {
            begun.add(method.getClassName());
        }
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (test.isTest()) {
                    passed++;
                    dot(".");
                }
            }
            case ABORTED -> {
                if (test.isTest()) {
                    skip(1, result.getThrowable().map(Throwable::getMessage).orElse("assumption not met"));
                }
            }
            case FAILED -> {
                failed++;
                if (test.getSource().orElse(null) instanceof ClassSource type) {
                    failedClasses.add(type.getClassName());
                } else if (test.getSource().orElse(null) instanceof MethodSource method) {
                    failedClasses.add(method.getClassName());
                }
                fail(test, result);
            }
        }
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        int tests = test.isTest()
                ? 1
                : Math.max(1, (int) plan.getDescendants(test).stream()
                        .filter(TestIdentifier::isTest)
                        .count());
        skip(tests, reason);
    }

    private void skip(int tests, String reason) {
        if (reason.startsWith(EXCLUDED)) {
            excluded += tests;
        } else {
            skipped += tests;
            dot("*");
        }
        reasons.merge(reason.replaceFirst("(?s)\\R.*", ""), tests, Integer::sum);
    }

    private void dot(String sign) {
        out.print(sign);
        out.flush();
        onDots = true;
    }

    private void fail(TestIdentifier test, TestExecutionResult result) {
        Throwable thrown = result.getThrowable().orElseGet(() -> new AssertionError("failed"));
        out.println(onDots ? "\n" : "");
        onDots = false;
        Failure failure = new Failure(sources, test, thrown, again);
        Optional<Integer> before = failure.isOfTheTest()
                ? Optional.empty()
                : Optional.ofNullable(outside.putIfAbsent(thrown.toString(), failed));
        before.map(number -> failure.briefly(failed, number))
                .orElseGet(() -> failure.lines(failed))
                .forEach(out::println);
        out.println();
        out.flush();
    }

    /** The classes whose tests were begun, and whether all of those have passed. */
    synchronized Map<String, Boolean> passedByClass() {
        return begun.stream().collect(Collectors.toMap(type -> type, type -> !failedClasses.contains(type)));
    }

    /** How many tests were run, or at least asked whether they can be. */
    synchronized int tests() {
        return passed + failed + excluded + skipped;
    }

    /** Says how it went; whether it went well. {@code byTag} tests were excluded before they could be asked. */
    synchronized boolean finish(int byTag) {
        int tests = passed + failed + excluded + skipped + byTag;
        int out1 = excluded + byTag;
        if (tests > 0 && out1 == tests) {
            out.println("All tests have been excluded.");
        }
        out.println();
        reasons.forEach((reason, count) -> out.println(
                (reason.startsWith(EXCLUDED)
                        ? "Excluded " + count + ": " + reason.substring(EXCLUDED.length())
                        : "Skipped " + count + ": " + reason)));
        out.println(
                "Finished in " + String.format(Locale.ROOT, "%.1f", (System.nanoTime() - began) / NANOS) + " seconds");
        List<String> counts = new ArrayList<>(List.of(count(tests, "test"), count(failed, "failure")));
        if (out1 > 0) {
            counts.add(out1 + " excluded");
        }
        if (skipped > 0) {
            counts.add(skipped + " skipped");
        }
        out.println(counts.stream().collect(Collectors.joining(", ")));
        out.println();
        out.println(passed + " passed, " + failed + " failed, " + (skipped + out1) + " skipped");
        out.flush();
        return failed == 0;
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
