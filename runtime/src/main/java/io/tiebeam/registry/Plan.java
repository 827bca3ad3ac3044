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
 * @param unique whether a key has one holder
 * @param partitions how many parts with a process each
 * @param listeners who is told of each key that is registered or unregistered
 * @param meta the values it begins with
 */
public record Plan(Name name, boolean unique, int partitions, List<Name> listeners, Map<Term, Object> meta) {
    public Plan {
        listeners = List.copyOf(listeners);
        meta = Map.copyOf(meta);
    }

    /** The name of the process that owns part {@code index}: {@code Rooms.PIDPartition0}. */
    public Name partition(int index) {
        String base = name.atom().name();
        return new Name(Atom.of((base.startsWith("Elixir.") ? base : "Elixir." + base) + ".PIDPartition" + index));
    }
}
