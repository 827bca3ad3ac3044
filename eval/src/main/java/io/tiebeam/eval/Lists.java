// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import java.util.ArrayList;
import java.util.List;

/** Lists in parts. */
public final class Lists {
    private Lists() {}

    /** What follows the first {@code count} elements. */
    public static Term drop(ListTerm list, int count) {
        if (count == 0) {
            return list;
        }
        if (count == list.size()) {
            return list.tail();
        }
        return ListTerm.of(list.elements().subList(count, list.size()), list.tail());
    }

    /** The list {@code [element | tail]}. */
    public static ListTerm cons(Term element, Term tail) {
        return ListTerm.of(List.of(element), tail);
    }

    /** The elements of a proper list. */
    public static List<Term> of(Term term) {
        if (term instanceof ListTerm list && list.isProper()) {
            return list.elements();
        }
        throw Raised.badarg();
    }

    public static List<Term> mutable(Term term) {
        return new ArrayList<>(of(term));
    }
}
