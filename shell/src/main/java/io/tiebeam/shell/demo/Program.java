// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that is a node with a prompt, and how it is started. Immutable. */
public sealed interface Program {
    /** What its prompt understands. */
    Language language();

    /** The command that starts it as the node {@code name}. */
    List<String> command(String name);

    /** The folder it is started in. */
    Path folder();

    /** The command {@code tiebeam} with {@code words}, in a JVM like this one. */
    static List<String> tiebeam(List<String> words) {
        List<String> command = new ArrayList<>(ThisJvm.command());
        command.addAll(words);
        return command;
    }

    /**
     * {@code tiebeam shell} in a JVM like this one.
     *
     * @param options options of {@code tiebeam shell}, without the name
     */
    record TiebeamShell(List<String> options) implements Program {
        @Override
        public Language language() {
            return Language.JAVA;
        }

        @Override
        public List<String> command(String name) {
            List<String> words = new ArrayList<>(List.of("shell", "--sname", name));
            words.addAll(options);
            return tiebeam(words);
        }

        @Override
        public Path folder() {
            return Path.of("").toAbsolutePath();
        }
    }

    /**
     * {@code iex}. It starts no epmd.
     *
     * @param beam where it is
     * @param folder the folder to start it in; that of the project, where {@code options} say {@code -S mix}
     * @param options options of {@code iex}, without the name
     */
    record Iex(Beam beam, Path folder, List<String> options) implements Program {
        @Override
        public Language language() {
            return Language.ELIXIR;
        }

        @Override
        public List<String> command(String name) {
            List<String> command = new ArrayList<>();
            command.addAll(List.of(beam.program("iex"), "--erl", "-start_epmd false", "--sname", name));
            command.addAll(options);
            return command;
        }
    }
}
