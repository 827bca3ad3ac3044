// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The repository's README, as a test reads it. */
record Readme(Path folder, String text) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

    /** The one of this repository, wherever in it the test runs. */
    static Readme open() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("tiebeam"))) {
            folder = folder.getParent();
        }
        return new Readme(folder, read(folder.resolve("README.md")));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands in fences that say {@code language}. */
    List<String> blocks(String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map((MatchResult block) -> block.group(2))
                .toList();
    }
}
