// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a process comes from, and what it says of itself: on a BEAM, entries of its dictionary that {@code proc_lib} and
 * Elixir's {@code Task} make there. A plain process has none, as there: else each in an endless row of processes, of
 * which one starts the next, would remember all before it.
 *
 * @param ancestors who started it, who started that one, and so on, as names or pids, the nearest first: {@code $ancestors}
 * @param callers on whose behalf it runs, the nearest first: {@code $callers}
 * @param initialCall {@code {Module, Function, Arity}} that it began with: {@code $initial_call}
 * @param label what {@code proc_lib:set_label/1} said: {@code $process_label}; {@code undefined} if nothing
 */
public record Lineage(ListTerm ancestors, ListTerm callers, Tuple initialCall, Term label) {
    /** That of a plain process: some function, started by anyone. */
    public static final Lineage NONE =
            new Lineage(ListTerm.EMPTY, ListTerm.EMPTY, call(Atom.of("erlang"), Atom.of("apply"), 2), Atom.UNDEFINED);

    /** {@code {Module, Function, Arity}}. */
    public static Tuple call(Atom module, Atom function, int arity) {
        return Tuple.of(module, function, Int.of(arity));
    }

    /** That of a process which {@code parent} starts as {@code proc_lib} does. */
    static Lineage under(ProcessCell parent) {
        List<Term> ancestors = new ArrayList<>();
        ancestors.add(parent.registeredName().<Term>map(name -> name).orElse(parent.pid()));
        ancestors.addAll(parent.lineage().ancestors.elements());
        return new Lineage(ListTerm.of(ancestors), ListTerm.EMPTY, NONE.initialCall, Atom.UNDEFINED);
    }

    /** The same, on behalf of {@code others}. */
    public Lineage calledBy(ListTerm others) {
        return new Lineage(ancestors, others, initialCall, label);
    }

    /** The same, begun with {@code call}. */
    public Lineage begunWith(Tuple call) {
        return new Lineage(ancestors, callers, call, label);
    }

    /** The same, called {@code name}. */
    public Lineage labelled(Term name) {
        return new Lineage(ancestors, callers, initialCall, name);
    }

    /** Who called it and lives in this cluster: those of {@link #callers()} that are pids. */
    public List<Pid> callerPids() {
        return callers.elements().stream()
                .filter(Pid.class::isInstance)
                .map(Pid.class::cast)
                .toList();
    }
}
