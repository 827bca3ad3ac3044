// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.process.Directories;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.Via;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The partitions of the partition supervisors of a node: what a table of ETS is in Elixir. Written by the supervisor,
 * read by any thread. A table whose supervisor is gone counts for nothing, and is thrown away by who finds it.
 */
final class Partitions {
    /** The table of one supervisor; a partition that never ran has no pid. */
    record Table(Pid supervisor, AtomicReferenceArray<Pid> pids) {}

    private final LocalNode node;
    private final Map<ServerName, Table> tables = new ConcurrentHashMap<>();

    private Partitions(LocalNode node) {
        this.node = node;
    }

    static Partitions of(LocalNode node) {
        return node.attachment(Partitions.class, () -> new Partitions(node));
    }

    /** A new table for {@code name}, whose supervisor is {@code self}. */
    Table open(ProcessCell self, ServerName name, int partitions) {
        Table table = new Table(self.pid(), new AtomicReferenceArray<>(partitions));
        tables.put(name, table);
        return table;
    }

    /** The table of the supervisor that has {@code name} now. */
    Optional<Table> find(ServerName name) {
        Table table = tables.get(name);
        if (table == null) {
            return Optional.empty();
        }
        if (holder(name).filter(table.supervisor()::equals).isEmpty()) {
            tables.remove(name, table);
            return Optional.empty();
        }
        return Optional.of(table);
    }

    private Optional<Pid> holder(ServerName name) {
        return switch (name) {
            case Name local -> node.whereIs(local.atom()).map(ProcessCell::pid);
            case Via via -> Directories.whereIs(node, via);
        };
    }
}
