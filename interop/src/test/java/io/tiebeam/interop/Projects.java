// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import chat.ChatApplication;
import counters.CountersApplication;
import io.tiebeam.otp.Application;
import io.tiebeam.shell.demo.ElixirProject;
import io.tiebeam.shell.demo.Stage;
import io.tiebeam.testing.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The applications of the lesson and of the tour, in both languages, as projects on a stage, compiled already. */
final class Projects {
    private static final Map<String, Class<? extends Application>> JAVA =
            Map.of("chat", ChatApplication.class, "counters", CountersApplication.class);

    private Projects() {}

    /** {@code name} as it stands on this test's class path, as a project that is not stale: no build within the build. */
    static Path java(Stage stage, String name) {
        return java(stage.home().resolve("java-" + name), name);
    }

    /** The same in {@code folder}. */
    static Path java(Path folder, String name) {
        Class<?> application = JAVA.get(name);
        Path classes = folder.resolve("target/classes");
        if (Files.exists(classes)) {
            return folder; // two nodes run it
        }
        try {
            URI origin = application
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            if (Files.isDirectory(Path.of(origin))) {
                copy(Path.of(origin).resolve(name), classes.resolve(name));
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(Path.of(origin))) {
                    copy(jar.getPath(name), classes.resolve(name));
                }
            }
            write(classes.resolve("META-INF/services/" + Application.class.getName()), application.getName());
            write(folder.resolve("pom.xml"), "<project/>");
            write(folder.resolve("target/tiebeam/classpath"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return folder;
    }

    /** {@code name} in Elixir, compiled by Mix. */
    static Path elixir(Stage stage, String name) {
        return ElixirProject.compile(stage, Mix.beam(), elixirSource(name));
    }

    static Path elixirSource(String name) {
        return Page.top().resolve("interop/src/test/elixir").resolve(name);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = target.resolve(source.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
    }
}
