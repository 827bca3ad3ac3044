// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.process.Directory;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.registry.Held;
import io.tiebeam.registry.Table;
import io.tiebeam.registry.Tables;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/**
 * What {@code {via, Registry, {registry, key}}} means to whoever sends, calls or starts: the keys of a unique {@link
 * Registry} as names. Made by the service loader.
 */
public final class RegistryDirectory implements Directory {
    static final Atom MODULE = Atom.of("Elixir.Registry");

    /** For the service loader. */
    public RegistryDirectory() {}

    private record Place(Table table, Term key, Term value) {}

    @Override
    public Atom module() {
        return MODULE;
    }

    @Override
    public Optional<Pid> whereIs(LocalNode node, Term name) {
        Place place = place(node, name);
        return place.table.get(place.key).findFirst().map(Held::pid);
    }

    @Override
    public boolean register(ProcessCell self, Term name) {
        Place place = place(self.node(), name);
        return place.table.register(self, place.key, place.value).isEmpty();
    }

    @Override
    public void unregister(ProcessCell self, Term name) {
        Place place = place(self.node(), name);
        place.table.unregister(self, place.key, _ -> true);
    }

    private static Place place(LocalNode node, Term name) {
        if (name instanceof Tuple t && (t.size() == 2 || t.size() == 3) && t.get(0) instanceof Atom registry) {
            Table table = Tables.get(node, new Name(registry));
            if (!table.isUnique()) {
                throw new IllegalArgumentException(
                        "a name via " + registry + " is not possible: it is a registry with duplicate keys, where a key"
                                + " has any number of holders");
            }
            return new Place(table, t.get(1), t.size() == 3 ? t.get(2) : Atom.of("nil"));
        }
        throw new IllegalArgumentException("expected {registry, key} or {registry, key, value} for a name via Registry,"
                + " got: " + Inspect.inspect(name));
    }
}
