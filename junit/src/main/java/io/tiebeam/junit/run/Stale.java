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
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which test classes need to be run again: those that changed, or use, directly or by others, a class of the project that
 * did, since they last passed; and those that have not. What they were like then stands in a file below {@code target}. As
 * {@code mix test --stale}.
 */
final class Stale {
    private static final List<String> ROOTS = List.of("target/test-classes", "target/classes");

    private final Path file;
    private final Map<String, byte[]> classes = new HashMap<>();
    private final Map<String, Set<String>> uses = new HashMap<>();
    private final Set<String> tests = new HashSet<>();

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
            for (Path each :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String path = root.relativize(each).toString();
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

    /** The names of the classes to run. */
    Set<String> changed() {
        Properties passed = passed();
        Set<String> changed = new HashSet<>();
        for (String test : tests) {
            if (!Integer.toString(fingerprint(test)).equals(passed.getProperty(test))) {
                changed.add(test.replace('/', '.'));
            }
        }
        return changed;
    }

    /** Keeps what all have passed with, but for {@code failed}. */
    void remember(Set<String> failed) {
        Map<String, String> lines = new TreeMap<>();
        tests.stream()
                .filter(test -> !failed.contains(test.replace('/', '.')))
                .forEach(test -> lines.put(test, test + "=" + fingerprint(test)));
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, lines.values());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Properties passed() {
        Properties passed = new Properties();
        if (Files.isRegularFile(file)) {
            try (var in = Files.newBufferedReader(file)) {
                passed.load(in);
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
        int hash = 1;
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
