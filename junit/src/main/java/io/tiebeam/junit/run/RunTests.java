// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.run;

import io.tiebeam.Node;
import io.tiebeam.NodeStartException;
import io.tiebeam.junit.Distributed;
import io.tiebeam.junit.TestNode;
import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the tests of a project, on a node if it is to be one, and prints as ExUnit does. The main class of the JVM that
 * {@code tiebeam test} starts; main thread. Exit codes: 0, 1 if nothing could be run, 2 if a test failed.
 */
public final class RunTests {
    private static final int FAILURE = 1;
    private static final int TESTS_FAILED = 2;

    private RunTests() {}

    /** Runs them and ends the JVM, whatever they have left running. */
    public static void main(String[] arguments) {
        System.exit(run(RunOptions.of(arguments), System.out, System.err));
    }

    private static int run(RunOptions options, PrintStream out, PrintStream err) {
        Optional<Node> node;
        try {
            node = TestNode.start(options.sname(), options.name());
        } catch (NodeStartException | IllegalArgumentException cannot) {
            err.println(cannot.getMessage());
            return FAILURE;
        }
        try {
            return run(options, node, out);
        } catch (NothingSelectedException nothing) {
            err.println(nothing.getMessage());
            return FAILURE;
        } finally {
            node.ifPresent(Node::close);
        }
    }

    private static int run(RunOptions options, Optional<Node> node, PrintStream out) {
        Sources sources = new Sources(options.project());
        Launcher launcher = LauncherFactory.create(LauncherConfig.builder().build());
        Stale stale = new Stale(options.project());
        Optional<Set<String>> changed = options.stale()
                ? Optional.of(stale.changed(Selection.excludedTags(options, node.isPresent())))
                : Optional.empty();
        Selection selection = new Selection(
                options, node.isPresent(), launcher.discover(request(options).build()), changed, sources);
        out.println("Running tests with seed: " + options.seed() + ", env: test, node: "
                + node.map(each -> each.name().toString()).orElse("none"));
        tags(out, options, selection);
        if (options.stale() && selection.isEmpty()) {
            out.println("\nNo stale tests");
            return 0;
        }
        out.println();
        String again =
                " --seed " + options.seed() + node.map(each -> " " + name(each)).orElse("");
        Progress progress = new Progress(out, sources, again);
        launcher.execute(request(options).filters(selection).build(), progress);
        boolean good = progress.finish(selection.excluded());
        if (options.stale()) {
            stale.remember(ran(selection, progress.passedByClass()));
        }
        if (!options.only().isEmpty() && progress.tests() == 0) {
            throw new NothingSelectedException(
                    "no test has a tag of --only " + String.join(", --only ", options.only()),
                    "a test has it by @Tag(\"" + options.only().getFirst() + "\")");
        }
        return good ? 0 : TESTS_FAILED;
    }

    /** Those that were begun, and those that had nothing but what tags exclude. */
    private static Map<String, Stale.Ran> ran(Selection selection, Map<String, Boolean> begun) {
        return Stream.concat(begun.keySet().stream(), selection.classesLeftOut().stream())
                .distinct()
                .collect(Collectors.toMap(
                        type -> type,
                        type -> selection
                                .leftOut(type)
                                .map(tags -> new Stale.Ran(begun.getOrDefault(type, true), tags))
                                .orElse(new Stale.Ran(false, Set.of()))));
    }

    private static String name(Node node) {
        return (node.name().isLong() ? "--name " : "--sname ") + node.name();
    }

    /** What is excluded and included, in the words of {@code ExUnit.Runner}. */
    private static void tags(PrintStream out, RunOptions options, Selection selection) {
        boolean lines = options.hasLines() && !options.hasWholes();
        boolean only = !options.only().isEmpty();
        line(out, "Excluding", lines || only ? Stream.of(":test") : words(selection.excludedTags()));
        Stream<String> tags = lines ? Stream.of() : words(only ? options.only() : options.include());
        Stream<String> locations = selection.locations().stream()
                .map(each -> "location: {\"" + each.source() + "\", " + each.line() + "}");
        line(out, "Including", Stream.concat(tags, locations));
    }

    /** As Elixir writes them in a keyword list: single atoms first. */
    private static Stream<String> words(Set<String> tags) {
        Stream<String> plain =
                tags.stream().filter(tag -> !tag.equals("distributed")).map(tag -> ":" + tag);
        Stream<String> lesson = tags.stream().filter("distributed"::equals).map(tag -> tag + ": true");
        return Stream.concat(plain, lesson);
    }

    private static void line(PrintStream out, String what, Stream<String> words) {
        String all = words.collect(Collectors.joining(", "));
        if (!all.isEmpty()) {
            out.println(what + " tags: [" + all + "]");
        }
    }

    private static LauncherDiscoveryRequestBuilder request(RunOptions options) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClasspathRoots(Set.of(options.classes())))
                .configurationParameter("junit.jupiter.execution.order.random.seed", Long.toString(options.seed()))
                .configurationParameter(
                        "junit.jupiter.testmethod.order.default", "org.junit.jupiter.api.MethodOrderer$Random")
                .configurationParameter(
                        "junit.jupiter.testclass.order.default", "org.junit.jupiter.api.ClassOrderer$Random")
                .configurationParameter("tiebeam.include", String.join(",", included(options)));
    }

    /** The tags that a condition of a test must not leave out: what a line has chosen the selection lets through alone. */
    private static Set<String> included(RunOptions options) {
        Set<String> tags = new LinkedHashSet<>(options.include());
        tags.addAll(options.only());
        if (options.hasLines()) {
            tags.add(Distributed.TAG);
        }
        return tags;
    }
}
