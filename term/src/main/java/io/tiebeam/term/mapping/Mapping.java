// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import io.tiebeam.term.Term;

/**
 * How the values of one Java type become terms and back; made once per type, used on any thread.
 *
 * <p>Reading a term that does not fit costs no exception, since a selective receive looks at many of them. Only when
 * somebody wants to know is the term looked at again, to find the component that does not fit.
 */
public interface Mapping {
    /** What {@link #read} returns for a term that does not fit. */
    Object NO_MATCH = new Object();

    /**
     * The term of {@code value}, which is of the mapped type.
     *
     * @throws Unmappable if it, or a component of it, has none
     */
    Term write(Object value);

    /** The value that {@code term} stands for, or {@link #NO_MATCH}. */
    Object read(Term term);

    /** What would have fitted: {@code integer}, <code>{:hi, from}</code>. */
    String expected();

    /** What the root of a path is called: {@code list}, or the tag of a record. */
    default String label() {
        return expected();
    }

    /** Why {@link #read} did not match {@code term}. */
    default Mismatch explain(Term term) {
        return Mismatch.of(expected(), term);
    }

    /**
     * Whether {@code value}, of the mapped type or null, cannot change and has a term for certain: then another process may
     * have it as it is. False if that is not known at little cost.
     */
    default boolean isShareable(Object value) {
        return false;
    }

    /** Why values of this type may change after they were sent, or null if they do not. */
    default Unmappable mutablePart() {
        return null;
    }
}
