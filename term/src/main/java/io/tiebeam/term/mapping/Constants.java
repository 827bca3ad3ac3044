// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** An enum: its constants are atoms. */
final class Constants implements Mapping {
    private final Atom[] atoms; // by ordinal
    private final Map<Term, Object> constants = new HashMap<>();

    private Constants(Class<?> type) {
        Object[] values = type.getEnumConstants();
        atoms = atoms(type);
        for (int i = 0; i < values.length; i++) {
            Object other = constants.put(atoms[i], values[i]);
            if (other != null) {
                throw Unmappable.because(
                        "has two constants that are " + atoms[i] + ": " + ((Enum<?>) other).name() + " and "
                                + ((Enum<?>) values[i]).name(),
                        "give one of them another @WireName");
            }
        }
    }

    static Constants of(Class<?> type) {
        return new Constants(type);
    }

    /** The atoms of the constants of the enum {@code type}, in their order. */
    static Atom[] atoms(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(Constants::atom).toArray(Atom[]::new);
    }

    private static Atom atom(Object constant) {
        Enum<?> value = (Enum<?>) constant;
        try {
            return Names.onWire(value.getDeclaringClass().getField(value.name()), value.name());
        } catch (NoSuchFieldException impossible) {
            throw new AssertionError("the constants of an enum are its fields", impossible);
        }
    }

    @Override
    public Term write(Object value) {
        return atoms[((Enum<?>) value).ordinal()];
    }

    @Override
    public Object read(Term term) {
        return term instanceof Atom ? constants.getOrDefault(term, NO_MATCH) : NO_MATCH;
    }

    @Override
    public boolean isShareable(Object value) {
        return value != null;
    }

    @Override
    public String expected() {
        String all = Arrays.stream(atoms).map(Atom::toString).collect(Collectors.joining(", "));
        return atoms.length == 1 ? all : "one of " + all;
    }
}
