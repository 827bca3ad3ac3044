// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.eval.Raised;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessInfo;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/** What belongs to a process: names, flags, its dictionary. Functions of {@code erlang}. */
final class ProcessState {
    private static final Map<ProcessCell, Map<Term, Term>> DICTIONARIES = new WeakHashMap<>();
    private static final List<String> ITEMS = List.of(
            "registered_name", "status", "message_queue_len", "links", "dictionary", "trap_exit", "group_leader");

    private ProcessState() {}

    static void enter(Library.Module erlang) {
        erlang.def("register", 2, (_, a) -> {
                    Atom name = (Atom) a[0];
                    if (name.equals(Atom.UNDEFINED) || !(a[1] instanceof Pid pid)) {
                        throw Raised.badarg();
                    }
                    try {
                        Processes.register(new Name(name), pid);
                    } catch (IllegalArgumentException taken) {
                        throw Raised.badarg();
                    }
                    return Atom.TRUE;
                })
                .def("unregister", 1, (_, a) -> {
                    if (!Processes.unregister(new Name((Atom) a[0]))) {
                        throw Raised.badarg();
                    }
                    return Atom.TRUE;
                })
                .def("whereis", 1, (_, a) -> whereIs((Atom) a[0], Atom.UNDEFINED))
                .def(
                        "registered",
                        0,
                        (_, _) -> ListTerm.of(
                                Processes.registered().stream().map(Name::atom).toList()))
                .def("processes", 0, (_, _) -> ListTerm.of(Processes.list()))
                .def("is_process_alive", 1, (_, a) -> Atom.of(Processes.isAlive((Pid) a[0])))
                .def("group_leader", 0, (_, _) -> Processes.groupLeader())
                .def("group_leader", 2, (_, a) -> {
                    Processes.groupLeader((Pid) a[1], (Pid) a[0]);
                    return Atom.TRUE;
                })
                .def("process_flag", 2, (_, a) -> flag(a[0], a[1]))
                .def("make_ref", 0, (_, _) -> Kernel.makeRef())
                .def("get", 1, (ev, a) -> get(ev.self(), a[0]))
                .def("put", 2, (ev, a) -> put(ev.self(), a[0], a[1]))
                .def("erase", 1, (ev, a) -> erase(ev.self(), a[0]))
                .def("get", 0, (ev, _) -> pairs(of(ev.self())))
                .def(
                        "get_keys",
                        0,
                        (ev, _) -> ListTerm.of(List.copyOf(of(ev.self()).keySet())))
                .def("erase", 0, (ev, _) -> {
                    Term all = pairs(of(ev.self()));
                    of(ev.self()).clear();
                    return all;
                })
                .def("process_info", 1, (ev, a) -> info(ev.self(), (Pid) a[0]))
                .def("process_info", 2, (ev, a) -> item(ev.self(), (Pid) a[0], a[1]))
                .def("garbage_collect", 0, (_, _) -> Atom.TRUE)
                .def("garbage_collect", 1, (_, _) -> Atom.TRUE)
                .def("yield", 0, (_, _) -> Atom.TRUE)
                .def("hibernate", 3, (ev, a) -> {
                    Term[] arguments = Args.list(a[2]).toArray(Term[]::new);
                    awaitMessage(ev.self());
                    return ev.call(Args.atom(a[0]), Args.atom(a[1]), arguments);
                });
    }

    /** There is a message; it stays where it is. */
    private static final class Woken extends RuntimeException {
        private static final long serialVersionUID = 1L;
        static final Woken BY_MESSAGE = new Woken();

        private Woken() {
            super(null, null, false, false);
        }
    }

    private static void awaitMessage(ProcessCell self) {
        try {
            self.receive(
                    _ -> {
                        throw Woken.BY_MESSAGE;
                    },
                    Deadline.NEVER);
        } catch (Woken woken) {
            // as intended
        }
    }

    static Term whereIs(Atom name, Atom nobody) {
        Optional<Pid> pid = Processes.whereIs(new Name(name));
        return pid.isPresent() ? pid.get() : nobody;
    }

    /** {@code trap_exit} does something; the others are taken and change nothing here. */
    static Term flag(Term flag, Term value) {
        return switch (((Atom) flag).name()) {
            case "trap_exit" -> {
                if (!value.equals(Atom.TRUE) && !value.equals(Atom.FALSE)) {
                    throw Raised.badarg();
                }
                yield Atom.of(Processes.trapExit(value.equals(Atom.TRUE)));
            }
            case "priority" -> Atom.of("normal");
            case "min_heap_size", "min_bin_vheap_size", "max_heap_size", "fullsweep_after" -> Int.of(0);
            case "message_queue_data" -> Atom.of("on_heap");
            case "sensitive", "async_dist" -> Atom.FALSE;
            default -> throw Raised.badarg();
        };
    }

    // ---- the dictionary: touched by its own process only ----------------------------------------------------------

    private static Map<Term, Term> of(ProcessCell self) {
        synchronized (DICTIONARIES) {
            return DICTIONARIES.computeIfAbsent(self, _ -> new LinkedHashMap<>());
        }
    }

    static Term get(ProcessCell self, Term key) {
        return of(self).getOrDefault(key, Atom.UNDEFINED);
    }

    static Term put(ProcessCell self, Term key, Term value) {
        Term before = of(self).put(key, value);
        return before == null ? Atom.UNDEFINED : before;
    }

    static Term erase(ProcessCell self, Term key) {
        Term before = of(self).remove(key);
        return before == null ? Atom.UNDEFINED : before;
    }

    private static Term pairs(Map<Term, Term> entries) {
        List<Term> pairs = new ArrayList<>();
        entries.forEach((key, value) -> pairs.add(Tuple.of(key, value)));
        return ListTerm.of(pairs);
    }

    // ---- information ----------------------------------------------------------------------------------------------

    private static Term info(ProcessCell self, Pid pid) {
        if (self.node().find(pid).isEmpty()) {
            return Atom.UNDEFINED;
        }
        List<Term> items = new ArrayList<>();
        for (String name : ITEMS) {
            Term item = item(self, pid, Atom.of(name));
            if (item instanceof Tuple) { // a process without a name has no such item
                items.add(item);
            }
        }
        return ListTerm.of(items);
    }

    private static Term item(ProcessCell self, Pid pid, Term what) {
        Optional<ProcessCell> cell = self.node().find(pid);
        if (!self.node().isCalled(pid.node())) {
            throw Raised.badarg();
        }
        if (cell.isEmpty()) {
            return Atom.UNDEFINED;
        }
        if (what instanceof ListTerm list) {
            List<Term> items = new ArrayList<>();
            list.forEach(one -> items.add(item(self, pid, one)));
            return ListTerm.of(items);
        }
        ProcessInfo info = cell.get().info();
        Atom name = (Atom) what;
        Term value = switch (name.name()) {
            case "registered_name" -> info.name().isPresent() ? info.name().get() : ListTerm.EMPTY;
            case "status" -> cell.get() == self ? Atom.of("running") : Atom.of("waiting");
            case "message_queue_len" -> Int.of(info.messages());
            case "links" -> ListTerm.of(info.links());
            case "dictionary" -> cell.get() == self ? pairs(of(self)) : ListTerm.EMPTY;
            case "trap_exit" -> Atom.of(info.trapsExits());
            case "group_leader" -> info.groupLeader();
            default -> throw Raised.badarg();
        };
        return name.name().equals("registered_name") && value.equals(ListTerm.EMPTY) ? value : Tuple.of(name, value);
    }
}
