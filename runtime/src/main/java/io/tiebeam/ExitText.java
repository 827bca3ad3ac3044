// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;
import java.util.Optional;

/** Exit reasons in words: those of Elixir's {@code Exception.format_exit/1}. What is inside indents by four columns. */
final class ExitText {
    private static final String INDENT = "    ";
    private static final int MAX_ARITY = 255;
    private static final int MAX_DEPTH = 100; // nobody nests calls so deep, a hostile peer may
    private static final String DUPLICATE_CHILD = """
            .
            If using maps as child specifications, make sure the :id keys are unique.
            If using a module or {module, arg} as child, use Supervisor.child_spec/2 to change the :id, for example:

                children = [
                  Supervisor.child_spec({MyWorker, arg}, id: :my_worker_1),
                  Supervisor.child_spec({MyWorker, arg}, id: :my_worker_2)
                ]
            """;

    private ExitText() {}

    /** The text of {@code reason}, on as many lines as it takes. */
    static String of(Term reason) {
        return of(reason, "\n" + INDENT);
    }

    private static String of(Term reason, String newline) {
        if (!(reason instanceof Tuple t) || t.size() != 2 || newline.length() > MAX_DEPTH * INDENT.length()) {
            return plain(reason);
        }
        if (t.get(1) instanceof ListTerm stack && !stack.isEmpty()) {
            return StackText.frames(stack)
                    .map(frames -> raised(t.get(0), stack, frames, newline))
                    .orElseGet(() -> plain(reason));
        }
        if (t.get(0).equals(Atom.of("shutdown")) && t.get(1) instanceof Tuple failed && isFailedChild(failed)) {
            return "shutdown: failed to start child: " + ErrorText.inspect(failed.get(1))
                    + inner(causeOf(failed.get(2)), newline);
        }
        if (t.get(1) instanceof Tuple call && call.size() == 3 && call.get(2) instanceof ListTerm arguments) {
            Optional<String> mfa = arguments.size() > MAX_ARITY
                    ? Optional.empty()
                    : StackText.mfa(call.get(0), call.get(1), arguments);
            return mfa.map(m -> "exited in: " + m + inner(t.get(0), newline)).orElseGet(() -> plain(reason));
        }
        return plain(reason);
    }

    private static String inner(Term reason, String newline) {
        return newline + "** (EXIT) " + of(reason, newline + INDENT);
    }

    private static String raised(Term error, ListTerm stack, List<String> frames, String newline) {
        String first = "an exception was raised:" + newline + ErrorText.banner(error, stack);
        return first + newline + INDENT + String.join(newline + INDENT, frames);
    }

    private static boolean isFailedChild(Tuple failed) {
        return failed.is(Atom.of("failed_to_start_child"), 3);
    }

    private static Term causeOf(Term reason) {
        return reason instanceof Tuple exit && exit.is(Atom.of("EXIT"), 2) ? exit.get(1) : reason;
    }

    private static String plain(Term reason) {
        return switch (reason) {
            case Atom a -> ofAtom(a);
            case Tuple t when t.size() == 2 && t.get(0) instanceof Atom tag -> ofPair(tag.name(), t.get(1), reason);
            case Term other -> ErrorText.inspect(other);
        };
    }

    private static String ofAtom(Atom reason) {
        return switch (reason.name()) {
            case "normal", "shutdown", "killed" -> reason.name();
            case "calling_self" -> "process attempted to call itself";
            case "timeout" -> "time out";
            case "noconnection" -> "no connection";
            case "noproc" ->
                "no process: the process is not alive or there's no process currently associated with the given"
                        + " name, possibly because its application isn't started";
            default -> ErrorText.inspect(reason);
        };
    }

    private static String ofPair(String tag, Term about, Term reason) {
        return switch (tag) {
            case "shutdown" -> "shutdown: " + ErrorText.inspect(about);
            case "nodedown" ->
                about instanceof Atom node ? "no connection to " + node.name() : ErrorText.inspect(reason);
            case "already_started" -> "already started: " + ErrorText.inspect(about);
            case "bad_return_value" -> "bad return value: " + ErrorText.inspect(about);
            case "bad_call" -> "bad call: " + ErrorText.inspect(about);
            case "bad_cast" -> "bad cast: " + ErrorText.inspect(about);
            case "bad_start_spec" -> "bad child specification, invalid children: " + ErrorText.inspect(about);
            case "start_spec" -> "bad child specification, " + childSpec(about);
            case "supervisor_data" -> "bad supervisor configuration, " + supervisorData(about);
            case "bad_return" ->
                about instanceof Tuple t
                                && t.size() == 3
                                && t.get(0) instanceof Atom module
                                && t.get(1).equals(Atom.of("init"))
                        ? ElixirNames.mfa(module, Atom.of("init"), 1) + " returned a bad value: "
                                + ErrorText.inspect(t.get(2))
                        : ErrorText.inspect(reason);
            default -> ErrorText.inspect(reason);
        };
    }

    private static String childSpec(Term wrong) {
        if (!(wrong instanceof Tuple t && t.size() == 2 && t.get(0) instanceof Atom tag)) {
            return "got: " + ErrorText.inspect(wrong);
        }
        String value = ErrorText.inspect(t.get(1));
        return switch (tag.name()) {
            case "duplicate_child_name" -> "more than one child specification has the id: " + value + DUPLICATE_CHILD;
            case "invalid_child_spec" -> "invalid child specification: " + value;
            case "invalid_child_type" -> "invalid child type: " + value + ". Must be :worker or :supervisor.";
            case "invalid_mfa" -> "invalid mfa: " + value;
            case "invalid_restart_type" ->
                "invalid restart type: " + value + ". Must be :permanent, :transient or :temporary.";
            case "invalid_shutdown" ->
                "invalid shutdown: " + value + ". Must be an integer >= 0, :infinity or :brutal_kill.";
            case "invalid_module" -> "invalid module: " + value + ". Must be an atom.";
            case "invalid_modules" -> "invalid modules: " + value + ". Must be a list of atoms or :dynamic.";
            default -> "got: " + ErrorText.inspect(wrong);
        };
    }

    private static String supervisorData(Term wrong) {
        if (!(wrong instanceof Tuple t && t.size() == 2 && t.get(0) instanceof Atom tag)) {
            return "got: " + ErrorText.inspect(wrong);
        }
        String value = ErrorText.inspect(t.get(1));
        return switch (tag.name()) {
            case "invalid_type" -> "invalid type: " + value;
            case "invalid_strategy" -> "invalid strategy: " + value;
            case "invalid_intensity" -> "invalid max_restarts (intensity): " + value;
            case "invalid_period" -> "invalid max_seconds (period): " + value;
            case "invalid_max_children" -> "invalid max_children: " + value;
            case "invalid_extra_arguments" -> "invalid extra_arguments: " + value;
            default -> "got: " + ErrorText.inspect(wrong);
        };
    }
}
