// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import java.util.List;
import java.util.Optional;

/** An expression of Erlang, as {@link FormReader} makes it of an abstract form: closed, immutable, variables numbered. */
sealed interface Expr {

    /** A value that is known before anything runs. */
    record Literal(Term value) implements Expr {}

    /** A variable: its place in the frame. */
    record Var(int slot, Atom name, int line) implements Expr {}

    record TupleOf(List<Expr> elements) implements Expr {}

    /** {@code [A, B | Tail]}. */
    record ListOf(List<Expr> elements, Expr tail) implements Expr {}

    /** {@code #{K => V}}, or {@code Base#{K := V}}. */
    record MapOf(Optional<Expr> base, List<Field> fields, int line) implements Expr {}

    /** A field of a map: {@code :=} if {@code exact}. */
    record Field(Expr key, Expr value, boolean exact) {}

    record Binary(List<Segment> segments, int line) implements Expr {}

    record Match(Pattern pattern, Expr value, int line) implements Expr {}

    record Block(List<Expr> body) implements Expr {}

    record Case(Expr value, List<Clause> clauses, int line) implements Expr {}

    record If(List<Clause> clauses, int line) implements Expr {}

    /** {@code receive}; {@code timeout} is empty where there is no {@code after}. */
    record Receive(List<Clause> clauses, Optional<Expr> timeout, Expr expired, int line) implements Expr {}

    record Try(Expr body, List<Clause> ofClauses, List<Clause> catchClauses, Optional<Expr> after, int line)
            implements Expr {}

    record Catch(Expr body) implements Expr {}

    /** {@code M:F(A)}, and every operator as a function of {@code erlang}. */
    record CallRemote(Expr module, Expr function, List<Expr> arguments, int line) implements Expr {}

    /** {@code F(A)} with a function of no module: there is none, whoever calls it gets {@code undef}. */
    record CallLocal(Atom function, List<Expr> arguments, int line) implements Expr {}

    record CallFun(Expr function, List<Expr> arguments, int line) implements Expr {}

    record AndAlso(Expr left, Expr right, int line) implements Expr {}

    record OrElse(Expr left, Expr right, int line) implements Expr {}

    /** A function made here; {@code captured} says which variables of this frame it closes over. */
    record MakeFun(FunCode code, int[] captured, int line) implements Expr {}

    /** {@code fun M:F/A}. */
    record MakeExport(Expr module, Expr function, Expr arity, int line) implements Expr {}

    /** {@code [E || Q]}, {@code << E || Q >>}, {@code #{K => V || Q}} (then {@code value} is there). */
    record Comprehension(Kind kind, Expr element, Optional<Expr> value, List<Qualifier> qualifiers, int line)
            implements Expr {
        enum Kind {
            LIST,
            BINARY,
            MAP
        }
    }

    /** {@code maybe}: {@code ?=} that does not match ends it. */
    record Maybe(List<Step> steps, List<Clause> otherwise, boolean hasElse, int line) implements Expr {}

    /** An expression of a {@code maybe}; with a pattern it is {@code Pattern ?= value}. */
    record Step(Optional<Pattern> pattern, int[] binds, Expr value) {}

    /** What a comprehension is over. */
    sealed interface Qualifier {
        /** @param binds the places that its pattern gives new values, whatever they held before */
        record Generator(
                Over over, Pattern pattern, Optional<Pattern> value, int[] binds, Expr source, boolean strict, int line)
                implements Qualifier {}

        record Filter(Expr condition, boolean isGuard, int line) implements Qualifier {}

        enum Over {
            LIST,
            BINARY,
            MAP
        }
    }

    /**
     * A clause of whatever has clauses.
     *
     * @param patterns one for each argument
     * @param guards alternatives of conjunctions; empty: always true
     * @param binds the places that its patterns may give values
     */
    record Clause(List<Pattern> patterns, List<List<Expr>> guards, Expr body, int[] binds) {}
}
