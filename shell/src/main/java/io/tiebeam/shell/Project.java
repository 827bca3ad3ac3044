// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.shell.cli.Given;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Maven project given with {@code -S}: compiled when its sources are newer than its classes, then put on the class
 * path of the node. Used by the main thread before the node starts.
 */
final class Project {
    /** Names its folder. */
    static final String OPTION = "-S";

    /** What the launcher of a project says is its folder. */
    private static final String OF_LAUNCHER = "tiebeam.project";

    private static final String MODULE_INFO = "module-info.class";
    private static final String SERVICES = "META-INF/services/";

    private final Path folder;
    private final Path classes;
    private final Path classPathFile;

    /**
     * The project in {@code folder}.
     *
     * @throws CommandFailure if there is no project
     */
    Project(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        if (!Files.isRegularFile(this.folder.resolve("pom.xml"))) {
            throw new CommandFailure(
                    "no project in " + this.folder + ": "
                            + (Files.isDirectory(this.folder) ? "it has no pom.xml" : "there is no such folder"),
                    "give the folder of a Maven project: -S DIR");
        }
        classes = this.folder.resolve("target/classes");
        classPathFile = this.folder.resolve(MavenBuild.CLASS_PATH_FILE);
    }

    /** The one that was asked for, else that of the launcher; empty if there is neither. */
    static Optional<Project> of(Given given) {
        return given.value(OPTION)
                .or(() -> Optional.ofNullable(System.getProperty(OF_LAUNCHER)))
                .map(folder -> new Project(Path.of(folder)));
    }

    /** Where it is. */
    Path folder() {
        return folder;
    }

    /** Where its sources are, in folders as their packages. */
    Path sources() {
        return folder.resolve("src/main/java");
    }

    /** Whether nothing in its sources is newer than what was compiled. */
    boolean isCurrent() {
        if (!Files.isRegularFile(classPathFile) || !Files.isDirectory(classes)) {
            return false;
        }
        FileTime built = modified(classPathFile);
        return newest(folder.resolve("src/main"), modified(folder.resolve("pom.xml")))
                        .compareTo(built)
                <= 0;
    }

    /** Compiles it, unless it {@linkplain #isCurrent() is current}; says so, since it takes seconds. */
    void compileIfStale() throws InterruptedException {
        if (!isCurrent()) {
            System.err.println("compiling " + folder + " ...");
            MavenBuild.compile(folder);
        }
    }

    /** Compiles it with its tests, unless nothing in either is newer than what was compiled. */
    void compileTestsIfStale() throws InterruptedException {
        Path stamp = folder.resolve(MavenBuild.TEST_CLASS_PATH_FILE);
        FileTime sources = newest(
                folder.resolve("src/test"), newest(folder.resolve("src/main"), modified(folder.resolve("pom.xml"))));
        if (!Files.isRegularFile(stamp) || sources.compareTo(modified(stamp)) > 0) {
            System.err.println("compiling " + folder + " ...");
            MavenBuild.compileTests(folder);
        }
    }

    /** A number that is another one when any of its sources or settings has changed, come or gone. */
    int sourcesNow() {
        int hash = modified(folder.resolve("pom.xml")).hashCode();
        for (String each : List.of("src", "config")) {
            Path top = folder.resolve(each);
            if (!Files.isDirectory(top)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(top)) {
                hash += files.mapToInt(
                                path -> 31 * path.hashCode() + modified(path).hashCode())
                        .sum();
            } catch (IOException | UncheckedIOException gone) {
                return hash; // while we looked: there is a change to be seen at the next look
            }
        }
        return hash;
    }

    /** Where its compiled tests are. */
    Path testClasses() {
        return folder.resolve("target/test-classes");
    }

    /** Its tests, its own classes, and what both depend on, in order. */
    List<Path> testClassPath() {
        List<Path> all = new ArrayList<>();
        all.add(testClasses());
        all.addAll(classPath(folder.resolve(MavenBuild.TEST_CLASS_PATH_FILE)));
        return all;
    }

    /** {@link #classPath()} in the form of {@code -classpath}. */
    String classPathText() {
        return classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Its own classes and what it depends on, in order. */
    List<Path> classPath() {
        return classPath(classPathFile);
    }

    private List<Path> classPath(Path file) {
        try {
            List<Path> all = new ArrayList<>();
            all.add(classes);
            for (String entry : Files.readString(file).strip().split(File.pathSeparator)) {
                if (!entry.isEmpty()) {
                    all.add(Path.of(entry));
                }
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A loader of its classes; Tiebeam's own are those of this JVM. */
    URLClassLoader loader() {
        URL[] urls = classPath().stream().map(Project::url).toArray(URL[]::new);
        return new URLClassLoader("project", urls, Project.class.getClassLoader());
    }

    /**
     * The packages of its classes, as imports on demand: at its prompt they are as near as the modules of a project are in
     * iex.
     */
    List<String> imports() {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> classes.relativize(file).getParent())
                    .filter(Objects::nonNull)
                    .map(folder -> folder.toString().replace(File.separatorChar, '.') + ".*")
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of its classes that provide {@code service}: by {@code META-INF/services}, or by {@code module-info}. */
    Set<String> providers(Class<?> service) {
        Set<String> names = new TreeSet<>();
        try {
            Path listed = classes.resolve(SERVICES + service.getName());
            if (Files.isRegularFile(listed)) {
                Files.readAllLines(listed).stream()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .forEach(names::add);
            }
            Path module = classes.resolve(MODULE_INFO);
            if (Files.isRegularFile(module)) {
                try (var in = Files.newInputStream(module)) {
                    ModuleDescriptor.read(in).provides().stream()
                            .filter(provides -> provides.service().equals(service.getName()))
                            .forEach(provides -> names.addAll(provides.providers()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    /** The latest date below {@code top}, of files and of folders: a folder's is the only one that a deletion changes. */
    private static FileTime newest(Path top, FileTime atLeast) {
        if (!Files.exists(top)) {
            return atLeast;
        }
        try (Stream<Path> files = Files.walk(top)) {
            return files.map(Project::modified).reduce(atLeast, (a, b) -> a.compareTo(b) > 0 ? a : b);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("a path without an address: " + path, e);
        }
    }
}
