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
        super(Tuple.of(isThrow ? Tuple.of(Atom.of("nocatch"), term) : term, stack));
        this.isThrow = isThrow;
        this.term = term;
        this.stack = stack;
    }

    /** {@code erlang:error(error)}, at {@code stack}. */
    public static RaisedException error(Term error, ListTerm stack) {
        return new RaisedException(false, error, stack);
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
