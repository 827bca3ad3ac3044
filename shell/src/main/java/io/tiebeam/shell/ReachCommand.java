// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.shell.cli.Command;
import io.tiebeam.shell.cli.Given;
import io.tiebeam.shell.cli.Syntax;
import java.io.PrintWriter;

/** A question about one node, asked without starting one. Main thread. */
abstract sealed class ReachCommand implements Command permits PingCommand, DoctorCommand {
    private static final String JSON = "--json";

    static Syntax syntax(String command, String example) {
        return CookieArguments.in(Syntax.of(command, "NODE [--cookie COOKIE | --cookie-file FILE] [--json]"))
                .examples(example)
                .operands("NODE", "its full name, such as kate@localhost", 1, 1)
                .flag(JSON, "say it in JSON")
                .footer("Exit codes: 0 it is there, 69 it cannot be reached, 77 it has another cookie. No node is"
                        + " started.");
    }

    @Override
    public final int run(Given given, PrintWriter out, PrintWriter err) {
        Reach reach = Reach.of(given.operand().orElseThrow(), new CookieArguments(given).orOfUser());
        if (given.has(JSON)) {
            out.print(reach.json());
        } else {
            show(reach, out, err);
        }
        out.flush();
        return reach.exitCode();
    }

    /** Tells people. */
    abstract void show(Reach reach, PrintWriter out, PrintWriter err);
}
