// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.shell.cli.Syntax;
import java.io.PrintWriter;

/** {@code tiebeam ping}: asks whether a node is there. */
final class PingCommand extends ReachCommand {
    @Override
    public Syntax syntax() {
        return syntax("ping", "  ./tiebeam ping kate@localhost      is that node there, and does it let us in?");
    }

    @Override
    void show(Reach reach, PrintWriter out, PrintWriter err) {
        out.println(reach.isGood() ? "pong" : "pang");
        if (!reach.isGood()) {
            err.println(reach.obstacle());
        }
    }
}
