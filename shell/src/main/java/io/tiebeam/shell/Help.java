// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine;

/** {@code tiebeam help [COMMAND]}, and {@code --help} anywhere before other arguments. Main thread only. */
final class Help {
    private Help() {}

    /** Whether {@code args} ask for help, or for nothing. */
    static boolean isAskedFor(String[] args) {
        return args.length == 0
                || isHelp(args[0])
                || Arrays.stream(args).anyMatch(arg -> arg.equals("--help") || arg.equals("-h"));
    }

    /** Prints what {@code args} ask about: the exit code. */
    static int print(CommandLine commands, String[] args) {
        String topic =
                Arrays.stream(args).filter(arg -> !isHelp(arg)).findFirst().orElse("");
        if (topic.isEmpty()) {
            commands.getOut().print(overview());
            commands.getOut().flush();
            return ExitCodes.OK;
        }
        CommandLine command = commands.getSubcommands().get(topic);
        if (command == null) {
            commands.getErr()
                    .println("tiebeam: there is no help about '" + topic + "'. Commands: "
                            + String.join(", ", commands.getSubcommands().keySet()));
            return ExitCodes.USAGE;
        }
        command.usage(commands.getOut());
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

    private static boolean isHelp(String arg) {
        return arg.equals("help") || arg.equals("--help") || arg.equals("-h");
    }
}
