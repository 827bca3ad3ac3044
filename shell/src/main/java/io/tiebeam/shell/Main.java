// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.shell.demo.DemoCommand;
import io.tiebeam.shell.generate.NewCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's entry, called by the launcher on the JVM's main thread. */
@Command(
        name = "tiebeam",
        subcommands = {
            ShellCommand.class,
            RunCommand.class,
            TestCommand.class,
            EpmdCommand.class,
            DemoCommand.class,
            NewCommand.class,
            PingCommand.class,
            DoctorCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private Main() {}

    /** Runs one command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
    }

    /** Runs one command: the exit code. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        if (Help.isAskedFor(args)) {
            return Help.print(commandLine(out, err), args);
        }
        return commandLine(out, err).execute(args);
    }

    private static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(false)
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
