// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Atom;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A class that other nodes see as a module. Immutable. */
final class ExposedClass {
    private final Class<?> type;
    private final Atom module;
    private final Optional<MethodHandles.Lookup> inside;
    private final Map<String, StaticFunction> functions = new HashMap<>(); // by name/arity

    private ExposedClass(Class<?> type, MethodHandles.Lookup lookup) {
        this.type = type;
        this.module = ElixirNames.module(type);
        boolean all = (lookup.lookupModes() & MethodHandles.Lookup.PRIVATE) != 0;
        this.inside = all ? Optional.of(lookup) : Optional.empty();
        Method[] methods = type.getDeclaredMethods();
        Arrays.sort(methods, Comparator.comparing(Method::toString)); // the JVM promises no order; messages need one
        for (Method method : methods) {
            if (isOffered(method)) {
                StaticFunction function = StaticFunction.of(method, lookup);
                StaticFunction other = functions.putIfAbsent(function.name(), function);
                if (other != null) {
                    throw new IllegalArgumentException(type.getName() + " cannot be exposed: " + function.name()
                            + " would be two methods\n     " + other.signature() + "\n     " + function.signature()
                            + "\n   → name one otherwise, @WireName(\"other\"), or hide it, @Hidden");
                }
            }
        }
    }

    /** {@code type} with the access that its module grants to this one. */
    static ExposedClass of(Class<?> type) {
        Exposure.class.getModule().addReads(type.getModule());
        try {
            return new ExposedClass(type, MethodHandles.privateLookupIn(type, MethodHandles.lookup()));
        } catch (IllegalAccessException notOpened) {
            if (isPublic(type) && type.getModule().isExported(type.getPackageName(), Exposure.class.getModule())) {
                return new ExposedClass(type, MethodHandles.publicLookup());
            }
            String home = type.getModule().getName();
            throw new IllegalArgumentException(
                    type.getName() + " cannot be exposed: module " + home + " keeps the package "
                            + type.getPackageName()
                            + " closed\n   → add to its module-info.java:  opens " + type.getPackageName()
                            + " to io.tiebeam.term, io.tiebeam;\n   → or expose it with its access:  expose("
                            + type.getSimpleName() + ".class, MethodHandles.lookup())",
                    notOpened);
        }
    }

    /** {@code type} with the access of {@code lookup}. */
    static ExposedClass of(Class<?> type, MethodHandles.Lookup lookup) {
        try {
            return new ExposedClass(type, MethodHandles.privateLookupIn(type, lookup));
        } catch (IllegalAccessException foreign) {
            throw new IllegalArgumentException(
                    type.getName() + " cannot be exposed with a lookup of "
                            + lookup.lookupClass().getName() + ": " + foreign.getMessage()
                            + "\n   → call MethodHandles.lookup() in the module of the class",
                    foreign);
        }
    }

    private static boolean isPublic(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getDeclaringClass()) {
            if (!Modifier.isPublic(c.getModifiers())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOffered(Method method) {
        return Modifier.isPublic(method.getModifiers())
                && Modifier.isStatic(method.getModifiers())
                && !method.isSynthetic()
                && !method.isAnnotationPresent(Hidden.class)
                && !isMain(method);
    }

    private static boolean isMain(Method method) {
        return method.getName().equals("main")
                && (method.getParameterCount() == 0
                        || Arrays.equals(method.getParameterTypes(), new Class<?>[] {String[].class}));
    }

    Class<?> type() {
        return type;
    }

    Atom module() {
        return module;
    }

    /** A lookup that sees all of the class; empty if its module does not grant that. */
    Optional<MethodHandles.Lookup> inside() {
        return inside;
    }

    /** The function, or null. */
    Exposure.Handler find(Atom function, int arity) {
        return functions.get(function.name() + "/" + arity);
    }

    /** All functions: {@code receive_message/1, say_name/0}. */
    String summary() {
        return functions.isEmpty()
                ? "nothing"
                : functions.keySet().stream().sorted().collect(Collectors.joining(", "));
    }

    /** A last line of help for a function that is not there. */
    String whyNot(Atom function, int arity) {
        List<Method> named = Arrays.stream(type.getDeclaredMethods())
                .filter(m -> !m.isSynthetic() && m.getParameterCount() == arity)
                .filter(m -> ElixirNames.function(m).equals(function))
                .toList();
        for (Method m : named) {
            if (!Modifier.isStatic(m.getModifiers()) || !Modifier.isPublic(m.getModifiers())) {
                return "\n   → make " + m.getName() + " public and static: other nodes see no others";
            }
        }
        return "\n   → check the name and the number of arguments, or add the method as public static";
    }
}
