// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import java.util.List;

/**
 * The code of a function: its clauses, read once, and as they came, for when it goes to a BEAM.
 *
 * @param annotation where it was written, as it came
 * @param names the variables of a frame, by place
 * @param self the place of its own name; -1 for a function without one
 * @param clauses for people, {@link Expr.Clause}s
 * @param source the clauses as they came
 */
record FunCode(Term annotation, int arity, List<Atom> names, int self, List<Expr.Clause> clauses, Term source) {
    /** How many places a frame has. */
    int slots() {
        return names.size();
    }
}
