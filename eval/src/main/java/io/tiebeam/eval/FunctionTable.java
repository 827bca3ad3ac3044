// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import java.util.Optional;

/** The functions that evaluated code finds before it asks the node's own door. */
public interface FunctionTable {
    /** The function {@code module:function/arity}. */
    Optional<Native> find(Atom module, Atom function, int arity);

    /** Whether it has any function of {@code module}. */
    boolean isModule(Atom module);
}
