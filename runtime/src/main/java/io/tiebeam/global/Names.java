// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.process.Address;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The global names as this node knows them. Changed by the server alone, which monitors every process; read on any thread. */
public final class Names {
    private record Entry(GlobalName name, Ref monitor) {}

    private final Map<Term, Entry> entries = new ConcurrentHashMap<>();

    private Names() {}

    /** Those of {@code node}. */
    public static Names of(LocalNode node) {
        return node.attachment(Names.class, Names::new);
    }

    /** Who has {@code name}; nobody if it is one of this node that is dead. */
    public Optional<Pid> find(LocalNode node, Term name) {
        return Optional.ofNullable(entries.get(name))
                .map(entry -> entry.name().pid())
                .filter(pid -> !node.isCalled(pid.node()) || node.find(pid).isPresent());
    }

    /** All names. */
    public List<Term> all() {
        return List.copyOf(entries.keySet());
    }

    /** The names of {@code pid}. */
    List<Term> of(Pid pid) {
        return entries().stream()
                .filter(entry -> entry.pid().equals(pid))
                .map(GlobalName::name)
                .toList();
    }

    Optional<GlobalName> get(Term name) {
        return Optional.ofNullable(entries.get(name)).map(Entry::name);
    }

    List<GlobalName> entries() {
        return entries.values().stream().map(Entry::name).toList();
    }

    void insert(ProcessCell server, GlobalName name) {
        delete(server, name.name());
        Ref monitor = Address.of(server.node(), name.pid()).monitor(server, AliasUse.NONE);
        entries.put(name.name(), new Entry(name, monitor));
    }

    void delete(ProcessCell server, Term name) {
        Entry entry = entries.remove(name);
        if (entry != null) {
            server.demonitor(entry.monitor(), true);
        }
    }

    /** A process that had names is gone. */
    void down(Ref monitor) {
        entries.values().removeIf(entry -> entry.monitor().equals(monitor));
    }

    /** Forgets the names of the processes of {@code node}. */
    void forget(ProcessCell server, Term node) {
        Predicate<Entry> there = entry -> entry.name().pid().node().equals(node);
        new ArrayList<>(entries.values())
                .stream()
                        .filter(there)
                        .forEach(entry -> delete(server, entry.name().name()));
    }
}
