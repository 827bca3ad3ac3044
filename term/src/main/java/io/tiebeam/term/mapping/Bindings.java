// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the type variables of a generic class stand for. */
record Bindings(Map<TypeVariable<?>, Type> types) {
    static final Bindings NONE = new Bindings(Map.of());

    /** The bindings that {@code type} makes, whose arguments are resolved already. */
    static Bindings of(ParameterizedType type) {
        TypeVariable<?>[] variables = ((Class<?>) type.getRawType()).getTypeParameters();
        Type[] arguments = type.getActualTypeArguments();
        Map<TypeVariable<?>, Type> types = new HashMap<>();
        for (int i = 0; i < variables.length; i++) {
            types.put(variables[i], arguments[i]);
        }
        return new Bindings(types);
    }

    /** What {@code variable} stands for, or null. */
    Type get(TypeVariable<?> variable) {
        return types.get(variable);
    }

    /** {@code type} with its variables replaced; those that stand for nothing by their bounds. */
    ParameterizedType resolve(ParameterizedType type) {
        List<Type> arguments =
                Arrays.stream(type.getActualTypeArguments()).map(this::resolve).toList();
        return new Resolved((Class<?>) type.getRawType(), arguments);
    }

    private Type resolve(Type type) {
        return switch (type) {
            case TypeVariable<?> variable -> types.getOrDefault(variable, erased(variable));
            case ParameterizedType generic -> resolve(generic);
            case WildcardType wildcard -> resolve(wildcard.getUpperBounds()[0]);
            case Type other -> other;
        };
    }

    /**
     * The class of the bound of a variable, which may name the variable itself, as in {@code T extends Comparable<T>}.
     */
    private static Type erased(Type type) {
        return switch (type) {
            case TypeVariable<?> variable -> erased(variable.getBounds()[0]);
            case ParameterizedType generic -> generic.getRawType();
            case Type other -> other;
        };
    }

    /**
     * The bindings of {@code subtype}, a generic case of the sealed interface {@code parent}, where those of
     * {@code parent} are these: {@code Ok<T> implements Result<T>} gets the T of the result.
     */
    Bindings ofSubtype(Class<?> subtype, Class<?> parent) {
        Map<TypeVariable<?>, Type> found = new HashMap<>();
        for (Type implemented : subtype.getGenericInterfaces()) {
            if (implemented instanceof ParameterizedType generic && generic.getRawType() == parent) {
                Type[] arguments = generic.getActualTypeArguments();
                for (int i = 0; i < arguments.length; i++) {
                    Type bound = types.get(parent.getTypeParameters()[i]);
                    if (arguments[i] instanceof TypeVariable<?> variable && bound != null) {
                        found.put(variable, bound);
                    }
                }
            }
        }
        return new Bindings(found);
    }

    /** {@code type} with the arguments that these bindings give its variables, for the records of generic cases. */
    Type applied(Class<?> type) {
        TypeVariable<?>[] variables = type.getTypeParameters();
        if (variables.length == 0) {
            return type;
        }
        return new Resolved(type, Arrays.stream(variables).map(this::resolve).toList());
    }

    /** A generic type without variables; equal to another of the same class and arguments. */
    private record Resolved(Class<?> raw, List<Type> arguments) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public Type getOwnerType() {
            return raw.getDeclaringClass();
        }

        @Override
        public String getTypeName() {
            List<String> names = arguments.stream().map(Type::getTypeName).toList();
            return raw.getTypeName() + "<" + String.join(", ", names) + ">";
        }
    }
}
