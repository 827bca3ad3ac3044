// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import io.tiebeam.term.AsMap;
import io.tiebeam.term.Atom;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Struct;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A sealed interface: a term is whichever case has its tag and its number of components, its struct module, or its
 * atom. Two cases that the wire cannot tell apart are refused when the type is first used.
 */
final class Cases implements Mapping {
    private static final Atom STRUCT = Atom.of("__struct__");

    /** What tells cases apart; no tag: untagged tuples, and maps that are no structs (size -1). */
    private record Key(Atom tag, int size) {
        static final Key PLAIN_MAP = new Key(null, -1);
        private static final int OF_STRUCT = -2;

        static Key struct(Atom module) {
            return new Key(module, OF_STRUCT);
        }

        @Override
        public String toString() {
            return switch (size) {
                case -1 -> "maps";
                case OF_STRUCT -> "%" + tag + "{}";
                case 0 -> tag == null ? "{}" : tag.toString();
                default -> (tag == null ? "untagged tuples" : "{" + tag + ", ...}") + " with " + size + " components";
            };
        }
    }

    private final Class<?> type;
    private final Map<Class<?>, Mapping> byClass = new LinkedHashMap<>();
    private final Map<Key, Mapping> byKey = new HashMap<>();
    private final Map<Key, Class<?>> classes = new HashMap<>();

    private Cases(Class<?> type) {
        this.type = type;
    }

    static Cases of(Class<?> type, Bindings bindings, MappingBuilder builder) {
        Cases cases = new Cases(type);
        cases.addAll(type, bindings, builder);
        return cases;
    }

    private void addAll(Class<?> sealed, Bindings bindings, MappingBuilder builder) {
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            Bindings own = bindings.ofSubtype(permitted, sealed);
            if (permitted.isInterface() && permitted.isSealed()) {
                addAll(permitted, own, builder);
            } else if (!byClass.containsKey(permitted)) {
                add(permitted, mapping(permitted, own, builder));
            }
        }
    }

    private static Mapping mapping(Class<?> permitted, Bindings bindings, MappingBuilder builder) {
        if (!permitted.isRecord() && !permitted.isEnum()) {
            throw Unmappable.because(
                    "permits " + permitted.getTypeName(), "permit records, enums and sealed interfaces of them");
        }
        try {
            return builder.of(bindings.applied(permitted));
        } catch (Unmappable reason) {
            throw reason.in("." + permitted.getSimpleName());
        }
    }

    /** Looks at the class alone: its mapping may not be finished yet, if it contains this interface. */
    private void add(Class<?> permitted, Mapping mapping) {
        byClass.put(permitted, mapping);
        if (permitted.isEnum()) {
            for (Atom atom : Constants.atoms(permitted)) {
                put(new Key(atom, 0), permitted);
            }
        } else if (permitted.isAnnotationPresent(Struct.class)) {
            put(Key.struct(Atom.of(permitted.getAnnotation(Struct.class).value())), permitted);
        } else if (permitted.isAnnotationPresent(AsMap.class)) {
            put(Key.PLAIN_MAP, permitted);
        } else {
            put(new Key(TupleRecord.tagOf(permitted), permitted.getRecordComponents().length), permitted);
        }
    }

    private void put(Key key, Class<?> permitted) {
        Class<?> other = classes.put(key, permitted);
        if (other != null) {
            throw Unmappable.because(
                    "has two cases that are " + key + ": " + other.getTypeName() + " and " + permitted.getTypeName(),
                    "give one of them another @WireName");
        }
        byKey.put(key, byClass.get(permitted));
    }

    @Override
    public Term write(Object value) {
        return caseOf(value).write(value);
    }

    private Mapping caseOf(Object value) {
        return byClass.get(value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass());
    }

    @Override
    public boolean isShareable(Object value) {
        return value != null && caseOf(value).isShareable(value);
    }

    @Override
    public Object read(Term term) {
        Mapping mapping = caseOf(term);
        return mapping == null ? NO_MATCH : mapping.read(term);
    }

    /** The case that {@code term} belongs to if its components fit, or null. */
    private Mapping caseOf(Term term) {
        if (term instanceof Atom atom) {
            return byKey.get(new Key(atom, 0));
        }
        if (term instanceof Tuple tuple) {
            Mapping tagged = tuple.size() > 1 && tuple.get(0) instanceof Atom tag
                    ? byKey.get(new Key(tag, tuple.size() - 1))
                    : null;
            return tagged != null ? tagged : byKey.get(new Key(null, tuple.size()));
        }
        if (term instanceof MapTerm map) {
            Mapping struct = map.get(STRUCT).orElse(null) instanceof Atom module ? byKey.get(Key.struct(module)) : null;
            return struct != null ? struct : byKey.get(Key.PLAIN_MAP);
        }
        return null;
    }

    @Override
    public Mismatch explain(Term term) {
        Mapping mapping = caseOf(term);
        return mapping == null ? Mismatch.of(expected(), term) : mapping.explain(term);
    }

    @Override
    public String expected() {
        return byClass.values().stream().map(Mapping::expected).collect(Collectors.joining(" or "));
    }

    @Override
    public String label() {
        return type.getSimpleName();
    }

    @Override
    public Unmappable mutablePart() {
        for (Mapping mapping : byClass.values()) {
            Unmappable part = mapping.mutablePart();
            if (part != null) {
                return part;
            }
        }
        return null;
    }
}
