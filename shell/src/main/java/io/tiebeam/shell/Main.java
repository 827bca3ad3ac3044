// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.shell.demo.DemoCommand;
import io.tiebeam.shell.generate.NewCommand;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's entry, called by the launcher on the JVM's main thread. */
@Command(name = "tiebeam", synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private static final List<String> COMMANDS =
            List.of("shell", "run", "test", "epmd", "demo", "new", "ping", "doctor", "observe");

    private Main() {}

    /** The class of a command: that of one is loaded and looked into in a moment, those of all are not. */
    private static Class<?> command(String name) {
        return switch (name) {
            case "shell" -> ShellCommand.class;
            case "run" -> RunCommand.class;
            case "test" -> TestCommand.class;
            case "epmd" -> EpmdCommand.class;
            case "demo" -> DemoCommand.class;
            case "new" -> NewCommand.class;
            case "ping" -> PingCommand.class;
            case "doctor" -> DoctorCommand.class;
            case "observe" -> ObserveCommand.class;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Runs one command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
    }

    /** Runs one command: the exit code. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        if (Help.isAskedFor(args)) {
            return Help.print(commandLine(COMMANDS, out, err), args);
        }
        List<String> needed = COMMANDS.contains(args[0]) ? List.of(args[0]) : COMMANDS;
        return commandLine(needed, out, err).execute(args);
    }

    private static CommandLine commandLine(List<String> commands, PrintWriter out, PrintWriter err) {
        CommandLine all = new CommandLine(new Main());
        commands.forEach(name -> all.addSubcommand(name, command(name)));
        return all.setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler(Main::failed);
    }

    private static int wrongUsage(CommandLine.ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println("tiebeam: " + wrong.getMessage().replaceFirst("^Error: ", ""));
        command.getErr()
                .println("  see: ./tiebeam help" + (command.getParent() == null ? "" : " " + command.getCommandName()));
        return ExitCodes.USAGE;
    }

    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        if (failure instanceof CommandFailure known) {
            command.getErr().println(known.getMessage());
            return known.exitCode();
        }
        command.getErr().println("** (" + failure.getClass().getName() + ") " + failure.getMessage());
        failure.printStackTrace(command.getErr());
        return ExitCodes.FAILURE;
    }
}
