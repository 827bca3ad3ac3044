// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Cookie;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which cookie a command uses. Filled by picocli, main thread only. */
final class CookieArguments {
    @ArgGroup
    private Chosen chosen;

    private static final class Chosen {
        @Option(
                names = "--cookie",
                paramLabel = "COOKIE",
                description = "the word that all nodes of a cluster share; others see it in ps")
        private String word;

        @Option(
                names = "--cookie-file",
                paramLabel = "FILE",
                description = "where that word stands; default ~/.erlang.cookie, made where it is missing")
        private Path file;
    }

    /** Whether the user chose one. */
    boolean isGiven() {
        return chosen != null;
    }

    /** The one that was chosen. */
    Cookie given() {
        return chosen.word != null ? Cookie.of(chosen.word) : Cookie.fromFile(chosen.file);
    }

    /**
     * The one that was chosen, else that of the user.
     *
     * @throws CommandFailure if it cannot be had
     */
    Cookie orOfUser() {
        try {
            return isGiven() ? given() : Cookie.fromHome(NodeArguments.home());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), "", ExitCodes.FAILURE);
        }
    }
}
