// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.generate;

import io.tiebeam.Node;
import io.tiebeam.otp.Supervisor;
import io.tiebeam.term.Term;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * What a new project is called, checked: as an application, as a class, as a package. The rules for the first two are those
 * of {@code mix new}. Immutable.
 *
 * @param app the application: {@code chat_room}
 * @param type its main class: {@code ChatRoom}
 * @param pack its package and module: {@code chatroom}
 */
record ProjectNames(String app, String type, String pack) {
    private static final Pattern APP = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z0-9]*");
    private static final Predicate<String> PACKAGE =
            Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*").asMatchPredicate();

    /** What is an application on every BEAM node, or here. */
    private static final Set<String> TAKEN = Set.of(
            "asn1",
            "common_test",
            "compiler",
            "crypto",
            "debugger",
            "dialyzer",
            "diameter",
            "edoc",
            "eex",
            "eldap",
            "elixir",
            "erts",
            "et",
            "eunit",
            "ex_unit",
            "ftp",
            "hex",
            "iex",
            "inets",
            "java",
            "jdk",
            "jinterface",
            "kernel",
            "logger",
            "megaco",
            "mix",
            "mnesia",
            "observer",
            "odbc",
            "os_mon",
            "parsetools",
            "public_key",
            "reltool",
            "runtime_tools",
            "sasl",
            "snmp",
            "ssh",
            "ssl",
            "stdlib",
            "syntax_tools",
            "tftp",
            "tiebeam",
            "tools",
            "wx",
            "xmerl");

    /** Names that a file with the usual imports would read as something else. */
    private static final Set<String> PACKAGES = Stream.of(Object.class, Node.class, Supervisor.class, Term.class)
            .map(type -> type.getPackageName() + ".")
            .collect(Collectors.toUnmodifiableSet());

    /**
     * The names of the project in a folder called {@code folder}.
     *
     * @param app, type, pack what the user wants instead
     * @throws BadNameException if one cannot be
     */
    static ProjectNames of(String folder, Optional<String> app, Optional<String> type, Optional<String> pack) {
        String name = app.orElse(folder);
        if (!APP.matcher(name).matches()) {
            throw new BadNameException(
                    "Application name must start with a lowercase ASCII letter, followed by lowercase ASCII letters, numbers, or"
                            + " underscores, got: \"" + name + "\"",
                    app.isPresent() ? "" : "the name is that of the folder; to give another one: --app NAME");
        }
        if (TAKEN.contains(name)) {
            throw new BadNameException(
                    "Application name " + name
                            + " is taken: Erlang, Elixir, Java or Tiebeam come with one of this name",
                    "choose another: --app NAME");
        }
        return new ProjectNames(name, checkType(type.orElseGet(() -> camelCase(name))), checkPackage(pack, name));
    }

    private static String checkType(String type) {
        if (!TYPE.matcher(type).matches()) {
            throw new BadNameException(
                    "Module name must be a Java class name that begins with a capital letter, got: \"" + type + "\"",
                    "for example: --module ChatRoom");
        }
        if (PACKAGES.stream().anyMatch(prefix -> exists(prefix + type))) {
            throw new BadNameException(
                    "Module name " + type + " is already taken: Java or Tiebeam have a class of this name",
                    "choose another: --module NAME");
        }
        return type;
    }

    private static boolean exists(String type) {
        try {
            Class.forName(type, false, ProjectNames.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }

    private static String checkPackage(Optional<String> wanted, String app) {
        String pack = wanted.orElseGet(() -> app.replace("_", ""));
        if (!PACKAGE.test(pack) || !SourceVersion.isName(pack, SourceVersion.latest())) {
            throw new BadNameException(
                    "Package name must be words of lowercase letters, numbers or underscores with dots between them, and none"
                            + " of Java's own words, got: \"" + pack + "\"",
                    "for example: --package org.example.chat");
        }
        return pack;
    }

    private static String camelCase(String name) {
        return Arrays.stream(name.split("_"))
                .filter(word -> !word.isEmpty())
                .map(word -> word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }
}
