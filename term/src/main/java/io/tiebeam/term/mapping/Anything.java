// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import io.tiebeam.term.Term;

/** {@code Object}: written by the class of the value, read as the term it is. */
enum Anything implements Mapping {
    MAPPING;

    @Override
    public Term write(Object value) {
        return value instanceof Term term
                ? term
                : Mappings.ofValues(value.getClass()).write(value);
    }

    @Override
    public Object read(Term term) {
        return term;
    }

    @Override
    public String expected() {
        return "term";
    }
}
