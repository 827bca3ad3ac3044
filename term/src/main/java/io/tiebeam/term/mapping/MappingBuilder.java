// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import io.tiebeam.term.AsMap;
import io.tiebeam.term.Struct;
import io.tiebeam.term.Term;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the mapping of one type, with those of its components; used once. */
final class MappingBuilder {
    /** What is being made, so that a type may contain itself. */
    private final Map<Type, Deferred> begun = new HashMap<>();

    /** The mapping of {@code type}, whose type variables stand for their bounds. */
    Mapping of(Type type) {
        return of(type, Bindings.NONE);
    }

    Mapping of(Type type, Bindings bindings) {
        return switch (type) {
            case Class<?> plain -> of(plain, plain, Bindings.NONE);
            case ParameterizedType generic -> {
                ParameterizedType resolved = bindings.resolve(generic);
                yield of((Class<?>) resolved.getRawType(), resolved, Bindings.of(resolved));
            }
            case TypeVariable<?> variable -> {
                Type bound = bindings.get(variable);
                yield of(bound != null ? bound : variable.getBounds()[0], bindings);
            }
            case WildcardType wildcard -> of(wildcard.getUpperBounds()[0], bindings);
            case GenericArrayType _ -> throw Refusals.of(Object[].class);
            case Type other -> throw Unmappable.because("is " + other, "use a class");
        };
    }

    private Mapping of(Class<?> raw, Type type, Bindings bindings) {
        Mapping fixed = Mappings.fixed(raw);
        if (fixed != null) {
            return fixed;
        }
        if (raw == List.class) {
            return new Containers.OfList(argument(raw, 0, bindings, "[]"));
        }
        if (raw == Map.class) {
            return new Containers.OfMap(argument(raw, 0, bindings, "[]"), argument(raw, 1, bindings, "[]"));
        }
        if (raw == Optional.class) {
            return optional(bindings);
        }
        Deferred known = begun.get(type);
        if (known != null) {
            return known;
        }
        Deferred deferred = new Deferred();
        begun.put(type, deferred);
        Mapping made = compound(raw, bindings);
        deferred.complete(made);
        return made;
    }

    private Mapping compound(Class<?> type, Bindings bindings) {
        if (type.isRecord()) {
            return type.isAnnotationPresent(AsMap.class) || type.isAnnotationPresent(Struct.class)
                    ? MapRecord.of(type, bindings, this)
                    : TupleRecord.of(type, bindings, this);
        }
        if (type.isEnum()) {
            return Constants.of(type);
        }
        if (type.isInterface() && type.isSealed()) {
            return Cases.of(type, bindings, this);
        }
        throw Refusals.of(type);
    }

    private Mapping argument(Class<?> raw, int index, Bindings bindings, String step) {
        try {
            return of(raw.getTypeParameters()[index], bindings);
        } catch (Unmappable reason) {
            throw reason.in(step);
        }
    }

    private Mapping optional(Bindings bindings) {
        Mapping value = of(Optional.class.getTypeParameters()[0], bindings);
        if (value instanceof Containers.OfOptional) {
            throw Refusals.of(Optional.class);
        }
        boolean mayBeUndefined = value == Anything.MAPPING
                || (value instanceof Scalars
                        && (value.expected().equals("atom") || value.expected().equals("term")));
        return new Containers.OfOptional(value, !mayBeUndefined);
    }

    /** The mapping of a type within itself. */
    private static final class Deferred implements Mapping {
        private Mapping made;

        void complete(Mapping mapping) {
            made = mapping;
        }

        @Override
        public Term write(Object value) {
            return made.write(value);
        }

        @Override
        public Object read(Term term) {
            return made.read(term);
        }

        @Override
        public boolean isShareable(Object value) {
            return made.isShareable(value);
        }

        @Override
        public String expected() {
            return made.expected();
        }

        @Override
        public String label() {
            return made.label();
        }

        @Override
        public Mismatch explain(Term term) {
            return made.explain(term);
        }

        /** Nothing: the search for it comes from {@link #made}. */
        @Override
        public Unmappable mutablePart() {
            return null;
        }
    }
}
