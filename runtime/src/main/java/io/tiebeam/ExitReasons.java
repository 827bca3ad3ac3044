// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Between exceptions of Java and exit reasons. Whoever runs the body of a process asks here what its exception is to
 * others; whoever shows a reason to people asks for its text.
 */
public final class ExitReasons {
    private static final Atom EXCEPTION = Atom.of("__exception__");
    private static final Atom STRUCT = Atom.of("__struct__");
    private static final Atom MESSAGE = Atom.of("message");
    private static final Atom FILE = Atom.of("file");
    private static final Atom LINE = Atom.of("line");
    private static final int MAX_FRAMES = 32; // a BEAM keeps 8; Java's frames are smaller steps
    private static final List<String> BENEATH = List.of("io.tiebeam.", "java.", "jdk.");

    private ExitReasons() {}

    /**
     * The reason that a process exits with which {@code thrown} leaves: that of an {@link ExitException} as it is;
     * else an exception of Elixir's own and the stack in Erlang's form, which iex, loggers and {@code Task.await} on
     * a BEAM show as their own. An {@link IllegalArgumentException} and a {@link TermException} are an {@code
     * ArgumentError}, an {@link ArithmeticException} is an {@code ArithmeticError}, all others are a {@code
     * RuntimeError} that begins with the name of the class: a struct of a module that the BEAM lacks would itself
     * print as an error.
     */
    public static Term of(Throwable thrown) {
        return switch (thrown) {
            case ExitException exit -> exit.reason();
            case TermException e -> raised("ArgumentError", message(e), e);
            case IllegalArgumentException e -> raised("ArgumentError", message(e), e);
            case ArithmeticException e -> raised("ArithmeticError", message(e), e);
            case Throwable e -> raised("RuntimeError", e.toString(), e);
        };
    }

    /** Where {@code thrown} was thrown, as frames of Erlang: at least one. */
    public static ListTerm stack(Throwable thrown) {
        return stack(thrown.getStackTrace());
    }

    /**
     * The text of a reason, as {@code Exception.format_exit/1} of Elixir 1.14 has it:
     *
     * <pre>
     * an exception was raised:
     *     ** (RuntimeError) boom
     *         lib/chat.ex:32: Chat.boom/1
     * </pre>
     *
     * Frames stand without the application's version, which only the node that has the module knows. A reason that is
     * of no known form is shown as {@code inspect/1} does.
     */
    public static String format(Term reason) {
        return ExitText.of(reason);
    }

    /**
     * The text of an error with its stack, as {@code Exception.format/3} of Elixir has it and as logs show the crash
     * of a process:
     *
     * <pre>
     * ** (RuntimeError) boom
     *     lib/chat.ex:32: Chat.boom/1
     * </pre>
     *
     * @param error an exception struct, or an error of Erlang such as {@code badarith}
     * @param stack frames in Erlang's form; may be empty
     */
    public static String formatError(Term error, ListTerm stack) {
        return ErrorText.full(error, stack);
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? e.getClass().getName() : e.getMessage();
    }

    private static Term raised(String exception, String message, Throwable e) {
        return Tuple.of(
                MapTerm.of(EXCEPTION, Atom.TRUE, STRUCT, Atom.of("Elixir." + exception), MESSAGE, Bits.of(message)),
                stack(e));
    }

    /** The stack without the frames beneath the user's code, the same for every process. At least one frame stays. */
    private static ListTerm stack(StackTraceElement[] frames) {
        int end = frames.length;
        while (end > 1 && isBeneath(frames[end - 1])) {
            end--;
        }
        List<Term> stack = new ArrayList<>();
        for (int i = 0; i < Math.min(end, MAX_FRAMES); i++) {
            stack.add(frame(frames[i]));
        }
        if (stack.isEmpty()) { // an exception made without one: with an empty list it would look like an exit
            stack.add(Tuple.of(Atom.of("java"), Atom.of("unknown"), Int.of(0), ListTerm.EMPTY));
        }
        return ListTerm.of(stack);
    }

    private static boolean isBeneath(StackTraceElement frame) {
        return BENEATH.stream().anyMatch(frame.getClassName()::startsWith);
    }

    private static Term frame(StackTraceElement frame) {
        List<Term> location = new ArrayList<>();
        if (frame.getFileName() != null) {
            location.add(Tuple.of(FILE, ListTerm.charlist(frame.getFileName())));
        }
        if (frame.getLineNumber() > 0) {
            location.add(Tuple.of(LINE, Int.of(frame.getLineNumber())));
        }
        return Tuple.of(atom(frame.getClassName()), atom(frame.getMethodName()), Int.of(0), ListTerm.of(location));
    }

    private static Atom atom(String name) {
        return Atom.of(name.length() <= Atom.MAX_LENGTH ? name : name.substring(0, Atom.MAX_LENGTH));
    }
}
