// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Cookie;
import io.tiebeam.dist.Checkup;
import io.tiebeam.dist.Checkup.Finding;
import io.tiebeam.dist.Checkup.Stage;
import java.util.List;

/** Whether a node can be reached, and what is in the way: what {@code ping} and {@code doctor} tell. Immutable. */
record Reach(String node, List<Finding> findings) {
    /** Walks to {@code node}. Blocks, for seconds at the most. */
    static Reach of(String node, Cookie cookie) {
        return new Reach(node, Checkup.walk(node, EpmdCommand.endpoint(), cookie.bytes(), cookie.toString()));
    }

    boolean isGood() {
        return findings.getLast().isGood();
    }

    /** The exit code that says it to scripts. */
    int exitCode() {
        if (isGood()) {
            return ExitCodes.OK;
        }
        return switch (findings.getLast().stage()) {
            case NAME -> ExitCodes.USAGE;
            case COOKIE -> ExitCodes.COOKIE_REFUSED;
            case HOST, EPMD, PORT, HANDSHAKE, FLAGS -> ExitCodes.UNREACHABLE;
        };
    }

    /** The whole road, for people. */
    String road() {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            text.append(finding.isGood() ? "ok   " : "FAIL ");
            text.append(String.format("%-10s", finding.stage()));
            text.append(finding.what().replace("\n", "\n               ")).append('\n');
            finding.advice().forEach(line -> text.append("     → ").append(line).append('\n'));
        }
        for (Stage stage : Stage.values()) {
            if (stage.compareTo(findings.getLast().stage()) > 0) {
                text.append("--   ").append(stage).append('\n');
            }
        }
        return text.toString();
    }

    /** What is in the way, for people. */
    String obstacle() {
        Finding last = findings.getLast();
        StringBuilder text = new StringBuilder("** no connection to " + node + " (noconnection): ");
        text.append(last.what().replace("\n", "\n   "));
        last.advice().forEach(line -> text.append("\n   → ").append(line));
        return text.append("\n   → the whole road:  ./tiebeam doctor ")
                .append(node)
                .toString();
    }

    String json() {
        return Json.text(Json.object(
                "node", node,
                "reachable", isGood(),
                "steps",
                        findings.stream()
                                .map(f -> Json.object(
                                        "step", f.stage().toString(),
                                        "ok", f.isGood(),
                                        "what", f.what(),
                                        "advice", f.advice()))
                                .toList()));
    }
}
