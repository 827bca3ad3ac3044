// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of whatever becomes a node; the same words as in erl and iex. Filled by picocli. */
final class NodeArguments {
    @ArgGroup(exclusive = true)
    private NameArgument name = new NameArgument();

    @ArgGroup(exclusive = true)
    private CookieArgument cookie = new CookieArgument();

    @ArgGroup(exclusive = true)
    private EvalArgument eval = new EvalArgument();

    private static final class NameArgument {
        @Option(
                names = "--sname",
                paramLabel = "NAME",
                description = "short node name: alex@localhost, or alex on this host")
        private String shortName;

        @Option(names = "--name", paramLabel = "NAME@HOST", description = "long node name: alex@host.example.org")
        private String longName;
    }

    private static final class CookieArgument {
        @Option(
                names = "--cookie",
                paramLabel = "COOKIE",
                description = "the word that all nodes of a cluster share; others see it in ps")
        private String word;

        @Option(
                names = "--cookie-file",
                paramLabel = "FILE",
                description = "where it stands; default ~/.erlang.cookie, made where missing")
        private Path file;
    }

    private static final class EvalArgument {
        @Option(names = "--allow-eval", description = "let other nodes run code that was typed at their prompts")
        private boolean allow;

        @Option(names = "--no-eval", description = "do not")
        private boolean deny;
    }
}
