// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;

/** The arguments of a call as terms. */
final class Arguments {
    private Arguments() {}

    /** @throws TermException for one that has no term; it says which */
    static ListTerm toTerms(Object... arguments) {
        Term[] terms = new Term[arguments.length];
        for (int i = 0; i < terms.length; i++) {
            try {
                terms[i] = TermMapper.toTerm(arguments[i]);
            } catch (TermException e) {
                throw new TermException("argument " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return ListTerm.of(terms);
    }
}
