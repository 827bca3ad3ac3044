// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/**
 * An error or a throw of Erlang that nobody caught, raised by evaluated code. As an exit reason it is what a BEAM makes
 * of it: {@code {Error, Stack}}, or {@code {{nocatch, Value}, Stack}}. Unlike an {@code exit} it is reported as a
 * crash.
 */
public final class RaisedException extends ExitException {
    private static final long serialVersionUID = 1L;

    private final transient boolean isThrow;
    private final transient Term term;
    private final transient ListTerm stack;

    private RaisedException(boolean isThrow, Term term, ListTerm stack) {
        super(reason(isThrow, term, stack));
        this.isThrow = isThrow;
        this.term = term;
        this.stack = stack;
    }

    private RaisedException(Term error, ListTerm stack, String message) {
        super(reason(false, error, stack), message);
        this.isThrow = false;
        this.term = error;
        this.stack = stack;
    }

    private static Tuple reason(boolean isThrow, Term term, ListTerm stack) {
        return Tuple.of(isThrow ? Tuple.of(Atom.of("nocatch"), term) : term, stack);
    }

    /** {@code erlang:error(error)}, at {@code stack}. */
    public static RaisedException error(Term error, ListTerm stack) {
        return new RaisedException(false, error, stack);
    }

    /** As {@link #error(Term, ListTerm)}, told to people as {@code message}. */
    public static RaisedException error(Term error, ListTerm stack, String message) {
        return new RaisedException(error, stack, message);
    }

    /** {@code throw(value)}, at {@code stack}. */
    public static RaisedException thrown(Term value, ListTerm stack) {
        return new RaisedException(true, value, stack);
    }

    /** Whether it is a throw; else it is an error. */
    public boolean isThrow() {
        return isThrow;
    }

    /** The error or the value, without the stack. */
    public Term term() {
        return term;
    }

    /** Frames in Erlang's form. */
    public ListTerm stack() {
        return stack;
    }
}
