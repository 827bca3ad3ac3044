// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Stack traces in Erlang's form: what failed, and the line of the shell that it stood on. */
final class Stacks {
    private static final Atom ERL_EVAL = Atom.of("erl_eval");
    private static final Atom EXPR = Atom.of("expr");
    private static final int MOST_FRAMES = 8; // as on a BEAM: its backtrace_depth
    private static final Atom FILE = Atom.of("file");
    private static final Atom LINE = Atom.of("line");
    private static final ListTerm SHELL = ListTerm.charlist("iex");

    private Stacks() {}

    static ListTerm evaluating(int line) {
        return ListTerm.of(frame(line));
    }

    /** The call of {@code module:function} failed. */
    static ListTerm calling(Atom module, Atom function, Term[] arguments, int line) {
        return ListTerm.of(call(module, function, arguments), frame(line));
    }

    /** The same, where it was called from outside, by name. */
    static ListTerm calling(Atom module, Atom function, Term[] arguments) {
        return ListTerm.of(call(module, function, arguments));
    }

    private static Tuple call(Atom module, Atom function, Term[] arguments) {
        return Tuple.of(module, function, ListTerm.of(arguments), info(module));
    }

    /** No clause of a function of a loaded module takes {@code arguments}. */
    static ListTerm calling(ModuleFunction called, Term[] arguments) {
        return ListTerm.of(Tuple.of(called.module(), called.name(), ListTerm.of(arguments), ListTerm.of(file(called))));
    }

    /**
     * The stack of {@code raised} as it looks from a function of a loaded module around it: where it ends in evaluated code, that is this
     * function's, else this function called the last one in it.
     */
    static ListTerm through(ModuleFunction function, Raised raised) {
        List<Term> frames = new ArrayList<>(raised.stack().elements());
        ListTerm location = raised.line() == 0
                ? ListTerm.EMPTY
                : ListTerm.of(file(function), Tuple.of(LINE, Int.of(raised.line())));
        Term arguments = Int.of(function.arity());
        boolean here = !frames.isEmpty()
                && frames.getLast() instanceof Tuple last
                && last.size() == 4
                && last.get(0).equals(ERL_EVAL)
                && last.get(1).equals(EXPR);
        if (here) {
            Tuple last = (Tuple) frames.removeLast();
            if (last.get(3) instanceof ListTerm place && place.size() == 2) {
                location = ListTerm.of(file(function), place.get(1));
            }
            if (function.arity() > 0 && raised.arguments().size() == function.arity()) {
                arguments = raised.arguments();
            }
        } else if (frames.size() >= MOST_FRAMES) {
            return raised.stack();
        }
        frames.add(Tuple.of(function.module(), function.name(), arguments, location));
        return ListTerm.of(frames);
    }

    private static Tuple file(ModuleFunction function) {
        return Tuple.of(FILE, function.file());
    }

    /** No clause of an interpreted function takes {@code arguments}. */
    static ListTerm inside(Term[] arguments, int line) {
        return calling(ERL_EVAL, Atom.of("-inside-an-interpreted-fun-"), arguments, line);
    }

    private static Term frame(int line) {
        ListTerm location =
                line == 0 ? ListTerm.EMPTY : ListTerm.of(Tuple.of(FILE, SHELL), Tuple.of(LINE, Int.of(line)));
        return Tuple.of(ERL_EVAL, EXPR, Int.of(6), location);
    }

    /** Where a BEAM that shows the error finds words for it. */
    private static ListTerm info(Atom module) {
        String explains = switch (module.name()) {
            case "erlang" -> "erl_erts_errors";
            case "maps", "lists", "binary", "unicode" -> "erl_stdlib_errors";
            default -> "";
        };
        return explains.isEmpty()
                ? ListTerm.EMPTY
                : ListTerm.of(Tuple.of(Atom.of("error_info"), MapTerm.of(Atom.of("module"), Atom.of(explains))));
    }
}
