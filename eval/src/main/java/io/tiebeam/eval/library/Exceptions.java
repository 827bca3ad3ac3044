// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.ExitReasons;
import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Elixir's exceptions: those that it has itself, and {@code Exception}. */
final class Exceptions {
    static final Atom EXCEPTION = Atom.of("__exception__");
    private static final Atom MESSAGE = Atom.of("message");

    /** The exceptions that are made of a message, and what they say without one. */
    private static final Map<String, String> WITH_MESSAGE = Map.of(
            "RuntimeError", "runtime error",
            "ArgumentError", "argument error",
            "ArithmeticError", "bad argument in arithmetic expression",
            "SystemLimitError", "a system limit has been reached",
            "Enum.EmptyError", "empty error",
            "Enum.OutOfBoundsError", "out of bounds error");

    /** The others, and their fields. */
    private static final Map<String, List<String>> WITH_FIELDS = Map.of(
            "KeyError", List.of("key", "term", "message"),
            "MatchError", List.of("term"),
            "CaseClauseError", List.of("term"),
            "WithClauseError", List.of("term"),
            "TryClauseError", List.of("term"),
            "BadMapError", List.of("term"),
            "BadFunctionError", List.of("term"),
            "ErlangError", List.of("original"),
            "UndefinedFunctionError", List.of("module", "function", "arity", "reason", "message"),
            "FunctionClauseError", List.of("module", "function", "arity", "kind", "args", "clauses"));

    private Exceptions() {}

    static void enter(Library library) {
        WITH_MESSAGE.forEach((name, byDefault) -> library.module("Elixir." + name)
                .def("exception", 1, (_, a) -> message(name, byDefault, a[0]))
                .def("message", 1, (_, a) -> MapModule.fetch(a[0], MESSAGE)));
        WITH_FIELDS.forEach((name, fields) -> library.module("Elixir." + name)
                .def("exception", 1, (_, a) -> fields(name, fields, a[0]))
                .def("message", 1, (_, a) -> Bits.of(text(a[0]))));
        library.module("Elixir.Exception")
                .def("message", 1, (_, a) -> Bits.of(text(a[0])))
                .def("normalize", 2, (_, a) -> normalize(a[0], a[1], ListTerm.EMPTY))
                .def("normalize", 3, (_, a) -> normalize(a[0], a[1], a[2]))
                .def("exception?", 1, (_, a) -> Atom.of(isException(a[0])))
                .def("format", 2, (_, a) -> Bits.of(format(a[0], a[1], ListTerm.EMPTY)))
                .def("format", 3, (_, a) -> Bits.of(format(a[0], a[1], (ListTerm) a[2])))
                .def("format_banner", 2, (_, a) -> Bits.of(format(a[0], a[1], ListTerm.EMPTY)))
                .def("format_banner", 3, (_, a) -> Bits.of(format(a[0], a[1], ListTerm.EMPTY)))
                .def("format_exit", 1, (_, a) -> Bits.of(ExitReasons.format(a[0])));
    }

    /** An exception with fields. */
    static Term struct(String module, Object... fields) {
        Map<Term, Term> entries = new LinkedHashMap<>();
        entries.put(Items.STRUCT, Atom.of(module));
        entries.put(EXCEPTION, Atom.TRUE);
        for (int i = 0; i < fields.length; i += 2) {
            entries.put(Atom.of((String) fields[i]), (Term) fields[i + 1]);
        }
        return MapTerm.of(entries);
    }

    static Term message(String module, String text) {
        return struct(module, "message", Bits.of(text));
    }

    private static Term message(String name, String byDefault, Term given) {
        return struct(
                "Elixir." + name,
                "message",
                given instanceof Bits ? given : Args.option(given, "message", Bits.of(byDefault)));
    }

    private static Term fields(String name, List<String> fields, Term given) {
        Map<Term, Term> entries = new LinkedHashMap<>();
        entries.put(Items.STRUCT, Atom.of("Elixir." + name));
        entries.put(EXCEPTION, Atom.TRUE);
        fields.forEach(field -> entries.put(Atom.of(field), Args.option(given, field, Atom.NIL)));
        return MapTerm.of(entries);
    }

    static boolean isException(Term term) {
        return term instanceof MapTerm map
                && map.get(EXCEPTION).filter(Atom.TRUE::equals).isPresent();
    }

    /** What {@code raise/1} raises: a message makes a {@code RuntimeError}, a module its own exception. */
    static Term toRaise(Term given) {
        return switch (given) {
            case Bits text -> struct("Elixir.RuntimeError", "message", text);
            case Atom module -> {
                String name = module.name().replaceFirst("^Elixir\\.", "");
                if (WITH_MESSAGE.containsKey(name)) {
                    yield message(name, WITH_MESSAGE.get(name), ListTerm.EMPTY);
                }
                throw Raised.byFunction("undef");
            }
            case Term exception when isException(exception) -> exception;
            case Term other ->
                message(
                        "Elixir.ArgumentError",
                        "raise/1 and reraise/2 expect a module name, string or exception as the first argument, got: "
                                + other);
        };
    }

