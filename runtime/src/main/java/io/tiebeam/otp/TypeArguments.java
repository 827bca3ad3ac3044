// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a class says that a type variable of one of its supertypes is, as far as it says so. */
final class TypeArguments {
    private TypeArguments() {}

    /** The first type argument that {@code type} gives to {@code parent}; empty if it leaves that open. */
    static Optional<Type> first(Class<?> type, Class<?> parent) {
        return at(0, type, parent);
    }

    /** As {@link #first}, of the type argument at {@code index}. */
    static Optional<Type> at(int index, Class<?> type, Class<?> parent) {
        return find(index, type, parent, new HashMap<>());
    }

    private static Optional<Type> find(int index, Type from, Class<?> parent, Map<TypeVariable<?>, Type> known) {
        Class<?> raw = raw(from);
        if (from instanceof ParameterizedType p) {
            TypeVariable<?>[] variables = raw.getTypeParameters();
            for (int i = 0; i < variables.length; i++) {
                Type argument = p.getActualTypeArguments()[i];
                known.put(variables[i], known.getOrDefault(argument, argument));
            }
        }
        if (raw == parent) {
            Type found = known.get(parent.getTypeParameters()[index]);
            return Optional.ofNullable(found).filter(t -> !(t instanceof TypeVariable<?>));
        }
        for (Type of : raw.getGenericInterfaces()) {
            if (parent.isAssignableFrom(raw(of))) {
                return find(index, of, parent, known);
            }
        }
        Type above = raw.getGenericSuperclass();
        return above != null && parent.isAssignableFrom(raw(above))
                ? find(index, above, parent, known)
                : Optional.empty();
    }

    /** The class of {@code type}, without its arguments. */
    static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> c -> c;
            case ParameterizedType p -> (Class<?>) p.getRawType();
            case GenericArrayType a ->
                Array.newInstance(raw(a.getGenericComponentType()), 0).getClass();
            default -> Object.class;
        };
    }
}
