// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tiebeam doctor}: walks to a node step by step, and says where the road breaks and what to do. */
@Command(
        name = "doctor",
        header = {"  ./tiebeam doctor kate@localhost                   why can it not be reached?", ""},
        customSynopsis = "tiebeam doctor NODE [--cookie COOKIE | --cookie-file FILE] [--json]",
        sortOptions = false,
        footer = {"", ReachCommand.EXIT_CODES})
final class DoctorCommand extends ReachCommand {
    @Override
    void show(Reach reach, CommandSpec command) {
        command.commandLine().getOut().print(reach.road());
    }
}
