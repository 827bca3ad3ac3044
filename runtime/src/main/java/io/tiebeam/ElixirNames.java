// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.Term;
import io.tiebeam.term.WireName;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names on both sides: how Java's become Erlang's, and how Elixir writes calls. */
final class ElixirNames {
    private static final Pattern WORDS =
            Pattern.compile("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

    private ElixirNames() {}

    /** The module that {@code type} is to other nodes. */
    static Atom module(Class<?> type) {
        ErlangModule named = type.getAnnotation(ErlangModule.class);
        return Atom.of(named != null ? named.value() : "Elixir." + type.getSimpleName());
    }

    /** The function that {@code method} is to other nodes. */
    static Atom function(Method method) {
        WireName named = method.getAnnotation(WireName.class);
        return Atom.of(named != null ? named.value() : snakeCase(method.getName()));
    }

    /** {@code sayName} as {@code say_name}, {@code parseURL} as {@code parse_url}. */
    static String snakeCase(String camelCase) {
        return WORDS.matcher(camelCase).replaceAll("_").toLowerCase(Locale.ROOT);
    }

    /** {@code Chat.receive_message/1}. */
    static String mfa(Atom module, Atom function, int arity) {
        return Inspect.inspect(new ExportFun(module, function, arity)).substring(1); // without the &
    }

    /** {@code Chat.receive_message("hi")}. */
    static String call(Atom module, Atom function, List<Term> arguments) {
        String mfa = mfa(module, function, 0);
        return mfa.substring(0, mfa.length() - "/0".length())
                + arguments.stream().map(Term::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
