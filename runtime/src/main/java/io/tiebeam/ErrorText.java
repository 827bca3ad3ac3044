// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Atom;
import io.tiebeam.term.BigInt;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.NativeRecord;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Port;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Errors of Elixir and Erlang in words: those of Elixir's {@code Exception.message/1}, for the exceptions that its
 * kernel knows; of others the field {@code message} is shown, or all fields.
 */
final class ErrorText {
    private static final Atom STRUCT = Atom.of("__struct__");
    private static final Atom BADKEY = Atom.of("badkey");
    private static final Atom EXCEPTION = Atom.of("__exception__");

    /** An error in the shape of Elixir: the name of the exception, and the rest of its line. */
    private record Shown(String exception, String message) {}

    private ErrorText() {}

    /** As {@code inspect/1} shows a term: on one line, long ones cut. */
    static String inspect(Term term) {
        return Inspect.inspect(term, Inspect.Options.REPORT);
    }

    /** The banner and the frames beneath it, as {@code Exception.format/3} shows an error. */
    static String full(Term error, ListTerm stack) {
        String frames = StackText.frames(stack)
                .map(lines -> "\n    " + String.join("\n    ", lines))
                .orElse("");
        return banner(error, stack) + frames;
    }

    /** {@code ** (RuntimeError) boom}: what {@code Exception.format_banner/3} says of an error. */
    static String banner(Term error, ListTerm stack) {
        Shown shown = error instanceof MapTerm m
                        && m.get(EXCEPTION).isPresent()
                        && m.get(STRUCT).orElse(error) instanceof Atom a
                ? ofStruct(a, m)
                : ofErlang(error, stack);
        return "** (" + shown.exception + ") " + shown.message;
    }

    private static Shown ofErlang(Term error, ListTerm stack) {
        return switch (error) {
            case Atom a -> ofAtom(a, stack);
            case Tuple t when t.is(BADKEY, 2) -> keyError(t.get(1), lookedIn(stack));
            case Tuple t when t.size() >= 2 && t.get(0) instanceof Atom tag -> ofTuple(tag.name(), t);
            case Term other -> erlangError(other);
        };
    }

    private static Shown ofAtom(Atom error, ListTerm stack) {
        return switch (error.name()) {
            case "undef" -> undefined(calledIn(stack), "");
            case "function_clause" -> functionClause(calledIn(stack));
            case "badarg" -> new Shown("ArgumentError", "argument error");
            case "badarith" -> new Shown("ArithmeticError", "bad argument in arithmetic expression");
            case "system_limit" -> new Shown("SystemLimitError", "a system limit has been reached");
            case "cond_clause" -> condClause();
            default -> erlangError(error);
        };
    }

    private static Shown ofTuple(String tag, Tuple error) {
        Term about = error.get(1);
        return switch (tag + "/" + error.size()) {
            case "badarg/2" -> new Shown("ArgumentError", "argument error: " + inspect(about));
            case "badarity/2" ->
                about instanceof Tuple call && call.size() == 2
                        ? badArity(call.get(0), call.get(1))
                        : erlangError(error);
            case "badfun/2" -> badFunction(about);
            case "badmatch/2" -> match(about);
            case "badmap/2" -> badMap(about);
            case "badbool/3" -> badBoolean(about, error.get(2));
            case "badkey/3" -> badKey(about, error.get(2));
            case "badstruct/3" -> badStruct(about, error.get(2));
            case "case_clause/2" -> caseClause(about);
            case "with_clause/2" -> withClause(about);
            case "try_clause/2" -> tryClause(about);
            default -> erlangError(error);
        };
    }

    private static Shown ofStruct(Atom struct, MapTerm fields) {
        Optional<String> message = field(fields, "message") instanceof Bits b ? b.text() : Optional.empty();
        if (message.isPresent()) {
            return new Shown(inspect(struct), message.get());
        }
        Term term = field(fields, "term");
        return switch (inspect(struct)) {
            case "KeyError" -> keyError(field(fields, "key"), term);
            case "MatchError" -> match(term);
            case "CaseClauseError" -> caseClause(term);
            case "WithClauseError" -> withClause(term);
            case "TryClauseError" -> tryClause(term);
            case "CondClauseError" -> condClause();
            case "BadMapError" -> badMap(term);
            case "BadBooleanError" -> badBoolean(field(fields, "operator"), term);
            case "BadFunctionError" -> badFunction(term);
            case "BadArityError" -> badArity(field(fields, "function"), field(fields, "args"));
            case "BadStructError" -> badStruct(field(fields, "struct"), term);
            case "FunctionClauseError" -> functionClause(called(fields));
            case "UndefinedFunctionError" ->
                undefined(
                        called(fields),
                        field(fields, "reason") instanceof Bits b ? b.text().orElse("") : "");
            case "Protocol.UndefinedError" -> protocol(fields);
            case "ErlangError" -> erlangError(field(fields, "original"));
            default -> new Shown(inspect(struct), inspect(fields));
        };
    }

    private static Term field(MapTerm fields, String name) {
        return fields.get(Atom.of(name)).orElse(Atom.NIL);
    }

    // ---- who was called -------------------------------------------------------------------------------------------

    private record Called(Atom module, String mfa) {}

    private static Optional<Called> calledIn(ListTerm stack) {
        if (!stack.isEmpty() && stack.get(0) instanceof Tuple t && t.size() == 4) {
            Term arity = t.get(2) instanceof ListTerm arguments ? Int.of(arguments.size()) : t.get(2);
            return called(t.get(0), t.get(1), arity);
        }
        return Optional.empty();
    }

