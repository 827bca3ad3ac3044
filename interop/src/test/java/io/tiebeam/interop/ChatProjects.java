// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import chat.ChatApplication;
import io.tiebeam.otp.Application;
import io.tiebeam.shell.demo.ElixirChat;
import io.tiebeam.shell.demo.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The chat in both languages, as projects on a stage, compiled already. */
final class ChatProjects {
    private ChatProjects() {}

    /** The example as it stands on this test's class path, as a project that is not stale: no build within the build. */
    static Path java(Stage stage) {
        return java(stage.home().resolve("java-chat"));
    }

    /** The same in {@code folder}. */
    static Path java(Path folder) {
        Path classes = folder.resolve("target/classes");
        try {
            URI origin = ChatApplication.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            if (Files.isDirectory(Path.of(origin))) {
                copy(Path.of(origin).resolve("chat"), classes.resolve("chat"));
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(Path.of(origin))) {
                    copy(jar.getPath("chat"), classes.resolve("chat"));
                }
            }
            write(classes.resolve("META-INF/services/" + Application.class.getName()), ChatApplication.class.getName());
            write(folder.resolve("pom.xml"), "<project/>");
            write(folder.resolve("target/tiebeam/classpath"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return folder;
    }

    /** The lesson's own, compiled by Mix. */
    static Path elixir(Stage stage) {
        return ElixirChat.compile(stage, Mix.beam(), elixirSource());
    }

    static Path elixirSource() {
        Path inModule = Path.of("src/test/elixir/chat");
        return Files.isDirectory(inModule) ? inModule : Path.of("interop").resolve(inModule);
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
