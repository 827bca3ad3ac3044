// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;

/** What came is no abstract form of Erlang, or too large a one. */
final class IllFormedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IllFormedException(String message) {
        super(message);
    }

    /** What whoever sent it is told: an {@code ArgumentError} of Elixir. */
    Term reason() {
        return MapTerm.of(
                Atom.of("__struct__"), Atom.of("Elixir.ArgumentError"),
                Atom.of("__exception__"), Atom.TRUE,
                Atom.of("message"), Bits.of(getMessage()));
    }
}
