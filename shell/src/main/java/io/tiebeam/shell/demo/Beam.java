// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An installation of Elixir: the one in {@code BEAM_HOME}, else the one on the {@code PATH}.
 *
 * @param folder where its programs are
 */
public record Beam(Path folder) {
    /** How to get one. */
    public static final String INSTALL = "apt-get install elixir erlang-dev";

    /** The installation that is used here, if there is one. */
    public static Optional<Beam> find() {
        Stream<Path> chosen = Stream.ofNullable(System.getenv("BEAM_HOME")).map(home -> Path.of(home, "bin"));
        Stream<Path> path = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .map(Path::of);
        return Stream.concat(chosen, path)
                .filter(folder ->
                        Files.isExecutable(folder.resolve("iex")) && Files.isExecutable(folder.resolve("mix")))
                .findFirst()
                .map(Beam::new);
    }

    /** The path of one of its programs. */
    public String program(String name) {
        return folder.resolve(name).toString();
    }
}
