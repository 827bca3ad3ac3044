// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * A list, proper or improper. Held as an array, since almost every list that crosses the wire is read from its front to
 * its end. A list of bytes is the same value however it was written (tag 107 or 108).
 */
public final class ListTerm implements Term, Iterable<Term> {
    /** The empty list, {@code []}. */
    public static final ListTerm EMPTY = new ListTerm(new Term[0], null);

    private final Term[] elements;
    private final Term tail; // null: proper

    private ListTerm(Term[] elements, Term tail) {
        this.elements = elements;
        this.tail = tail;
    }

    /** The proper list of {@code elements}, which are copied. */
    public static ListTerm of(Term... elements) {
        return owning(elements.clone());
    }

    /** The proper list of {@code elements}. */
    public static ListTerm of(List<? extends Term> elements) {
        return owning(elements.toArray(Term[]::new));
    }

    /** The list {@code [elements | tail]}; a {@code tail} that is a list is spliced, so each list has one form. */
    public static ListTerm of(List<? extends Term> elements, Term tail) {
        return owning(elements.toArray(Term[]::new), tail);
    }

    /** The list of the code points of {@code text}: what Erlang calls a string and Elixir a charlist. */
    public static ListTerm charlist(String text) {
        return owning(text.codePoints().mapToObj(Int::of).toArray(Term[]::new));
    }

    static ListTerm owning(Term[] elements) {
        return elements.length == 0 ? EMPTY : new ListTerm(elements, null);
    }

    static ListTerm owning(Term[] elements, Term tail) {
        if (!(tail instanceof ListTerm more)) {
            if (elements.length == 0) {
                throw new IllegalArgumentException("an improper list needs an element before its tail");
            }
            return new ListTerm(elements, tail);
        }
        if (more.elements.length == 0) {
            return owning(elements);
        }
        Term[] all = Arrays.copyOf(elements, elements.length + more.elements.length);
        System.arraycopy(more.elements, 0, all, elements.length, more.elements.length);
        return new ListTerm(all, more.tail);
    }

    /** The elements themselves, without an improper tail; not to be changed. */
    Term[] array() {
        return elements;
    }

    /** The element at {@code index}, counted from 0. */
    public Term get(int index) {
        return elements[index];
    }

    /** The number of elements, not counting an improper tail. */
    public int size() {
        return elements.length;
    }

    /** Whether this is {@code []}. */
    public boolean isEmpty() {
        return elements.length == 0;
    }

    /** Whether the list ends in {@code []}. */
    public boolean isProper() {
        return tail == null;
    }

    /** What follows the last element: {@code []} for a proper list. */
    public Term tail() {
        return tail == null ? EMPTY : tail;
    }

    /** The elements without an improper tail, as an unmodifiable list. */
    public List<Term> elements() {
        return Collections.unmodifiableList(Arrays.asList(elements));
    }

    @Override
    public Iterator<Term> iterator() {
        return elements().iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ListTerm l
                && Arrays.equals(elements, l.elements)
                && java.util.Objects.equals(tail, l.tail);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(elements) * 31 + (tail == null ? 0 : tail.hashCode());
    }

    @Override
    public String toString() {
        return Inspect.inspect(this);
    }
}
