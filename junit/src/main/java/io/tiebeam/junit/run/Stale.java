// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which test classes need to be run again: those that changed, or use, directly or by others, a class of the project that
 * did, since they last passed; and those that have not. What they were like then stands in a file below {@code target}, a
 * line for each: {@code chat/ChatTest=-1234567 distributed}, with the tags that had excluded some of its tests. As {@code
 * mix test --stale}.
 */
final class Stale {
    private static final List<String> ROOTS = List.of("target/test-classes", "target/classes");

    private final Path file;
    private final Map<String, byte[]> classes = new HashMap<>();
    private final Map<String, Set<String>> uses = new HashMap<>();
    private final Set<String> tests = new HashSet<>();
    private int resources = 1; // of all files that are no classes: anything may read them

    Stale(Path project) {
        file = project.resolve("target/tiebeam/passed");
        for (String root : ROOTS) {
            read(project.resolve(root), root.equals(ROOTS.getFirst()));
        }
    }

    private void read(Path root, boolean areTests) {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
                String path = root.relativize(each).toString();
                if (!path.endsWith(".class")) {
                    resources = 31 * (31 * resources + path.hashCode()) + Arrays.hashCode(Files.readAllBytes(each));
                    continue;
                }
                String name =
                        path.substring(0, path.length() - ".class".length()).replace('\\', '/');
                classes.putIfAbsent(name, Files.readAllBytes(each));
                if (areTests) {
                    tests.add(name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The names of the classes to run.
     *
     * @param excluded the tags that exclude tests now: a class some of whose tests another tag had excluded when it last
     *     passed is run again
     */
    Set<String> changed(Set<String> excluded) {
        Map<String, String> passed = passed();
        Set<String> changed = new HashSet<>();
        for (String test : tests) {
            String[] line = passed.getOrDefault(test, "").split(" ", 2);
            boolean same = line[0].equals(Integer.toString(fingerprint(test)));
            if (!same || line.length == 2 && !excluded.containsAll(List.of(line[1].split(",")))) {
                changed.add(test.replace('/', '.'));
            }
        }
        return changed;
    }

    /** What became of the tests of a class. @param leftOut the tags that have excluded some of them */
    record Ran(boolean passed, Set<String> leftOut) {}

    /** Keeps what those have passed with that were run as a whole, but for tags; of the others it keeps what it knew. */
    void remember(Map<String, Ran> ran) {
        Map<String, String> lines = new TreeMap<>(passed());
        lines.keySet().retainAll(tests);
        ran.forEach((type, how) -> {
            String test = type.replace('.', '/');
            if (how.passed && tests.contains(test)) {
                String tags = how.leftOut.isEmpty() ? "" : " " + String.join(",", new TreeSet<>(how.leftOut));
                lines.put(test, fingerprint(test) + tags);
            } else {
                lines.remove(test);
            }
        });
        try {
            Files.createDirectories(file.getParent());
            Files.write(
                    file,
                    lines.entrySet().stream()
                            .map(line -> line.getKey() + "=" + line.getValue())
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> passed() {
        Map<String, String> passed = new HashMap<>();
        if (Files.isRegularFile(file)) {
            try {
                for (String line : Files.readAllLines(file)) {
                    String[] parts = line.split("=", 2);
                    passed.put(parts[0], parts.length == 2 ? parts[1] : "");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return passed;
    }

    /** Of a class and all of the project that it leads to. */
    private int fingerprint(String test) {
        Set<String> reached = new TreeSet<>();
        reach(test, reached);
        int hash = resources;
        for (String each : reached) {
            hash = 31 * (31 * hash + each.hashCode()) + Arrays.hashCode(classes.get(each));
        }
        return hash;
    }

    private void reach(String name, Set<String> reached) {
        if (classes.containsKey(name) && reached.add(name)) {
            uses.computeIfAbsent(name, this::used).forEach(other -> reach(other, reached));
        }
    }

    private Set<String> used(String name) {
        Set<String> used = new HashSet<>();
        ClassModel model = ClassFile.of().parse(classes.get(name));
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof ClassEntry type) {
                used.add(type.asInternalName());
            }
        }
        return used;
    }
}
