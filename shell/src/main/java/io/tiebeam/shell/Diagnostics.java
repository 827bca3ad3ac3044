// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;

/** Says in words what the compiler has against a snippet. Engine's thread only. */
final class Diagnostics {
    private static final Pattern UNKNOWN_SYMBOL = Pattern.compile("symbol:\\s+(variable|class|method) ([\\w.]+)");

    private Diagnostics() {}

    /** The input ended in the middle of {@code source}. */
    static String incomplete(String source) {
        return "** (CompileError) the input ends before this is complete\n" + indented(source);
    }

    /** Why {@code snippet} was not accepted, each complaint with the place it is about. */
    static String rejected(JShell shell, Snippet snippet) {
        List<Diag> errors = shell.diagnostics(snippet).filter(Diag::isError).toList();
        String hint = errors.stream()
                .map(error -> UNKNOWN_SYMBOL.matcher(error.getMessage(Locale.ROOT)))
                .filter(Matcher::find)
                .map(unknown -> hint(unknown, snippet.source()))
                .findFirst()
                .orElse("");
        return errors.stream()
                        .map(error -> "** (CompileError) " + message(error) + "\n" + place(snippet.source(), error))
                        .collect(Collectors.joining("\n"))
                + hint;
    }

    /** What must be declared before {@code snippet} can be used; empty if nothing. */
    static String waitsFor(JShell shell, Snippet snippet) {
        if (!(snippet instanceof DeclarationSnippet declaration)) {
            return "";
        }
        List<String> problems =
                shell.diagnostics(snippet).map(Diagnostics::message).toList();
        String missing = shell.unresolvedDependencies(declaration).collect(Collectors.joining(", "));
        return declaration.name() + " cannot be used before "
                + (missing.isEmpty() ? "this is solved: " + String.join("; ", problems) : missing + " is declared");
    }

    /** Java binds early and Elixir late: the one difference that every user of a prompt meets. */
    private static String hint(Matcher unknown, String source) {
        String name = unknown.group(2);
        if (unknown.group(1).equals("method") || !Character.isUpperCase(name.charAt(0))) {
            return "";
        }
        Matcher call = Pattern.compile("\\b" + Pattern.quote(name) + "(?:\\.|::)([a-z]\\w*)(\\([^()]*\\))?")
                .matcher(source);
        String method = call.find() ? call.group(1) : "function";
        String arguments = call.hasMatch() && call.group(2) != null ? call.group(2) : "()";
        return "\n   Java needs " + name + " at compile time. What only another node has is called there:"
                + "\n   → by its name:    Mfa.of(\"Elixir." + name + "\", \"" + snakeCase(method) + "\""
                + (arguments.equals("()") ? "" : ", ") + arguments.substring(1)
                + "\n   → as it is typed: Mfa.eval(" + quoted(name + "." + method + arguments)
                + "), if that node is a shell that allows it"
                + "\n   as in Node.spawnLink(\"kate@localhost\", Mfa...)";
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** javac's text on one line, without its guess where in generated code it looked. */
    private static String message(Diag error) {
        return error.getMessage(Locale.ROOT)
                .lines()
                .filter(line -> !line.strip().startsWith("location:"))
                .map(String::strip)
                .collect(Collectors.joining(": "))
                .replaceFirst(": symbol:\\s+", ": ");
    }

    private static String place(String source, Diag error) {
        int from = Math.clamp(error.getStartPosition(), 0, source.length());
        int to = Math.clamp(error.getEndPosition(), from, source.length());
        int lineStart = source.lastIndexOf('\n', from - 1) + 1;
        int lineEnd = source.indexOf('\n', from) < 0 ? source.length() : source.indexOf('\n', from);
        int width = Math.max(1, Math.min(to, lineEnd) - from);
        return indented(source.substring(lineStart, lineEnd)) + "\n   " + " ".repeat(from - lineStart)
                + "^".repeat(width);
    }

    private static String indented(String text) {
        return text.lines().map(line -> "   " + line).collect(Collectors.joining("\n"));
    }
}
