// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import io.tiebeam.term.Charlist;
import io.tiebeam.term.Keyword;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Via;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the mapping of a type, and makes it the first time: reflection happens here and not per message. */
public final class Mappings {
    private static final Map<Class<?>, Mapping> FIXED = Map.ofEntries(
            Map.entry(String.class, Scalars.STRING),
            Map.entry(Charlist.class, Scalars.CHARLIST),
            Map.entry(int.class, Scalars.INT),
            Map.entry(Integer.class, Scalars.INT),
            Map.entry(long.class, Scalars.LONG),
            Map.entry(Long.class, Scalars.LONG),
            Map.entry(BigInteger.class, Scalars.BIG_INTEGER),
            Map.entry(double.class, Scalars.DOUBLE),
            Map.entry(Double.class, Scalars.DOUBLE),
            Map.entry(boolean.class, Scalars.BOOLEAN),
            Map.entry(Boolean.class, Scalars.BOOLEAN),
            Map.entry(byte[].class, Bytes.MAPPING),
            Map.entry(Duration.class, Scalars.DURATION),
            Map.entry(NodeName.class, Scalars.NODE_NAME),
            Map.entry(Keyword.class, Scalars.KEYWORD),
            Map.entry(Name.class, Servers.NAME),
            Map.entry(Name.At.class, Servers.AT),
            Map.entry(Via.class, Servers.VIA),
            Map.entry(ServerName.class, Servers.NAMED),
            Map.entry(ServerRef.class, Servers.ANY),
            Map.entry(Object.class, Anything.MAPPING));

    private static final ClassValue<Mapping> DECLARED = new ClassValue<>() {
        @Override
        protected Mapping computeValue(Class<?> type) {
            return new MappingBuilder().of(type);
        }
    };

    private static final ClassValue<Mapping> VALUES = new ClassValue<>() {
        @Override
        protected Mapping computeValue(Class<?> type) {
            if (type == Object.class) {
                throw Refusals.of(type);
            }
            return DECLARED.get(declarable(type));
        }
    };

    /** Types with arguments: few, since they are the parameters of exposed methods. */
    private static final Map<Type, Mapping> GENERIC = new ConcurrentHashMap<>();

    private Mappings() {}

    /**
     * The mapping of {@code type}.
     *
     * @throws Unmappable if it, or the type of a component, has none
     */
    public static Mapping of(Type type) {
        if (type instanceof Class<?> plain) {
            return DECLARED.get(plain);
        }
        Mapping known = GENERIC.get(type);
        if (known == null) {
            known = new MappingBuilder().of(type);
            GENERIC.put(type, known);
        }
        return known;
    }

    /**
     * The mapping of values of the class {@code type}, for where nothing was declared.
     *
     * @throws Unmappable if they have none
     */
    static Mapping ofValues(Class<?> type) {
        return VALUES.get(type);
    }

    /**
     * The term of {@code value}, by its class.
     *
     * @throws Unmappable if it, or a component of it, has none
     */
    public static Term write(Object value) {
        return written(Anything.MAPPING, value);
    }

    static Term written(Mapping mapping, Object value) {
        if (value == null) {
            throw Refusals.nothing();
        }
        return mapping.write(value);
    }

    /** The mapping of types that need not be looked into, or null. */
    static Mapping fixed(Class<?> type) {
        return Term.class.isAssignableFrom(type) ? Scalars.terms(type) : FIXED.get(type);
    }

    /** The type that a value of the class {@code type} would be declared as. */
    private static Class<?> declarable(Class<?> type) {
        if (List.class.isAssignableFrom(type)) {
            return List.class;
        }
        if (Map.class.isAssignableFrom(type)) {
            return Map.class;
        }
        // A constant with a body has a class of its own.
        return Enum.class.isAssignableFrom(type) && !type.isEnum() && type != Enum.class ? type.getSuperclass() : type;
    }
}
