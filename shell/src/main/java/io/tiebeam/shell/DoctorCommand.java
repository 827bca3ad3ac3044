// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tiebeam doctor}: walks to a node step by step, and says where the road breaks and what to do. Main thread. */
@Command(
        name = "doctor",
        header = {"  ./tiebeam doctor kate@localhost                   why can it not be reached?", ""},
        customSynopsis = "tiebeam doctor NODE [--cookie COOKIE | --cookie-file FILE] [--json]",
        sortOptions = false,
        footer = {
            "",
            "Exit codes: 0 it is there, 69 it cannot be reached, 77 it has another cookie. No node is started."
        })
final class DoctorCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NODE", description = "its full name, such as kate@localhost")
    private String node;

    @Mixin
    private CookieArguments cookie;

    @Option(names = "--json", description = "say it in JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Reach reach = Reach.of(node, cookie.orOfUser());
        spec.commandLine().getOut().print(json ? reach.json() : reach.road());
        spec.commandLine().getOut().flush();
        return reach.exitCode();
    }
}
