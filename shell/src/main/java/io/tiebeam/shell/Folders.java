// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders with all that is in them. Any thread. */
final class Folders {
    private Folders() {}

    /** Moves the files below {@code from} to the same places below {@code to}, over those that are there. */
    static void moveFiles(Path from, Path to) throws IOException {
        for (Path file : below(from)) {
            if (Files.isRegularFile(file)) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Removes {@code folder}; nothing happens if it is not there. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path file : below(folder)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The deepest first. */
    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
