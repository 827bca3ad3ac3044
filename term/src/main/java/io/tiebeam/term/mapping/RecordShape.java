// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;

/** The components of a record class, and how to take it apart and build it. */
final class RecordShape {
    private final Class<?> type;
    private final RecordComponent[] components;
    private final MethodHandle[] accessors; // (Object)Object
    private final MethodHandle constructor; // (Object[])Object
    private final Mapping[] mappings;

    RecordShape(Class<?> type, Bindings bindings, MappingBuilder builder) {
        this.type = type;
        components = type.getRecordComponents();
        accessors = new MethodHandle[components.length];
        mappings = new Mapping[components.length];
        Class<?>[] parameters = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            parameters[i] = components[i].getType();
            try {
                mappings[i] = builder.of(components[i].getGenericType(), bindings);
            } catch (Unmappable reason) {
                throw reason.in(step(i));
            }
        }
        try {
            MethodHandles.Lookup lookup = lookup();
            Constructor<?> canonical = type.getDeclaredConstructor(parameters);
            constructor = lookup.unreflectConstructor(canonical)
                    .asSpreader(Object[].class, components.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            for (int i = 0; i < components.length; i++) {
                accessors[i] = lookup.unreflect(components[i].getAccessor())
                        .asType(MethodType.methodType(Object.class, Object.class));
            }
        } catch (NoSuchMethodException | IllegalAccessException closed) {
            throw notOpened();
        }
    }

    private MethodHandles.Lookup lookup() {
        // Unlike reflection, method handles want the reading module to be said.
        RecordShape.class.getModule().addReads(type.getModule());
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        } catch (IllegalAccessException closed) {
            return MethodHandles.publicLookup(); // enough for a public record of an exported package
        }
    }

    private Unmappable notOpened() {
        String module = type.getModule().getName();
        String opens = "opens " + type.getPackageName() + " to io.tiebeam.term, io.tiebeam;";
        return Unmappable.because(
                "is record " + type.getName() + ", which module " + module + " does not open",
                "add to the module-info.java of " + module + ":  " + opens
                        + "  (or make the record public in an exported package)");
    }

    Class<?> type() {
        return type;
    }

    int size() {
        return components.length;
    }

    RecordComponent component(int i) {
        return components[i];
    }

    Mapping mapping(int i) {
        return mappings[i];
    }

    /** The step of a path to component {@code i}. */
    String step(int i) {
        return "." + components[i].getName();
    }

    Object value(Object record, int i) {
        try {
            return (Object) accessors[i].invokeExact(record);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("the accessor of a component throws no checked exception", e);
        }
    }

    /** The record of {@code values}, or {@link Mapping#NO_MATCH} if its constructor refuses them. */
    Object create(Object[] values) {
        try {
            return construct(values);
        } catch (RuntimeException refused) {
            return Mapping.NO_MATCH;
        }
    }

    /** Why the constructor refuses {@code values}. */
    String refusal(Object[] values) {
        try {
            construct(values);
            return type.getSimpleName() + " accepts it now and did not before";
        } catch (RuntimeException refused) {
            return type.getSimpleName() + " refuses it: " + refused;
        }
    }

    private Object construct(Object[] values) {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a canonical constructor throws no checked exception", e);
        }
    }

    /** Whether no component of {@code record} can change, and all have terms. */
    boolean isShareable(Object record) {
        for (int i = 0; i < mappings.length; i++) {
            if (!mappings[i].isShareable(value(record, i))) {
                return false;
            }
        }
        return true;
    }

    /** Why instances may change after they were sent, or null. */
    Unmappable mutablePart() {
        for (int i = 0; i < mappings.length; i++) {
            Unmappable part = mappings[i].mutablePart();
            if (part != null) {
                return part.in(step(i));
            }
        }
        return null;
    }
}
