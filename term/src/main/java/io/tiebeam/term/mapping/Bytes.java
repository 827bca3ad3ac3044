// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import io.tiebeam.term.Bits;
import io.tiebeam.term.Term;

/** {@code byte[]}: copied both ways, and so never handed over by reference. */
enum Bytes implements Mapping {
    MAPPING;

    @Override
    public Term write(Object value) {
        return Bits.of((byte[]) value);
    }

    @Override
    public Object read(Term term) {
        return term instanceof Bits bits && bits.isBinary() ? bits.toByteArray() : NO_MATCH;
    }

    @Override
    public String expected() {
        return "binary";
    }

    @Override
    public Unmappable mutablePart() {
        return Unmappable.because("is byte[], which may change after it was sent", "send Bits.of(bytes)");
    }
}
