// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What {@code h(X)} shows: signatures, and the first paragraph of their Javadoc. Compiled classes hold no Javadoc, so it is
 * read from sources: those of Tiebeam's exported packages and of the {@link Helpers} are resources of the shell, a
 * project's are in its folder, the JDK's in its {@code src.zip}. On the thread of the process that asked.
 */
final class Docs {
    private static final String RESOURCES = "/io/tiebeam/shell/sources/";
    private static final List<String> PACKAGES =
            List.of("io/tiebeam/", "io/tiebeam/otp/", "io/tiebeam/term/", "io/tiebeam/shell/");

    private static final List<String> JDK_PACKAGES = Stream.concat(
                    Stream.of("java.lang.*"), SnippetEngine.IMPORTS.stream())
            .filter(name -> name.startsWith("java."))
            .map(name -> name.replace('.', '/').replace("*", ""))
            .toList();

    /** Where functions are looked for that are named without a class. */
    private static final List<String> IMPORTED = List.of("Helpers", "Kernel");

    private Docs() {}

    /**
     * What is known of {@code topic}: {@code Node}, {@code Node.spawnLink}, {@code spawnLink}; empty if nothing.
     *
     * @param sources of the project, in folders as their packages
     */
    static Optional<String> of(String topic, List<Path> sources) {
        return Character.isLowerCase(topic.charAt(0)) && !topic.contains(".")
                ? function(topic)
                : type(topic, sources).or(() -> member(topic, sources));
    }

    private static Optional<String> function(String name) {
        String text = IMPORTED.stream()
                .map(owner -> source(owner, List.of()).flatMap(source -> SourceDoc.member(source, owner, name)))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("\n\n"));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Optional<String> type(String name, List<Path> sources) {
        return source(name, sources).flatMap(source -> SourceDoc.type(source, simple(name)));
    }

    private static Optional<String> member(String topic, List<Path> sources) {
        int dot = topic.lastIndexOf('.');
        return dot < 0
                ? Optional.empty()
                : source(topic.substring(0, dot), sources)
                        .flatMap(source ->
                                SourceDoc.member(source, simple(topic.substring(0, dot)), topic.substring(dot + 1)));
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The source of the class {@code name}, which may be given with its package. */
    private static Optional<String> source(String name, List<Path> sources) {
        String path = name.replace('.', '/') + ".java";
        return Stream.concat(Stream.of(""), PACKAGES.stream())
                .map(folder -> resource(folder + path))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> file(path, sources))
                .or(() -> jdk(path));
    }

    private static Optional<String> resource(String path) {
        try (InputStream in = Docs.class.getResourceAsStream(RESOURCES + path)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> file(String path, List<Path> folders) {
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                Optional<Path> found = files.filter(file -> file.endsWith(path)).findFirst();
                if (found.isPresent()) {
                    return Optional.of(Files.readString(found.get()));
                }
            } catch (IOException unreadable) {
                // then this folder has nothing to say
            }
        }
        return Optional.empty();
    }

    /** From the sources that a JDK brings along, if it does. */
    private static Optional<String> jdk(String path) {
        Path archive = Path.of(System.getProperty("java.home"), "lib", "src.zip");
        if (!Files.isRegularFile(archive)) {
            return Optional.empty();
        }
        try (ZipFile sources = new ZipFile(archive.toFile())) {
            Optional<ZipEntry> entry = Stream.concat(Stream.of(""), JDK_PACKAGES.stream())
                    .map(folder -> sources.getEntry("java.base/" + folder + path))
                    .filter(Objects::nonNull)
                    .findFirst();
            return entry.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new String(sources.getInputStream(entry.get()).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
