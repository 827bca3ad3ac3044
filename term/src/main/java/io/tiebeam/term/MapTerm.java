// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A map. Keys keep the order they came in, so that a decoded map is written back byte for byte; order plays no part in
 * equality.
 */
public final class MapTerm implements Term {
    /** The empty map, {@code %{}}. */
    public static final MapTerm EMPTY = new MapTerm(new Term[0]);

    private static final int LINEAR = 16; // up to so many keys a scan beats a hash table

    private final Term[] keysAndValues;
    private volatile Map<Term, Term> index; // built on first look-up of a large map; losing a race only builds it twice

    private MapTerm(Term[] keysAndValues) {
        this.keysAndValues = keysAndValues;
    }

    /**
     * The map of {@code keysAndValues}, alternating.
     *
     * @throws IllegalArgumentException for an odd number of arguments or a key given twice
     */
    public static MapTerm of(Term... keysAndValues) {
        return owning(keysAndValues.clone());
    }

    /** The map with the entries of {@code entries}, in its order. */
    public static MapTerm of(Map<? extends Term, ? extends Term> entries) {
        Term[] flat = new Term[entries.size() * 2];
        int at = 0;
        for (var entry : entries.entrySet()) {
            flat[at++] = entry.getKey();
            flat[at++] = entry.getValue();
        }
        return new MapTerm(flat);
    }

    static MapTerm owning(Term[] keysAndValues) {
        if (keysAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a map needs a value for each key");
        }
        MapTerm map = new MapTerm(keysAndValues);
        if (map.hasDuplicateKey()) {
            throw new IllegalArgumentException("a map holds each key once");
        }
        return map;
    }

    private boolean hasDuplicateKey() {
        if (size() > LINEAR) {
            return index().size() != size();
        }
        int[] hashes = new int[size()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = key(i).hashCode();
            for (int j = 0; j < i; j++) {
                if (hashes[i] == hashes[j] && key(i).equals(key(j))) {
                    return true;
                }
            }
        }
        return false;
    }

    private Map<Term, Term> index() {
        Map<Term, Term> known = index;
        if (known == null) {
            known = HashMap.newHashMap(size());
            for (int i = 0; i < keysAndValues.length; i += 2) {
                known.put(keysAndValues[i], keysAndValues[i + 1]);
            }
            index = known;
        }
        return known;
    }

    /** Keys and values, alternating; not to be changed. */
    Term[] array() {
        return keysAndValues;
    }

    /** The number of entries. */
    public int size() {
        return keysAndValues.length / 2;
    }

    /** The key of entry {@code i}, in the order of this map. */
    public Term key(int i) {
        return keysAndValues[i * 2];
    }

    /** The value of entry {@code i}, in the order of this map. */
    public Term value(int i) {
        return keysAndValues[i * 2 + 1];
    }

    /** The value under {@code key}. */
    public Optional<Term> get(Term key) {
        if (size() > LINEAR) {
            return Optional.ofNullable(index().get(key));
        }
        int i = find(key, 0);
        return i < 0 ? Optional.empty() : Optional.of(value(i));
    }

    /** The place of {@code key}, looked for from place {@code from} on; -1 if it is not there. */
    private int find(Term key, int from) {
        int hash = key.hashCode();
        for (int i = from, left = size(); left > 0; left--, i = i + 1 < size() ? i + 1 : 0) {
            if (hash == key(i).hashCode() && key.equals(key(i))) {
                return i;
            }
        }
        return -1;
    }

    /** Calls {@code action} with each key and its value, in the order of this map. */
    public void forEach(BiConsumer<? super Term, ? super Term> action) {
        for (int i = 0; i < keysAndValues.length; i += 2) {
            action.accept(keysAndValues[i], keysAndValues[i + 1]);
        }
    }

    /** The entries as a map of their own, in the order of this map. */
    public Map<Term, Term> asMap() {
        Map<Term, Term> copy = LinkedHashMap.newLinkedHashMap(size());
        forEach(copy::put);
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof MapTerm m) || m.keysAndValues.length != keysAndValues.length) {
            return false;
        }
        // Each pair of keys is compared at most once, and only if their hashes agree: comparing them twice at each
        // depth would let a small map, nested as its own key, take years.
        for (int i = 0; i < size(); i++) {
            if (size() > LINEAR && key(i).hashCode() != m.key(i).hashCode()) {
                if (!value(i).equals(m.index().get(key(i)))) {
                    return false;
                }
            } else {
                int place = m.find(key(i), i);
                if (place < 0 || !value(i).equals(m.value(place))) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < keysAndValues.length; i += 2) {
            hash += keysAndValues[i].hashCode() ^ keysAndValues[i + 1].hashCode();
        }
        return hash;
    }

    @Override
    public String toString() {
        return Inspect.inspect(this);
    }
}
