// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tiebeam ping}: asks whether a node is there. Main thread. */
@Command(
        name = "ping",
        header = {"  ./tiebeam ping kate@localhost                     is that node there, and does it let us in?", ""},
        customSynopsis = "tiebeam ping NODE [--cookie COOKIE | --cookie-file FILE] [--json]",
        sortOptions = false,
        footer = {
            "",
            "Exit codes: 0 it is there, 69 it cannot be reached, 77 it has another cookie. No node is started."
        })
final class PingCommand implements Callable<Integer> {
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
        if (json) {
            spec.commandLine().getOut().print(reach.json());
        } else if (reach.isGood()) {
            spec.commandLine().getOut().println("pong");
        } else {
            spec.commandLine().getOut().println("pang");
            spec.commandLine().getErr().println(reach.obstacle());
        }
        spec.commandLine().getOut().flush();
        return reach.exitCode();
    }
}
