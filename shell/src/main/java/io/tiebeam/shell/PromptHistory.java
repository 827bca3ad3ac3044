// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jline.reader.impl.history.DefaultHistory;

/**
 * The lines that were typed, also at earlier starts: in a file that only its owner reads. A line about a cookie is not
 * kept, neither there nor here. Used by the line editor.
 */
final class PromptHistory extends DefaultHistory {
    @Override
    public void add(Instant time, String line) {
        if (!line.toLowerCase(Locale.ROOT).contains("cookie")) {
            super.add(time, line);
        }
    }

    /** Where they are kept: below {@code XDG_STATE_HOME}, or {@code ~/.local/state}. Empty if that cannot be had. */
    static Optional<Path> file() {
        String state = System.getenv().getOrDefault("XDG_STATE_HOME", "");
        Path folder =
                (state.isEmpty() ? NodeArguments.home().resolve(".local/state") : Path.of(state)).resolve("tiebeam");
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve("history");
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            return Files.isWritable(file) ? Optional.of(file) : Optional.empty();
        } catch (IOException | UnsupportedOperationException noSuchPlace) {
            return Optional.empty(); // then lines are kept while the shell runs
        }
    }
}
