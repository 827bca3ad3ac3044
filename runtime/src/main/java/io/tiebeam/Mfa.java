// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;

/**
 * A call by name: module, function and arguments. What a method reference becomes, and the way to functions that this
 * JVM does not have, those of Elixir and Erlang first of all. Immutable; whether the function exists is found out by
 * the node that runs it.
 *
 * @param module the module in full, {@code Elixir.Kate}
 * @param function the function, {@code say_name}
 * @param arguments a proper list; its length is the function's arity
 */
public record Mfa(Atom module, Atom function, ListTerm arguments) {
    /** What {@link #eval} calls: a node whose evaluation is on exposes it, with arity 1. */
    static final Atom SHELL = Atom.of("Elixir.Tiebeam.Shell");

    static final Atom EVAL = Atom.of("eval");

    /**
     * Checks the arguments.
     *
     * @throws IllegalArgumentException for an improper list of arguments
     */
    public Mfa {
        if (!arguments.isProper()) {
            throw new IllegalArgumentException("arguments are a proper list, got " + arguments);
        }
    }

    /**
     * The call of {@code module:function} with {@code arguments}, Java values as they are mapped to terms, or terms.
     *
     * @param module the module in full: {@code Elixir.Kate} for Elixir's {@code Kate}
     * @throws io.tiebeam.term.TermException for an argument that cannot be sent
     */
    public static Mfa of(String module, String function, Object... arguments) {
        return new Mfa(Atom.of(module), Atom.of(function), Arguments.toTerms(arguments));
    }

    /**
     * The evaluation of {@code source}, Java as typed at a prompt, by the shell of the node that runs it. This is how a
     * prompt reaches code that only the other JVM has. A node answers {@code undef} unless its evaluation is on: it
     * is in {@code tiebeam shell}, it is not in {@code tiebeam run} and in programs of their own.
     */
    public static Mfa eval(String source) {
        return new Mfa(SHELL, EVAL, ListTerm.of(Bits.of(source)));
    }

    /**
     * The evaluation of {@code source}, Elixir, by a BEAM node that has Elixir: {@code Node.spawn(node, Mfa.elixir("IO.puts
     * 1"))}. No function travels, so it works with every release. Source: Elixir's {@code Code.eval_string/1}.
     */
    public static Mfa elixir(String source) {
        return new Mfa(Atom.of("Elixir.Code"), Atom.of("eval_string"), ListTerm.of(Bits.of(source)));
    }

    /**
     * The evaluation of {@code forms}, expressions of Erlang in the abstract format, by a BEAM node or one of ours whose
     * evaluation is on. Source: OTP's {@code erl_eval:exprs/2}.
     *
     * @param forms a proper list
     * @param bindings the values of variables, by name
     */
    public static Mfa forms(ListTerm forms, MapTerm bindings) {
        return new Mfa(Atom.of("erl_eval"), Atom.of("exprs"), ListTerm.of(forms, bindings));
    }

    /** The number of arguments. */
    public int arity() {
        return arguments.size();
    }

    /** The function as Elixir writes it, without the arguments: {@code Chat.receive_message/1}. */
    public String name() {
        return ElixirNames.mfa(module, function, arity());
    }

    /** The call as Elixir writes it: {@code Chat.receive_message("hi")}. */
    @Override
    public String toString() {
        return ElixirNames.call(module, function, arguments.elements());
    }
}
