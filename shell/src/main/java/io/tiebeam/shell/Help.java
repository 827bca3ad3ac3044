// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.shell.cli.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** {@code tiebeam help [COMMAND]}, and {@code --help} among the words of a command. Main thread only. */
final class Help {
    private Help() {}

    /** Whether {@code words} ask for help, or for nothing. */
    static boolean isAskedFor(List<String> words) {
        return words.isEmpty() || isHelp(words.getFirst()) || words.contains("--help") || words.contains("-h");
    }

    /** Prints what {@code words} ask about: the exit code. */
    static int print(List<String> words, PrintWriter out, PrintWriter err) {
        Optional<String> topic = words.stream().filter(word -> !isHelp(word)).findFirst();
        if (topic.isEmpty()) {
            out.print(overview());
            out.flush();
            return ExitCodes.OK;
        }
        Optional<Command> command = Main.command(topic.get());
        if (command.isEmpty()) {
            err.println("tiebeam: there is no help about '" + topic.get() + "'. Commands: "
                    + String.join(", ", Main.COMMANDS));
            return ExitCodes.USAGE;
        }
        out.print(command.get().syntax().help());
        out.flush();
        return ExitCodes.OK;
    }

    /** The text of {@code tiebeam help}; the launcher prints the same file without starting a JVM. */
    static String overview() {
        try (InputStream in = Help.class.getResourceAsStream("help.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isHelp(String word) {
        return word.equals("help") || word.equals("--help") || word.equals("-h");
    }
}
