// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.shell.cli.Command;
import io.tiebeam.shell.cli.Given;
import io.tiebeam.shell.cli.Similar;
import io.tiebeam.shell.cli.UsageException;
import io.tiebeam.shell.demo.DemoCommand;
import io.tiebeam.shell.generate.NewCommand;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** The command line's entry, called by the launcher on the JVM's main thread. */
public final class Main {
    /** In the order in which they are told. */
    static final List<String> COMMANDS =
            List.of("new", "demo", "test", "shell", "run", "epmd", "ping", "doctor", "observe");

    private Main() {}

    /** The command called {@code name}: the class of that one alone is loaded. */
    static Optional<Command> command(String name) {
        return switch (name) {
            case "shell" -> Optional.of(new ShellCommand());
            case "run" -> Optional.of(new RunCommand());
            case "test" -> Optional.of(new TestCommand());
            case "epmd" -> Optional.of(new EpmdCommand());
            case "demo" -> Optional.of(new DemoCommand());
            case "new" -> Optional.of(new NewCommand());
            case "ping" -> Optional.of(new PingCommand());
            case "doctor" -> Optional.of(new DoctorCommand());
            case "observe" -> Optional.of(new ObserveCommand());
            default -> Optional.empty();
        };
    }

    /** Runs one command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
    }

    /** Runs one command: the exit code. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        List<String> words = List.of(args);
        if (Help.isAskedFor(words)) {
            return Help.print(words, out, err);
        }
        String name = words.getFirst();
        Optional<Command> command = command(name);
        if (command.isEmpty()) {
            err.println("tiebeam: there is no command '" + name + "'"
                    + Similar.to(name, COMMANDS)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("") + ". Commands: " + String.join(", ", COMMANDS) + ", help.");
            return ExitCodes.USAGE;
        }
        try {
            Given given = command.get().syntax().read(words.subList(1, words.size()));
            return command.get().run(given, out, err);
        } catch (UsageException wrong) {
            err.println("tiebeam: " + wrong.getMessage());
            err.println("  see: ./tiebeam help " + name);
            return ExitCodes.USAGE;
        } catch (CommandFailure known) {
            err.println(known.getMessage());
            return known.exitCode();
        } catch (Exception unknown) {
            err.println("** (" + unknown.getClass().getName() + ") " + unknown.getMessage());
            unknown.printStackTrace(err);
            return ExitCodes.FAILURE;
        }
    }
}
