// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A question about one node, asked without starting one. Main thread. */
abstract sealed class ReachCommand implements Callable<Integer> permits PingCommand, DoctorCommand {
    static final String EXIT_CODES =
            "Exit codes: 0 it is there, 69 it cannot be reached, 77 it has another cookie. No node is started.";

    @Parameters(index = "0", paramLabel = "NODE", description = "its full name, such as kate@localhost")
    private String node;

    @Mixin
    private CookieArguments cookie;

    @Option(names = "--json", description = "say it in JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public final Integer call() {
        Reach reach = Reach.of(node, cookie.orOfUser());
        if (json) {
            spec.commandLine().getOut().print(reach.json());
        } else {
            show(reach, spec);
        }
        spec.commandLine().getOut().flush();
        return reach.exitCode();
    }

    /** Tells people. */
    abstract void show(Reach reach, CommandSpec command);
}
