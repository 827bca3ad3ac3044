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
    public boolean isShareable(Object value) {
        if (value == null) {
            return false;
        }
        try {
            return value instanceof Term || Mappings.ofValues(value.getClass()).isShareable(value);
        } catch (Unmappable none) {
            return false;
        }
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
