// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.run;

import io.tiebeam.junit.Distributed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Which tests are run: those that patterns name, without those that tags exclude, which are counted. A line chooses its
 * test whatever its tags are; the others of its class are excluded, as by {@code ExUnit.Filters}.
 */
final class Selection implements PostDiscoveryFilter {
    private record Method(String id, String type, Path source, int first) {}

    /** A line that was asked for, in the file of its test, from the project's folder. */
    record Location(Path source, int line) {}

    private final RunOptions options;
    private final boolean alive;
    private final Optional<Set<String>> chosen; // unique ids; empty: all
    private final Set<String> atLine = new HashSet<>(); // unique ids, chosen by a line
    private final Set<String> aroundLine = new HashSet<>(); // unique ids of the classes that a line was looked for in
    private final List<Location> locations = new ArrayList<>();
    private final Set<String> excluded = new HashSet<>(); // unique ids
    private final Map<String, Set<String>> leftOut = new HashMap<>(); // tags that excluded tests, by class
    private final Set<String> partly = new HashSet<>(); // classes some of whose tests were not asked for

    /**
     * @param all every test of the project
     * @param classes those whose tests are to be looked at; empty: all
     * @throws NothingSelectedException if there are no tests, or a pattern matches none
     */
    Selection(RunOptions options, boolean alive, TestPlan all, Optional<Set<String>> classes, Sources sources) {
        this.options = options;
        this.alive = alive;
        List<Method> methods = new ArrayList<>();
        for (TestIdentifier root : all.getRoots()) {
            for (TestIdentifier each : all.getDescendants(root)) {
                if (each.getSource().orElse(null) instanceof MethodSource source) {
                    Path file = sources.of(source.getClassName()).orElse(Path.of(source.getClassName()));
                    int declared = sources.declaration(file, source.getMethodName());
                    methods.add(new Method(
                            each.getUniqueId(),
                            source.getClassName(),
                            file,
                            declared == 0 ? 0 : sources.firstAnnotation(file, declared)));
                }
            }
        }
        if (methods.isEmpty()) {
            throw new NothingSelectedException(
                    "the project has no tests",
                    "write one: a class in src/test/java with a method annotated with @Test");
        }
        Set<String> ids = new LinkedHashSet<>();
        for (RunOptions.Pattern pattern : options.patterns()) {
            ids.addAll(matching(pattern, methods));
        }
        chosen = options.patterns().isEmpty() && classes.isEmpty()
                ? Optional.empty()
                : Optional.of(methods.stream()
                        .filter(method -> options.patterns().isEmpty() || ids.contains(method.id))
                        .filter(method ->
                                classes.map(some -> some.contains(method.type)).orElse(true))
                        .map(Method::id)
                        .collect(Collectors.toSet()));
    }

    private List<String> matching(RunOptions.Pattern pattern, List<Method> methods) {
        List<Method> within = methods.stream()
                .filter(method -> matches(pattern.text(), method))
                .toList();
        if (within.isEmpty()) {
            Set<String> types = methods.stream().map(Method::type).collect(Collectors.toCollection(TreeSet::new));
            throw new NothingSelectedException(
                    "no test class matches \"" + pattern.text() + "\"", "the project has: " + String.join(", ", types));
        }
        if (pattern.line().isEmpty()) {
            return within.stream().map(Method::id).toList();
        }
        int line = pattern.line().get();
        Method found = within.stream()
                .filter(method -> method.first > 0 && method.first <= line)
                .max(Comparator.comparingInt(Method::first))
                .orElseThrow(() -> new NothingSelectedException(
                        "no test begins at or before line " + line + " of " + pattern.text(),
                        "the first is at " + within.getFirst().source + ":"
                                + within.stream().mapToInt(Method::first).min().orElse(0)));
        within.stream().map(Method::id).forEach(aroundLine::add);
        atLine.add(found.id);
        locations.add(new Location(found.source, line));
        return List.of(found.id);
    }

    /** By path, by file, by class, by package, or by any of them with stars. */
    private static boolean matches(String pattern, Method method) {
        String path = method.source.toString().replace('\\', '/');
        String plain = pattern.replace('\\', '/').replaceFirst("^\\./", "").replaceFirst("/$", "");
        String type = method.type.replace('$', '.');
        List<String> names = List.of(
                path,
                path.substring(path.lastIndexOf('/') + 1),
                type,
                type.substring(type.lastIndexOf('.') + 1),
                method.type.contains("$") ? method.type.substring(0, method.type.indexOf('$')) : method.type);
        if (plain.contains("*")) {
            String regex = "\\Q" + plain.replace("*", "\\E.*\\Q") + "\\E";
            return names.stream().anyMatch(name -> name.matches(regex));
        }
        return names.contains(plain)
                || path.startsWith(plain + "/")
                || path.endsWith("/" + plain)
                || type.startsWith(plain + ".")
                || type.endsWith("." + plain);
    }

    /** Whether there is anything to run. */
    boolean isEmpty() {
        return chosen.isPresent() && chosen.get().isEmpty();
    }

    /** The lines that were asked for, in their order. */
    List<Location> locations() {
        return List.copyOf(locations);
    }

    /** The classes some of whose tests tags have excluded. */
    Set<String> classesLeftOut() {
        return Set.copyOf(leftOut.keySet());
    }

    /** The tags that have excluded tests of {@code type}; empty if others of its tests were not asked for. */
    Optional<Set<String>> leftOut(String type) {
        return partly.contains(type) ? Optional.empty() : Optional.of(leftOut.getOrDefault(type, Set.of()));
    }

    /** The tags whose tests are left out, as given and by what this JVM is. */
    Set<String> excludedTags() {
        return excludedTags(options, alive);
    }

    static Set<String> excludedTags(RunOptions options, boolean alive) {
        Set<String> tags = new LinkedHashSet<>(options.exclude());
        if (!alive) {
            tags.add(Distributed.TAG);
        }
        tags.removeAll(options.include());
        tags.removeAll(options.only());
        return tags;
    }

    /** How many tests their tags have excluded, or a line beside them. */
    int excluded() {
        return excluded.size();
    }

    @Override
    public FilterResult apply(TestDescriptor test) {
        if (!(test.getSource().orElse(null) instanceof MethodSource source)) {
            return FilterResult.included("not a test");
        }
        String id = test.getUniqueId().toString();
        if (chosen.isPresent() && !chosen.get().contains(id)) {
            partly.add(source.getClassName());
            if (aroundLine.contains(id)) {
                excluded.add(id);
            }
            return FilterResult.excluded("not chosen");
        }
        if (atLine.contains(id)) {
            return FilterResult.included("at the line");
        }
        List<String> tags = test.getTags().stream().map(tag -> tag.getName()).toList();
        boolean out = options.only().isEmpty()
                ? hasOne(tags, excludedTags()) && !hasOne(tags, options.include())
                : !hasOne(tags, options.only()) && !hasOne(tags, options.include());
        if (out) {
            excluded.add(id);
            if (options.only().isEmpty()) {
                Set<String> by = leftOut.computeIfAbsent(source.getClassName(), _ -> new HashSet<>());
                tags.stream().filter(excludedTags()::contains).forEach(by::add);
            } else {
                partly.add(source.getClassName());
            }
        }
        return out ? FilterResult.excluded("by tag") : FilterResult.included("chosen");
    }

    private static boolean hasOne(List<String> tags, Collection<String> some) {
        return tags.stream().anyMatch(some::contains);
    }
}
