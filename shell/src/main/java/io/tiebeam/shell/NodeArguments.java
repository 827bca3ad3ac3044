// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Cookie;
import io.tiebeam.NodeOptions;
import io.tiebeam.shell.cli.Given;
import io.tiebeam.shell.cli.Syntax;
import io.tiebeam.term.NodeName;
import java.nio.file.Path;
import java.util.Optional;

/** The options of whatever becomes a node; the same words as in erl and iex. Main thread only. */
final class NodeArguments {
    private static final String SHORT = "--sname";
    private static final String LONG = "--name";
    private static final String HIDDEN = "--hidden";
    private static final String ALLOW = "--allow-eval";
    private static final String DENY = "--no-eval";

    private final Given given;
    private final CookieArguments cookie;

    NodeArguments(Given given) {
        this.given = given;
        cookie = new CookieArguments(given);
    }

    /** Adds its options to those of a command. */
    static Syntax in(Syntax syntax) {
        syntax.option(SHORT, "NAME", "short node name: alex@localhost, or alex; undefined: others name it")
                .option(LONG, "NAME@HOST", "long node name: alex@host.example.org")
                .oneOf(SHORT, LONG);
        return CookieArguments.in(syntax)
                .flag(ALLOW, "let other nodes run code that was typed there: as shell does")
                .flag(DENY, "let them not: as run does")
                .oneOf(ALLOW, DENY)
                .flag(HIDDEN, "not listed in Node.list() of others, and no part of global");
    }

    /** Whether there is to be a node at all. */
    boolean isNamed() {
        return given.has(SHORT) || given.has(LONG);
    }

    /**
     * What was asked for; empty without a name.
     *
     * @throws CommandFailure for a name or cookie that cannot be
     */
    Optional<NodeOptions> options() {
        if (!isNamed()) {
            return Optional.empty();
        }
        try {
            NodeOptions options = cookie.isGiven() ? withCookie(cookie.given()) : withCookieOfUser();
            return Optional.of(options.hidden(given.has(HIDDEN)));
        } catch (IllegalArgumentException e) {
            String hint = e.getMessage().contains("→") ? "" : "such as --sname alex@localhost, or --sname alex";
            throw new CommandFailure(e.getMessage(), hint, ExitCodes.FAILURE);
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
        return given.value(SHORT).map(NodeOptions::sname).orElseGet(() -> NodeOptions.name(longName()));
    }

    private NodeOptions withCookie(Cookie chosen) {
        return given.value(SHORT)
                .map(name -> NodeOptions.sname(name, chosen))
                .orElseGet(() -> NodeOptions.name(longName(), chosen));
    }

    private String longName() {
        return given.value(LONG).orElseThrow();
    }

    /** Where BEAM nodes look for their cookie, too. */
    static Path home() {
        return Path.of(System.getenv().getOrDefault("HOME", System.getProperty("user.home")));
    }

    static Path configurations() {
        String folder = System.getenv().getOrDefault("XDG_CONFIG_HOME", "");
        return folder.isBlank() ? home().resolve(".config") : Path.of(folder);
    }

    /** Whether other nodes may have code evaluated here that was typed there. */
    boolean allowsEval(boolean byDefault) {
        return byDefault ? !given.has(DENY) : given.has(ALLOW);
    }
}
