// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.registry;

import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The registries of one node, by name. Any thread. */
public final class Tables {
    private final Map<Atom, Table> tables = new ConcurrentHashMap<>();

    private Tables() {}

    static Tables of(LocalNode node) {
        return node.attachment(Tables.class, Tables::new);
    }

    /**
     * The registry {@code name} of {@code node}.
     *
     * @throws IllegalArgumentException if none of that name runs
     */
    public static Table get(LocalNode node, Name name) {
        Map<Atom, Table> tables = of(node).tables;
        Table table = tables.get(name.atom());
        if (table == null || !table.isOpen()) {
            if (table != null) {
                tables.remove(name.atom(), table);
            }
            throw new IllegalArgumentException(
                    "unknown registry: " + name + ". Either the name is wrong or the registry"
                            + " does not run on " + node
                            + "\n   → start it before those who use it: .child(Registry.unique(Name.of(\""
                            + name.atom().name()
                            + "\")))");
        }
        return table;
    }

    /**
     * The table for {@code plan} while {@code supervisor} lives: made by the first of its partitions that starts, kept when
     * one is restarted.
     */
    Table open(Plan plan, ProcessCell supervisor) {
        return tables.compute(
                plan.name().atom(),
                (_, known) -> known != null && known.isOf(supervisor) ? known : new Table(plan, supervisor));
    }
}
