// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.registry;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Term;
import java.util.List;
import java.util.Map;

/**
 * What a registry is to be.
 *
 * @param keys how many holders a key has, and where they are kept
 * @param partitions how many parts with a process each
 * @param listeners who is told of each key that is registered or unregistered
 * @param meta the values it begins with
 */
public record Plan(Name name, Keys keys, int partitions, List<Name> listeners, Map<Term, Object> meta) {
    /** How many holders a key has, and in which part they are. */
    public enum Keys {
        /** One: the key is in the part of the key, and what its holder holds in the part of the holder. */
        UNIQUE,
        /** Any number: all of one process are in its part, so those of a key may be in any. */
        DUPLICATE_BY_PID,
        /** Any number: all of a key are in its part, so those of a process may be in any. */
        DUPLICATE_BY_KEY
    }

    public Plan {
        listeners = List.copyOf(listeners);
        meta = Map.copyOf(meta);
    }

    /** Whether a key has one holder. */
    public boolean unique() {
        return keys == Keys.UNIQUE;
    }

    public Plan keys(Keys other) {
        return new Plan(name, other, partitions, listeners, meta);
    }

    public Plan partitions(int count) {
        return new Plan(name, keys, count, listeners, meta);
    }

    public Plan listeners(List<Name> names) {
        return new Plan(name, keys, partitions, names, meta);
    }

    public Plan meta(Map<Term, Object> values) {
        return new Plan(name, keys, partitions, listeners, values);
    }

    /** The name of the process that owns part {@code index}: {@code Rooms.PIDPartition0}. */
    public Name partition(int index) {
        String base = name.atom().name();
        return new Name(Atom.of((base.startsWith("Elixir.") ? base : "Elixir." + base) + ".PIDPartition" + index));
    }
}
