// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Cookie;
import io.tiebeam.shell.cli.Given;
import io.tiebeam.shell.cli.Syntax;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Which cookie a command uses. Main thread only. */
final class CookieArguments {
    private static final String WORD = "--cookie";
    private static final String FILE = "--cookie-file";

    private final Optional<String> word;
    private final Optional<Path> file;

    CookieArguments(Given given) {
        word = given.value(WORD);
        file = given.value(FILE).map(Path::of);
    }

    /** Adds its options to those of a command. */
    static Syntax in(Syntax syntax) {
        return syntax.option(WORD, "COOKIE", "the word that all nodes of a cluster share; others see it in ps")
                .option(FILE, "FILE", "where that word stands; default ~/.erlang.cookie, made where it is missing")
                .oneOf(WORD, FILE);
    }

    /** Whether the user chose one. */
    boolean isGiven() {
        return word.isPresent() || file.isPresent();
    }

    /** The one that was chosen. */
    Cookie given() {
        return word.map(Cookie::of).orElseGet(() -> Cookie.fromFile(file.orElseThrow()));
    }

    /** Hands the choice, if there was one, on to the JVM of the tests: not on its command line, which others can see. */
    void passOn(Map<String, String> environment) {
        word.ifPresent(cookie -> environment.put("TIEBEAM_TEST_COOKIE", cookie));
        file.ifPresent(path -> environment.put(
                "TIEBEAM_TEST_COOKIE_FILE", path.toAbsolutePath().toString()));
    }

    /**
     * The one that was chosen, else that of the user.
     *
     * @throws CommandFailure if it cannot be had
     */
    Cookie orOfUser() {
        try {
            return isGiven() ? given() : Cookie.fromHome(NodeArguments.home(), NodeArguments.configurations());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), "", ExitCodes.FAILURE);
        }
    }
}
