// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Term;

/** A function of the runtime that evaluated code may call, in Java. */
@FunctionalInterface
public interface Native {
    /**
     * Calls it, on the thread of the process.
     *
     * @param arguments as many as it was entered with; a wrong type may end in a {@link ClassCastException}, which
     *     becomes the error that Erlang has for it
     * @throws Raised what it raises
     */
    Term call(Evaluator evaluator, Term[] arguments);
}
