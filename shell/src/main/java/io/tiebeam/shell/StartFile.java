// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a user has evaluated before each first prompt: {@code .tiebeam.jsh} in the current folder, else in the home folder,
 * as iex reads {@code .iex.exs}. Values are not shown. Main thread.
 */
final class StartFile {
    static final String NAME = ".tiebeam.jsh";

    private StartFile() {}

    /** The file that is to be read; empty if there is none. */
    static Optional<Path> find(Path current, Path home) {
        return Stream.of(current, home)
                .map(folder -> folder.resolve(NAME))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** Evaluates {@code file}; what fails is told, and the rest of it left out. */
    static void evaluate(Path file, Workbench bench, Evaluator evaluator, Prompt prompt) throws InterruptedException {
        try {
            if (!new Session(bench, evaluator, new Silent(prompt))
                    .evaluate(Files.readString(file), Session.UNNUMBERED)) {
                prompt.complain("   in " + file);
            }
        } catch (IOException e) {
            prompt.complain("** cannot read " + file + ": " + e);
        }
    }

    /** Shows nothing but complaints. */
    private record Silent(Prompt prompt) implements Prompt {
        @Override
        public Optional<String> next(String node, int number) {
            return Optional.empty();
        }

        @Override
        public void greet(String text) {}

        @Override
        public void show(String text) {}

        @Override
        public void complain(String text) {
            prompt.complain(text);
        }

        @Override
        public void onInterrupt(Runnable action) {
            prompt.onInterrupt(action);
        }

        @Override
        public void close() {}
    }
}
