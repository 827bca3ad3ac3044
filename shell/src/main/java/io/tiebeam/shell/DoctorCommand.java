// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.shell.cli.Syntax;
import java.io.PrintWriter;

/** {@code tiebeam doctor}: walks to a node step by step, and says where the road breaks and what to do. */
final class DoctorCommand extends ReachCommand {
    @Override
    public Syntax syntax() {
        return syntax("doctor", "  ./tiebeam doctor kate@localhost      why can it not be reached?");
    }

    @Override
    void show(Reach reach, PrintWriter out, PrintWriter err) {
        out.print(reach.road());
    }
}
