// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Cookie;
import java.nio.file.Path;
import java.util.Map;
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

    /** Hands the choice, if there was one, on to the JVM of the tests: not on its command line, which others can see. */
    void passOn(Map<String, String> environment) {
        if (isGiven() && chosen.word != null) {
            environment.put("TIEBEAM_TEST_COOKIE", chosen.word);
        } else if (isGiven()) {
            environment.put(
                    "TIEBEAM_TEST_COOKIE_FILE", chosen.file.toAbsolutePath().toString());
        }
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
