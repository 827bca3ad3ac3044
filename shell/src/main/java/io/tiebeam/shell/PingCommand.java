// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tiebeam ping}: asks whether a node is there. */
@Command(
        name = "ping",
        header = {"  ./tiebeam ping kate@localhost                     is that node there, and does it let us in?", ""},
        customSynopsis = "tiebeam ping NODE [--cookie COOKIE | --cookie-file FILE] [--json]",
        sortOptions = false,
        footer = {"", ReachCommand.EXIT_CODES})
final class PingCommand extends ReachCommand {
    @Override
    void show(Reach reach, CommandSpec command) {
        command.commandLine().getOut().println(reach.isGood() ? "pong" : "pang");
        if (!reach.isGood()) {
            command.commandLine().getErr().println(reach.obstacle());
        }
    }
}