    /** The words of an exception, without its name. */
    static String text(Term exception) {
        if (exception instanceof MapTerm map && map.get(MESSAGE).orElse(Atom.NIL) instanceof Bits bits) {
            return bits.text().orElseGet(bits::toString);
        }
        String banner = ExitReasons.formatError(exception, ListTerm.EMPTY);
        return banner.replaceFirst("^\\*\\* \\([^)]*\\) ", "");
    }

    private static String format(Term kind, Term payload, ListTerm stack) {
        return switch (((Atom) kind).name()) {
            case "error" -> ExitReasons.formatError(payload, stack);
            case "exit" -> "** (exit) " + ExitReasons.format(payload);
            default -> "** (" + ((Atom) kind).name() + ") " + payload;
        };
    }

    /** Erlang's errors as Elixir's exceptions; only errors become others. Source: {@code ErlangError.normalize/2}. */
    static Term normalize(Term kind, Term payload, Term stack) {
        if (!kind.equals(Atom.ERROR) || isException(payload)) {
            return payload;
        }
        return switch (payload) {
            case Atom word ->
                switch (word.name()) {
                    case "badarg" -> message("Elixir.ArgumentError", "argument error");
                    case "badarith" -> message("Elixir.ArithmeticError", "bad argument in arithmetic expression");
                    case "system_limit" -> message("Elixir.SystemLimitError", "a system limit has been reached");
                    case "cond_clause", "if_clause" -> struct("Elixir.CondClauseError");
                    case "undef" -> called("UndefinedFunctionError", stack);
                    case "function_clause" -> called("FunctionClauseError", stack);
                    default -> struct("Elixir.ErlangError", "original", payload, "reason", Atom.NIL);
                };
            case Tuple t
            when t.size() == 2 && t.get(0) instanceof Atom word ->
                switch (word.name()) {
                    case "badmatch" -> struct("Elixir.MatchError", "term", t.get(1));
                    case "case_clause" -> struct("Elixir.CaseClauseError", "term", t.get(1));
                    case "with_clause", "else_clause" -> struct("Elixir.WithClauseError", "term", t.get(1));
                    case "try_clause" -> struct("Elixir.TryClauseError", "term", t.get(1));
                    case "badmap" -> struct("Elixir.BadMapError", "term", t.get(1));
                    case "badfun" -> struct("Elixir.BadFunctionError", "term", t.get(1));
                    case "badarity" ->
                        struct(
                                "Elixir.BadArityError",
                                "function",
                                ((Tuple) t.get(1)).get(0),
                                "args",
                                ((Tuple) t.get(1)).get(1));
                    case "badkey" ->
                        struct("Elixir.KeyError", "key", t.get(1), "term", lookedIn(stack), "message", Atom.NIL);
                    case "badarg" -> message("Elixir.ArgumentError", "argument error: " + t.get(1));
                    default -> struct("Elixir.ErlangError", "original", payload, "reason", Atom.NIL);
                };
            case Tuple t
            when t.is(Atom.of("badkey"), 3) ->
                struct("Elixir.KeyError", "key", t.get(1), "term", t.get(2), "message", Atom.NIL);
            case Tuple t
            when t.is(Atom.of("badbool"), 3) ->
                struct("Elixir.BadBooleanError", "operator", t.get(1), "term", t.get(2));
            case Term _ -> struct("Elixir.ErlangError", "original", payload, "reason", Atom.NIL);
        };
    }

    /** The map that a key was looked for in: the last argument of the call on top. */
    private static Term lookedIn(Term stack) {
        return stack instanceof ListTerm list
                        && !list.isEmpty()
                        && list.get(0) instanceof Tuple frame
                        && frame.size() == 4
                        && frame.get(2) instanceof ListTerm arguments
                        && !arguments.isEmpty()
                ? arguments.get(arguments.size() - 1)
                : Atom.NIL;
    }

    private static Term called(String exception, Term stack) {
        Term module = Atom.NIL;
        Term function = Atom.NIL;
        Term arity = Atom.NIL;
        if (stack instanceof ListTerm list
                && !list.isEmpty()
                && list.get(0) instanceof Tuple frame
                && frame.size() == 4) {
            module = frame.get(0);
            function = frame.get(1);
            arity = frame.get(2) instanceof ListTerm arguments
                    ? io.tiebeam.term.Int.of(arguments.size())
                    : frame.get(2);
        }
        return exception.equals("UndefinedFunctionError")
                ? struct(
                        "Elixir." + exception,
                        "module",
                        module,
                        "function",
                        function,
                        "arity",
                        arity,
                        "reason",
                        Atom.NIL,
                        "message",
                        Atom.NIL)
                : struct(
                        "Elixir." + exception,
                        "module",
                        module,
                        "function",
                        function,
                        "arity",
                        arity,
                        "kind",
                        Atom.NIL,
                        "args",
                        Atom.NIL,
                        "clauses",
                        Atom.NIL);
    }
}
