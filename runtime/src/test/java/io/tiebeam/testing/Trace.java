// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.testing;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.TermOrder;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened in a scenario, line by line, in the words of {@code scenarios/scenario.ex}: pids, references, functions
 * and stack traces are replaced by words. Any thread may write; lines stand in the order of what caused what.
 */
public final class Trace {
    private final List<String> lines = new ArrayList<>();
    private final Map<Term, Atom> names = new HashMap<>();
    private int pids;
    private int refs;
    private boolean closed;

    Trace() {}

    /** Writes a line: a term, or what maps to one. */
    public synchronized void trace(Object what) {
        if (!closed) {
            lines.add(Inspect.inspect(replace(TermMapper.toTerm(what))));
        }
    }

    /** The scenario is over: nothing is written any more. */
    synchronized void close() {
        closed = true;
    }

    /** Calls {@code pid} by {@code name} in all lines from now on. */
    public synchronized void label(Pid pid, String name) {
        names.put(pid, Atom.of(name));
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    private Term replace(Term term) {
        return switch (term) {
            case Pid pid -> names.computeIfAbsent(pid, _ -> Atom.of("pid" + ++pids));
            case Ref ref -> names.computeIfAbsent(ref, _ -> Atom.of("ref" + ++refs));
            case Fun _, ExportFun _ -> Atom.of("function");
            case ListTerm list when !list.isEmpty() && isFrame(list.get(0)) -> Atom.of("stack");
            case ListTerm list -> {
                List<Term> elements =
                        list.elements().stream().map(this::replace).toList();
                yield ListTerm.of(elements, list.isProper() ? ListTerm.EMPTY : replace(list.tail()));
            }
            case Tuple tuple ->
                Tuple.of(tuple.elements().stream().map(this::replace).toArray(Term[]::new));
            case MapTerm map -> {
                Map<Term, Term> entries = new HashMap<>();
                map.asMap().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey(TermOrder.KEYS))
                        .forEach(entry -> entries.put(replace(entry.getKey()), replace(entry.getValue())));
                yield MapTerm.of(entries);
            }
            default -> term;
        };
    }

    private static boolean isFrame(Term term) {
        return term instanceof Tuple t
                && t.size() == 4
                && t.get(0) instanceof Atom
                && t.get(1) instanceof Atom
                && (t.get(2) instanceof Int || t.get(2) instanceof ListTerm)
                && t.get(3) instanceof ListTerm;
    }
}
