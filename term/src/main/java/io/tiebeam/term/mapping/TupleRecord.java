// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.Untagged;

/** A record as a tuple, after its tag; as the tag alone where it has no components. */
final class TupleRecord implements Mapping {
    private final RecordShape shape;
    private final Atom tag; // null: untagged

    private TupleRecord(RecordShape shape, Atom tag) {
        this.shape = shape;
        this.tag = tag;
    }

    static TupleRecord of(Class<?> type, Bindings bindings, MappingBuilder builder) {
        return new TupleRecord(new RecordShape(type, bindings, builder), tagOf(type));
    }

    /** The tag of the record class {@code type}, or null. */
    static Atom tagOf(Class<?> type) {
        return type.isAnnotationPresent(Untagged.class) ? null : Names.onWire(type, type.getSimpleName());
    }

    @Override
    public Term write(Object record) {
        int offset = tag == null ? 0 : 1;
        if (shape.size() == 0 && tag != null) {
            return tag;
        }
        Term[] terms = new Term[shape.size() + offset];
        if (tag != null) {
            terms[0] = tag;
        }
        for (int i = 0; i < shape.size(); i++) {
            try {
                terms[i + offset] = Mappings.written(shape.mapping(i), shape.value(record, i));
            } catch (Unmappable reason) {
                throw reason.in(shape.step(i));
            }
        }
        return Tuple.of(terms);
    }

    @Override
    public Object read(Term term) {
        if (!fits(term)) {
            return NO_MATCH;
        }
        Object[] values = new Object[shape.size()];
        return firstMisfit(term, values) < 0 ? shape.create(values) : NO_MATCH;
    }

    private boolean fits(Term term) {
        if (tag == null) {
            return term instanceof Tuple tuple && tuple.size() == shape.size();
        }
        return shape.size() == 0 ? tag.equals(term) : term instanceof Tuple tuple && tuple.is(tag, shape.size() + 1);
    }

    /** Reads the components into {@code values}; the index of the first that does not fit, or -1. */
    private int firstMisfit(Term term, Object[] values) {
        int offset = tag == null ? 0 : 1;
        for (int i = 0; i < values.length; i++) {
            values[i] = shape.mapping(i).read(((Tuple) term).get(i + offset));
            if (values[i] == NO_MATCH) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public Mismatch explain(Term term) {
        if (!fits(term)) {
            return Mismatch.of(expected(), term);
        }
        Object[] values = new Object[shape.size()];
        int misfit = firstMisfit(term, values);
        return misfit < 0
                ? Mismatch.because(shape.refusal(values), term)
                : shape.mapping(misfit)
                        .explain(((Tuple) term).get(misfit + (tag == null ? 0 : 1)))
                        .in(shape.step(misfit));
    }

    @Override
    public String expected() {
        if (tag != null && shape.size() == 0) {
            return tag.toString();
        }
        StringBuilder out = new StringBuilder("{").append(tag == null ? "" : tag);
        for (int i = 0; i < shape.size(); i++) {
            out.append(out.length() == 1 ? "" : ", ").append(shape.component(i).getName());
        }
        return out.append('}').toString();
    }

    @Override
    public String label() {
        return tag == null ? shape.type().getSimpleName() : tag.name();
    }

    @Override
    public boolean isShareable(Object record) {
        return record != null && shape.isShareable(record);
    }

    @Override
    public Unmappable mutablePart() {
        return shape.mutablePart();
    }
}
