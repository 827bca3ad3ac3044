// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/**
 * What {@code error}, {@code exit} and {@code throw} raise while a function is evaluated. A function of the library
 * throws one without a stack; whoever called it adds the frames.
 */
public final class Raised extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The classes of exceptions. */
    public enum Kind {
        ERROR,
        EXIT,
        THROW;

        private final Atom atom = Atom.of(name().toLowerCase(java.util.Locale.ROOT));

        public Atom atom() {
            return atom;
        }
    }

    private final Kind kind;
    private final transient Term reason;
    private final boolean ofFunction;
    private transient ListTerm stack; // null: not known yet
    private transient ListTerm arguments = ListTerm.EMPTY;
    private int line;

    private Raised(Kind kind, Term reason, boolean ofFunction, ListTerm stack) {
        super(null, null, false, false);
        this.kind = kind;
        this.reason = reason;
        this.ofFunction = ofFunction;
        this.stack = stack;
    }

    /** An error of the function that throws it: the stack will begin with its call. */
    public static Raised byFunction(Term reason) {
        return new Raised(Kind.ERROR, reason, true, null);
    }

    public static Raised byFunction(String reason) {
        return byFunction(Atom.of(reason));
    }

    public static Raised byFunction(String reason, Term about) {
        return byFunction(Tuple.of(Atom.of(reason), about));
    }

    /** An argument that the function does not take. */
    public static Raised badarg() {
        return byFunction("badarg");
    }

    /** The library's functions cast what they are given; what Erlang calls a wrong type depends on the module. */
    static Raised wrongType(Atom module) {
        return error(Atom.of(module.name().equals("erlang") ? "badarg" : "function_clause"));
    }

    /** What evaluated code raises by itself. */
    public static Raised of(Kind kind, Term reason) {
        return new Raised(kind, reason, false, null);
    }

    public static Raised error(Term reason) {
        return of(Kind.ERROR, reason);
    }

    public static Raised of(Kind kind, Term reason, ListTerm stack) {
        return new Raised(kind, reason, false, stack);
    }

    /** The frame of the function belongs on top of the stack. */
    boolean isOfFunction() {
        return ofFunction;
    }

    boolean hasStack() {
        return stack != null;
    }

    Raised at(ListTerm frames) {
        stack = frames;
        return this;
    }

    /** What {@code erlang:error/2} says that the function was called with which it is in. */
    public Raised in(Term with) {
        arguments = with instanceof ListTerm list && list.isProper() ? list : ListTerm.EMPTY;
        return this;
    }

    ListTerm arguments() {
        return arguments;
    }

    /** It comes out of a call on {@code line} of the function around it, which is told when it gets there. */
    Raised calledAt(int line) {
        this.line = line;
        return this;
    }

    /** The line of the function that it is leaving; 0: not known. */
    int line() {
        return line;
    }

    public Kind kind() {
        return kind;
    }

    public Term reason() {
        return reason;
    }

    public ListTerm stack() {
        return stack == null ? ListTerm.EMPTY : stack;
    }

    @Override
    public String getMessage() {
        return kind.atom() + ": " + reason;
    }
}
