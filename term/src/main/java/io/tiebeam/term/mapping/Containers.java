// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The mappings of the collections of the JDK, whose elements have mappings of their own. */
final class Containers {
    // What List.of, List.copyOf and Stream.toList make: the lists that nobody can change.
    private static final Class<?> SHORT_LIST = List.of(1).getClass();
    private static final Class<?> LIST = List.of().getClass();

    private Containers() {}

    /** {@code List<T>}: a proper list; read as an unmodifiable one. */
    record OfList(Mapping element) implements Mapping {
        @Override
        public Term write(Object value) {
            Object[] values = ((List<?>) value).toArray();
            Term[] terms = new Term[values.length];
            for (int i = 0; i < values.length; i++) {
                try {
                    terms[i] = Mappings.written(element, values[i]);
                } catch (Unmappable reason) {
                    throw reason.in("[" + i + "]");
                }
            }
            return ListTerm.of(terms);
        }

        @Override
        public Object read(Term term) {
            if (!(term instanceof ListTerm list) || !list.isProper()) {
                return NO_MATCH;
            }
            Object[] values = new Object[list.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = element.read(list.get(i));
                if (values[i] == NO_MATCH) {
                    return NO_MATCH;
                }
            }
            return List.of(values);
        }

        @Override
        public boolean isShareable(Object value) {
            if (value == null || value.getClass() != SHORT_LIST && value.getClass() != LIST) {
                return false;
            }
            for (Object each : (List<?>) value) {
                if (!element.isShareable(each)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String expected() {
            return "list";
        }

        @Override
        public Mismatch explain(Term term) {
            if (!(term instanceof ListTerm list) || !list.isProper()) {
                return Mismatch.of("proper list", term);
            }
            int i = 0;
            while (i < list.size() - 1 && element.read(list.get(i)) != NO_MATCH) {
                i++;
            }
            return element.explain(list.get(i)).in("[" + i + "]");
        }

        @Override
        public Unmappable mutablePart() {
            Unmappable part = element.mutablePart();
            return part == null ? null : part.in("[]");
        }
    }

    /** {@code Map<K, V>}; read as an unmodifiable one that keeps the order of the term. */
    record OfMap(Mapping key, Mapping value) implements Mapping {
        @Override
        public Term write(Object map) {
            Map<Term, Term> terms = LinkedHashMap.newLinkedHashMap(((Map<?, ?>) map).size());
            ((Map<?, ?>) map).forEach((k, v) -> {
                try {
                    Term keyTerm = Mappings.written(key, k);
                    if (terms.put(keyTerm, Mappings.written(value, v)) != null) {
                        throw Unmappable.because(
                                "is not the only key that is " + Mismatch.shown(keyTerm), "use other keys");
                    }
                } catch (Unmappable reason) {
                    throw reason.in("[" + k + "]");
                }
            });
            return MapTerm.of(terms);
        }

        @Override
        public Object read(Term term) {
            if (!(term instanceof MapTerm map)) {
                return NO_MATCH;
            }
            Map<Object, Object> values = LinkedHashMap.newLinkedHashMap(map.size());
            for (var entry : map.asMap().entrySet()) {
                Object k = key.read(entry.getKey());
                Object v = k == NO_MATCH ? NO_MATCH : value.read(entry.getValue());
                if (v == NO_MATCH || values.put(k, v) != null) {
                    return NO_MATCH;
                }
            }
            return Collections.unmodifiableMap(values);
        }

        @Override
        public String expected() {
            return "map";
        }

        @Override
        public Mismatch explain(Term term) {
            if (!(term instanceof MapTerm map)) {
                return Mismatch.of("map", term);
            }
            for (var entry : map.asMap().entrySet()) {
                if (key.read(entry.getKey()) == NO_MATCH) {
                    Mismatch mismatch = key.explain(entry.getKey());
                    return new Mismatch(mismatch.path(), "in a key, " + mismatch.text());
                }
                if (value.read(entry.getValue()) == NO_MATCH) {
                    return value.explain(entry.getValue()).in("[" + Mismatch.shown(entry.getKey()) + "]");
                }
            }
            return Mismatch.because("expected keys that stay different", term);
        }

        @Override
        public Unmappable mutablePart() {
            Unmappable part = key.mutablePart() != null ? key.mutablePart() : value.mutablePart();
            return part == null ? null : part.in("[]");
        }
    }

    /**
     * {@code Optional<T>}: the value or {@code nil}.
     *
     * @param undefinedIsEmpty whether {@code :undefined} reads as empty: not where it may be a value
     */
    record OfOptional(Mapping value, boolean undefinedIsEmpty) implements Mapping {
        private static final Term NIL = Atom.NIL;

        @Override
        public Term write(Object optional) {
            if (((Optional<?>) optional).isEmpty()) {
                return NIL;
            }
            Term term = Mappings.written(value, ((Optional<?>) optional).get());
            if (isEmpty(term)) {
                throw Unmappable.because(
                        "is an Optional of " + term + ", which would be read as an empty one", "use another atom");
            }
            return term;
        }

        @Override
        public boolean isShareable(Object optional) {
            return optional instanceof Optional<?> o
                    && (o.isEmpty() || !(o.get() instanceof Term) && value.isShareable(o.get())); // a term may be nil
        }

        private boolean isEmpty(Term term) {
            return term.equals(NIL) || (undefinedIsEmpty && term.equals(Atom.UNDEFINED));
        }

        @Override
        public Object read(Term term) {
            if (isEmpty(term)) {
                return Optional.empty();
            }
            Object read = value.read(term);
            return read == NO_MATCH ? NO_MATCH : Optional.of(read);
        }

        @Override
        public String expected() {
            return value.expected() + " or nil";
        }

        @Override
        public String label() {
            return value.label();
        }

        @Override
        public Mismatch explain(Term term) {
            Mismatch mismatch = value.explain(term);
            return mismatch.path().isEmpty() ? Mismatch.of(expected(), term) : mismatch;
        }

        @Override
        public Unmappable mutablePart() {
            return value.mutablePart();
        }
    }
}
