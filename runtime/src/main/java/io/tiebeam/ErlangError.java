// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/**
 * An error of Erlang's own, such as {@code badarg}, with a stack in Erlang's form. Thrown by functions that stand in for
 * Erlang's; to other nodes it is what the same function raises there.
 */
public final class ErlangError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Term error;
    private final transient ListTerm stack;

    /** @param stack frames {@code {Module, Function, Arity | Arguments, Location}} */
    public ErlangError(Term error, ListTerm stack) {
        super(ExitReasons.formatError(error, ListTerm.EMPTY));
        this.error = error;
        this.stack = stack;
    }

    /** {@code module:function} was called with {@code arguments} that it cannot take. */
    public static ErlangError badarg(Atom module, Atom function, ListTerm arguments) {
        return new ErlangError(Atom.of("badarg"), ListTerm.of(Tuple.of(module, function, arguments, ListTerm.EMPTY)));
    }

    /** What was raised. */
    public Term error() {
        return error;
    }

    /** Where: frames in Erlang's form, the innermost first. */
    public ListTerm stack() {
        return stack;
    }
}
