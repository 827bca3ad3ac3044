// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Inspect;
import java.util.regex.Pattern;

/** How Elixir writes the names of functions in calls, and how Java's names become Erlang's. */
final class ElixirNames {
    private static final Pattern PLAIN = Pattern.compile("[\\p{Ll}_][\\p{L}\\p{N}_]*[?!]?");
    private static final Pattern WORDS = Pattern.compile("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

    private ElixirNames() {}

    /** {@code function} as it stands after the dot of a call: {@code say_name}, {@code "odd name"}. */
    static String function(Atom function) {
        if (PLAIN.matcher(function.name()).matches()) {
            return function.name();
        }
        String inspected = Inspect.inspect(function);
        if (inspected.startsWith(":\"")) {
            return inspected.substring(1);
        }
        boolean operator = inspected.startsWith(":") && !Character.isLetter(inspected.codePointAt(1));
        return operator ? inspected.substring(1) : '"' + function.name() + '"';
    }

    /** {@code sayName} as {@code say_name}, {@code parseURL} as {@code parse_url}. */
    static String snakeCase(String camelCase) {
        return WORDS.matcher(camelCase).replaceAll("_").toLowerCase(java.util.Locale.ROOT);
    }
}
