// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Cookie;
import io.tiebeam.NodeOptions;
import io.tiebeam.term.NodeName;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of whatever becomes a node; the same words as in erl and iex. Filled by picocli, main thread only. */
final class NodeArguments {
    @ArgGroup
    private NameArgument name;

    @Mixin
    private CookieArguments cookie;

    @Option(names = "--hidden", description = "not listed in Node.list() of others, and no part of global")
    private boolean hidden;

    @ArgGroup
    private EvalArgument eval;

    private static final class NameArgument {
        @Option(
                names = "--sname",
                paramLabel = "NAME",
                description = "short node name: alex@localhost, or alex on this host")
        private String shortName;

        @Option(names = "--name", paramLabel = "NAME@HOST", description = "long node name: alex@host.example.org")
        private String longName;
    }

    private static final class EvalArgument {
        @Option(names = "--allow-eval", description = "let other nodes run code that was typed there: as shell does")
        private boolean allow;

        @Option(names = "--no-eval", description = "let them not: as run does")
        private boolean deny;
    }

    /** Whether there is to be a node at all. */
    boolean isNamed() {
        return name != null;
    }

    /**
     * What was asked for; empty without a name.
     *
     * @throws CommandFailure for a name or cookie that cannot be
     */
    Optional<NodeOptions> options() {
        if (name == null) {
            return Optional.empty();
        }
        try {
            NodeOptions options = cookie.isGiven() ? withCookie(cookie.given()) : withCookieOfUser();
            return Optional.of(options.hidden(hidden));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), "", ExitCodes.FAILURE);
        }
    }

    /** What was asked for, else a hidden node that can visit {@code node}, under a name that nobody else has. */
    NodeOptions optionsOrVisitor(NodeName node) {
        return options().orElseGet(() -> {
            boolean local = node.host().equals("localhost") || node.host().startsWith("127.");
            String own = "visit-" + ProcessHandle.current().pid() + (local ? "@" + node.host() : "");
            try {
                Cookie chosen = cookie.orOfUser();
                return (node.isLong() ? NodeOptions.name(own, chosen) : NodeOptions.sname(own, chosen)).hidden(true);
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(e.getMessage(), "name this node: --sname or --name", ExitCodes.FAILURE);
            }
        });
    }

    private NodeOptions withCookieOfUser() {
        return name.shortName != null ? NodeOptions.sname(name.shortName) : NodeOptions.name(name.longName);
    }

    private NodeOptions withCookie(Cookie chosen) {
        return name.shortName != null
                ? NodeOptions.sname(name.shortName, chosen)
                : NodeOptions.name(name.longName, chosen);
    }

    /** Where BEAM nodes look for their cookie, too. */
    static Path home() {
        return Path.of(System.getenv().getOrDefault("HOME", System.getProperty("user.home")));
    }

    /** Whether other nodes may have code evaluated here that was typed there. */
    boolean allowsEval(boolean byDefault) {
        return eval == null ? byDefault : eval.allow;
    }
}
