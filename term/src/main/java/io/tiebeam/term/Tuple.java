// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.util.Arrays;
import java.util.List;

/** A tuple, {@code {a, b, c}}. */
public final class Tuple implements Term {
    private static final Tuple EMPTY = new Tuple(new Term[0]);
    private final Term[] elements;

    private Tuple(Term[] elements) {
        this.elements = elements;
    }

    /** The tuple of {@code elements}, which are copied. */
    public static Tuple of(Term... elements) {
        return elements.length == 0 ? EMPTY : new Tuple(elements.clone());
    }

    /** The tuple of {@code elements}, which the caller gives up. */
    static Tuple owning(Term[] elements) {
        return elements.length == 0 ? EMPTY : new Tuple(elements);
    }

    /** The elements themselves; not to be changed. */
    Term[] array() {
        return elements;
    }

    /** The element at {@code index}, counted from 0. */
    public Term get(int index) {
        return elements[index];
    }

    /** The number of elements. */
    public int size() {
        return elements.length;
    }

    /** The elements as an unmodifiable list. */
    public List<Term> elements() {
        return java.util.Collections.unmodifiableList(Arrays.asList(elements));
    }

    /** Whether this is a tuple of {@code size} elements whose first is the atom {@code tag}. */
    public boolean is(Atom tag, int size) {
        return elements.length == size && size > 0 && tag.equals(elements[0]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tuple t && Arrays.equals(elements, t.elements);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(elements);
    }

    @Override
    public String toString() {
        return Inspect.inspect(this);
    }
}
