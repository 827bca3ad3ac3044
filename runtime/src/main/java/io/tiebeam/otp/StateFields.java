// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The state of a server as its fields: a map of them by name, for whoever looks at it from outside. */
final class StateFields {
    private static final Set<Class<?>> BASES = Set.of(
            GenServer.class, GenStateMachine.class, EventHandler.class, Object.class); // whose fields are no state

    private StateFields() {}

    /** The fields of {@code server}; one that has no term as its text. */
    static MapTerm read(Object server) {
        Map<Term, Term> state = new HashMap<>();
        for (Field field : fields(server)) {
            state.put(Atom.of(field.getName()), value(field, server));
        }
        return MapTerm.of(state);
    }

    private static Term value(Field field, Object server) {
        try {
            field.setAccessible(true);
            Object value = field.get(server);
            return value == null ? Atom.NIL : term(value);
        } catch (InaccessibleObjectException | IllegalAccessException closed) {
            return Bits.of("#Java<not open to io.tiebeam>");
        }
    }

    private static Term term(Object value) {
        try {
            return TermMapper.toTerm(value);
        } catch (RuntimeException none) {
            return Bits.of(TermMapper.describe(value));
        }
    }

    /** Sets the fields of {@code server} to what {@code state} holds for them; those that are equal are left alone. */
    static void write(Object server, Term state) {
        if (!(state instanceof MapTerm map)) {
            throw new TermException(
                    "the state of " + server.getClass().getName() + " is a map of its fields, got: " + state);
        }
        Map<Field, Object> changes = new HashMap<>(); // all are looked at before one is set
        for (Field field : fields(server)) {
            Term wanted = map.asMap().get(Atom.of(field.getName()));
            if (wanted != null && !wanted.equals(value(field, server))) {
                if (Modifier.isFinal(field.getModifiers())) {
                    throw new TermException("the field " + field.getName() + " of "
                            + server.getClass().getName()
                            + " is final\n   → override replaceState, or replaceData of a state machine");
                }
                changes.put(field, TermMapper.fromTerm(wanted, field.getGenericType()));
            }
        }
        changes.forEach((field, value) -> {
            try {
                field.set(server, value);
            } catch (IllegalAccessException closed) {
                throw new IllegalStateException(closed);
            }
        });
    }

    private static List<Field> fields(Object server) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> type = server.getClass(); !BASES.contains(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                    fields.add(field);
                }
            }
        }
        return fields;
    }
}
