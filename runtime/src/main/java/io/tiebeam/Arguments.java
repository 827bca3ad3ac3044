// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;

/** The arguments of a call as terms. */
final class Arguments {
    private Arguments() {}

    static ListTerm toTerms(Object... arguments) {
        Term[] terms = new Term[arguments.length];
        for (int i = 0; i < terms.length; i++) {
            terms[i] = switch (arguments[i]) {
                case Term t -> t;
                case String s -> Bits.of(s);
                case Integer n -> Int.of(n);
                case Long n -> Int.of(n);
                case Boolean b -> Atom.of(b);
                case NodeName n -> n.atom();
                case null -> throw new TermException("argument " + (i + 1) + " is null, which no term is");
                case Object o -> throw new TermException("argument " + (i + 1) + " cannot be sent: it is a " + o.getClass().getName());
            };
        }
        return ListTerm.of(terms);
    }
}
