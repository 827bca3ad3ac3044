// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tiebeam demo}: plays the lesson on nodes that are processes of their own, and checks it. Main thread. */
@Command(
        name = "demo",
        header = {"  ./tiebeam demo                play the lesson on three nodes, and check it", ""},
        customSynopsis = "tiebeam demo",
        footer = {
            "",
            "It uses an EPMD port of its own and touches no other node. With Elixir installed, or in",
            "BEAM_HOME/bin, real Elixir nodes play along. The exit code is 1 if anything went wrong."
        })
public final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public DemoCommand() {}

    @Override
    public Integer call() {
        Optional<Path> home = ThisJvm.home();
        if (home.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("** the demo needs the project's folder\n   → start it with ./tiebeam demo");
            return 1;
        }
        boolean colour = System.console() != null && System.console().isTerminal() && System.getenv("NO_COLOR") == null;
        return new Demo(new Report(spec.commandLine().getOut(), colour), home.get()).play() ? 0 : 1;
    }
}
