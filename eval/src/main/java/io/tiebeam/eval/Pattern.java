// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Term;
import java.util.List;

/** A pattern. A variable that has a value already is compared with it. */
sealed interface Pattern {
    record Any() implements Pattern {}

    record Value(Term value) implements Pattern {}

    record Bind(int slot) implements Pattern {}

    record TupleOf(List<Pattern> elements) implements Pattern {}

    record ListOf(List<Pattern> elements, Pattern tail) implements Pattern {}

    record MapOf(List<Entry> entries) implements Pattern {}

    /** A key, which is an expression, and what its value must match. */
    record Entry(Expr key, Pattern value) {}

    record Binary(List<Segment> segments) implements Pattern {}

    /** {@code P1 = P2}. */
    record Both(Pattern left, Pattern right) implements Pattern {}
}
