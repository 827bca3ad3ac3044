// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** A function that was called on another node did not return: what {@code erpc:call} raises in its caller. */
public final class ErpcException extends ExitException {
    private static final long serialVersionUID = 1L;
    private static final Atom EXCEPTION = Atom.of("exception");

    private final transient Kind kind;
    private final transient Term value;
    private final transient ListTerm stack;

    /** How the function ended. */
    public enum Kind {
        /** It threw a value. */
        THROW,
        /** It exited. */
        EXIT,
        /** It raised an error. */
        ERROR,
        /** Its process was ended from outside. */
        SIGNAL,
        /** It was not called: {@code notsup}, {@code system_limit}, {@code badarg}. */
        ERPC
    }

    private ErpcException(Kind kind, Term value, ListTerm stack, Term reason, String message) {
        super(reason, message);
        this.kind = kind;
        this.value = value;
        this.stack = stack;
    }

    static ErpcException of(Kind kind, Term value, ListTerm stack, NodeName node) {
        Term reason = switch (kind) {
            case THROW -> Tuple.of(Tuple.of(Atom.of("nocatch"), value), ListTerm.EMPTY);
            case EXIT -> Tuple.of(EXCEPTION, value);
            case ERROR -> Tuple.of(Tuple.of(EXCEPTION, value, stack), ListTerm.EMPTY);
            case SIGNAL -> Tuple.of(Atom.of("signal"), value);
            case ERPC -> Tuple.of(Tuple.of(Atom.of("erpc"), value), ListTerm.EMPTY);
        };
        String what = switch (kind) {
            case THROW -> "a value was thrown on " + node + ": " + value;
            case EXIT -> "the call exited on " + node + ": " + ExitReasons.format(value);
            case ERROR -> "an error was raised on " + node + ":\n" + ExitReasons.formatError(value, stack);
            case SIGNAL -> "the process of the call was ended on " + node + ": " + ExitReasons.format(value);
            case ERPC -> "the call was not made on " + node + ": " + value;
        };
        return new ErpcException(kind, value, stack, reason, what);
    }

    /** How the function ended. */
    public Kind kind() {
        return kind;
    }

    /** What was thrown, the reason of the exit or the signal, or the error: an exception struct or an Erlang error. */
    public Term value() {
        return value;
    }

    /** Where an error was raised, in Erlang's form; empty for all else. */
    public ListTerm stack() {
        return stack;
    }
}