    /** The map that a key was looked for in: a stack has the arguments of functions of the runtime. */
    private static Term lookedIn(ListTerm stack) {
        if (!stack.isEmpty()
                && stack.get(0) instanceof Tuple t
                && t.size() == 4
                && t.get(2) instanceof ListTerm arguments
                && arguments.isProper()) {
            return switch (t.get(0) + "." + t.get(1) + "/" + arguments.size()) {
                case ":maps.:get/2", ":erlang.:map_get/2" -> arguments.get(1);
                case ":maps.:update/3" -> arguments.get(2);
                case "Map.:update!/3", "Map.:get_and_update!/3" -> arguments.get(0);
                default -> Atom.NIL;
            };
        }
        return Atom.NIL;
    }

    private static Optional<Called> called(MapTerm fields) {
        return field(fields, "function").equals(Atom.NIL)
                ? Optional.empty()
                : called(field(fields, "module"), field(fields, "function"), field(fields, "arity"));
    }

    private static Optional<Called> called(Term module, Term function, Term arity) {
        return module instanceof Atom m
                ? StackText.mfa(m, function, arity).map(mfa -> new Called(m, mfa))
                : Optional.empty();
    }

    // ---- one method for each exception, since both forms of it end here -------------------------------------------

    private static Shown undefined(Optional<Called> called, String reason) {
        String text = called.map(c -> {
                    String why = !reason.isEmpty() ? reason : "module " + inspect(c.module) + " is not available";
                    return "function " + c.mfa + " is undefined" + (c.module.equals(Atom.NIL) ? "" : " (" + why + ")");
                })
                .orElse("undefined function");
        return new Shown("UndefinedFunctionError", text);
    }

    private static Shown functionClause(Optional<Called> called) {
        return new Shown(
                "FunctionClauseError",
                called.map(c -> "no function clause matching in " + c.mfa).orElse("no function clause matches"));
    }

    private static Shown condClause() {
        return new Shown("CondClauseError", "no cond clause evaluated to a truthy value");
    }

    private static Shown match(Term value) {
        return new Shown("MatchError", "no match of right hand side value: " + inspect(value));
    }

    private static Shown caseClause(Term value) {
        return new Shown("CaseClauseError", "no case clause matching: " + inspect(value));
    }

    private static Shown withClause(Term value) {
        return new Shown("WithClauseError", "no with clause matching: " + inspect(value));
    }

    private static Shown tryClause(Term value) {
        return new Shown("TryClauseError", "no try clause matching: " + inspect(value));
    }

    private static Shown badMap(Term value) {
        return new Shown("BadMapError", "expected a map, got: " + inspect(value));
    }

    private static Shown badStruct(Term struct, Term value) {
        return new Shown("BadStructError", "expected a struct named " + inspect(struct) + ", got: " + inspect(value));
    }

    private static Shown badBoolean(Term operator, Term value) {
        String name = operator instanceof Atom a ? a.name() : inspect(operator);
        return new Shown(
                "BadBooleanError", "expected a boolean on left-side of \"" + name + "\", got: " + inspect(value));
    }

    private static Shown badFunction(Term value) {
        boolean isFunction = value instanceof Fun || value instanceof ExportFun;
        return new Shown(
                "BadFunctionError",
                isFunction
                        ? "function " + inspect(value)
                                + " is invalid, likely because it points to an old version of the code"
                        : "expected a function, got: " + inspect(value));
    }

    private static Shown badArity(Term function, Term arguments) {
        int arity = switch (function) {
            case Fun f -> f.arity();
            case ExportFun f -> f.arity();
            case Term _ -> -1;
        };
        List<Term> given = arguments instanceof ListTerm l ? l.elements() : List.of();
        String list = given.stream().map(ErrorText::inspect).collect(Collectors.joining(", "));
        String called = switch (given.size()) {
            case 0 -> "no arguments";
            case 1 -> "1 argument (" + list + ")";
            default -> given.size() + " arguments (" + list + ")";
        };
        return new Shown("BadArityError", inspect(function) + " with arity " + arity + " called with " + called);
    }

    private static Shown badKey(Term key, Term in) {
        String hint = in instanceof MapTerm
                ? ""
                : ". If you are using the dot syntax, such as map.field, make sure the left-hand side of the dot is a"
                        + " map";
        return new Shown("KeyError", "key " + inspect(key) + " not found in: " + inspect(in) + hint);
    }

    private static Shown keyError(Term key, Term in) {
        return new Shown(
                "KeyError", "key " + inspect(key) + " not found" + (in.equals(Atom.NIL) ? "" : " in: " + inspect(in)));
    }

    private static Shown protocol(MapTerm fields) {
        Term value = field(fields, "value");
        String description =
                field(fields, "description") instanceof Bits b ? b.text().orElse("") : "";
        return new Shown(
                "Protocol.UndefinedError",
                "protocol " + inspect(field(fields, "protocol")) + " not implemented for " + inspect(value)
                        + " of type " + typeOf(value) + (description.isEmpty() ? "" : ", " + description));
    }

    private static String typeOf(Term value) {
        return switch (value) {
            case Atom _ -> "Atom";
            case Int _, BigInt _ -> "Integer";
            case FloatTerm _ -> "Float";
            case Bits _ -> "BitString";
            case Tuple _, NativeRecord _ -> "Tuple";
            case ListTerm _ -> "List";
            case MapTerm m ->
                m.get(STRUCT).map(struct -> inspect(struct) + " (a struct)").orElse("Map");
            case Pid _ -> "PID";
            case Port _ -> "Port";
            case Ref _ -> "Reference";
            case Fun _, ExportFun _ -> "Function";
        };
    }

    private static Shown erlangError(Term error) {
        return new Shown("ErlangError", "Erlang error: " + inspect(error));
    }
}
