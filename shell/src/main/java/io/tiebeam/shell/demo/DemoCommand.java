// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import io.tiebeam.shell.cli.Command;
import io.tiebeam.shell.cli.Given;
import io.tiebeam.shell.cli.Syntax;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/** {@code tiebeam demo}: plays the lesson on nodes that are processes of their own, and checks it. Main thread. */
public final class DemoCommand implements Command {
    @Override
    public Syntax syntax() {
        return Syntax.of("demo", "")
                .examples("  ./tiebeam demo                play the lesson on three nodes, and check it")
                .footer("It uses an EPMD port of its own and touches no other node. With Elixir installed, or in"
                        + " BEAM_HOME/bin, real Elixir nodes play along. The exit code is 1 if anything went wrong.");
    }

    @Override
    public int run(Given given, PrintWriter out, PrintWriter err) {
        Optional<Path> home = ThisJvm.home();
        if (home.isEmpty()) {
            err.println("** the demo needs the project's folder\n   → start it with ./tiebeam demo");
            return 1;
        }
        boolean colour = System.console() != null && System.console().isTerminal() && System.getenv("NO_COLOR") == null;
        return new Demo(new Report(out, colour), home.get()).play() ? 0 : 1;
    }
}
