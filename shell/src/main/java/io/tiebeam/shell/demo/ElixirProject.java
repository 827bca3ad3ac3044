// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A project in Elixir, the lesson's own chat first of all, compiled on a stage. */
public final class ElixirProject {
    private ElixirProject() {}

    /**
     * Copies the Mix project {@code source} to {@code stage} and compiles it; it has no dependencies, so that needs no
     * network.
     *
     * @return its new folder
     * @throws IllegalStateException with Mix's own words if it does not compile
     */
    public static Path compile(Stage stage, Beam beam, Path source) {
        Path folder = stage.home().resolve(source.getFileName().toString());
        try {
            copy(source, folder);
            var builder = new ProcessBuilder(beam.program("mix"), "compile")
                    .directory(folder.toFile())
                    .redirectErrorStream(true);
            builder.environment().putAll(stage.environment());
            Process mix = builder.start();
            mix.getOutputStream().close();
            String output = new String(mix.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (mix.waitFor() != 0) {
                throw new IllegalStateException("mix compile failed in " + folder + ":\n" + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while mix compiled " + folder, e);
        }
        return folder;
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path relative = source.relativize(file);
                if (!relative.startsWith("_build")) {
                    Files.copy(file, target.resolve(relative.toString()));
                }
            }
        }
    }
}
