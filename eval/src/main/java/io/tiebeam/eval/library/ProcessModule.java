// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.eval.Evaluator;
import io.tiebeam.eval.Raised;
import io.tiebeam.process.Deadline;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;

/** Elixir's {@code Process}. */
final class ProcessModule {
    private ProcessModule() {}

    static void enter(Library.Module m) {
        m.def("sleep", 1, (ev, a) -> sleep(ev, a[0]))
                .def("exit", 2, (_, a) -> {
                    Kernel.exit((Pid) a[0], (Object) a[1]);
                    return Atom.TRUE;
                })
                .def("send", 3, (_, a) -> {
                    Signals.send(a[0], a[1]);
                    return Atom.OK;
                })
                .def("send_after", 3, (_, a) -> Clocks.sendAfter(a[2], a[0], a[1]))
                .def("send_after", 4, (_, a) -> Clocks.sendAfter(a[2], a[0], a[1]))
                .def("cancel_timer", 1, (_, a) -> Clocks.cancel(a[0]))
                .def("link", 1, (_, a) -> {
                    Processes.link((Pid) a[0]);
                    return Atom.TRUE;
                })
                .def("unlink", 1, (_, a) -> {
                    Processes.unlink((Pid) a[0]);
                    return Atom.TRUE;
                })
                .def("monitor", 1, (_, a) -> Processes.monitor(Args.server(a[0])))
                .def("demonitor", 1, (_, a) -> {
                    Processes.demonitor((Ref) a[0]);
                    return Atom.TRUE;
                })
                .def("demonitor", 2, (ev, a) -> ev.call(Atom.of("erlang"), Atom.of("demonitor"), a))
                .def("register", 2, (_, a) -> {
                    try {
                        Processes.register(new Name((Atom) a[1]), (Pid) a[0]);
                        return Atom.TRUE;
                    } catch (IllegalArgumentException taken) {
                        throw Raised.error(Exceptions.message(
                                "Elixir.ArgumentError",
                                "could not register " + a[0] + " with name " + a[1] + " because it is not alive, the"
                                        + " name is already taken, or it has already been given another name"));
                    }
                })
                .def("unregister", 1, (_, a) -> {
                    if (!Processes.unregister(new Name((Atom) a[0]))) {
                        throw Raised.badarg();
                    }
                    return Atom.TRUE;
                })
                .def("whereis", 1, (_, a) -> ProcessState.whereIs((Atom) a[0], Atom.NIL))
                .def(
                        "registered",
                        0,
                        (_, _) -> ListTerm.of(
                                Processes.registered().stream().map(Name::atom).toList()))
                .def("alive?", 1, (_, a) -> Atom.of(Processes.isAlive((Pid) a[0])))
                .def("list", 0, (_, _) -> ListTerm.of(Processes.list()))
                .def("flag", 2, (_, a) -> ProcessState.flag(a[0], a[1]))
                .def("group_leader", 0, (_, _) -> Processes.groupLeader())
                .def("group_leader", 2, (_, a) -> {
                    Processes.groupLeader((Pid) a[0], (Pid) a[1]);
                    return Atom.TRUE;
                })
                .def("get", 1, (ev, a) -> orNil(ProcessState.get(ev.self(), a[0]), Atom.NIL))
                .def("get", 2, (ev, a) -> orNil(ProcessState.get(ev.self(), a[0]), a[1]))
                .def("put", 2, (ev, a) -> orNil(ProcessState.put(ev.self(), a[0], a[1]), Atom.NIL))
                .def("delete", 1, (ev, a) -> orNil(ProcessState.erase(ev.self(), a[0]), Atom.NIL))
                .def("info", 1, (ev, a) -> orNil(ev.call(Atom.of("erlang"), Atom.of("process_info"), a), Atom.NIL))
                .def("info", 2, (ev, a) -> orNil(ev.call(Atom.of("erlang"), Atom.of("process_info"), a), Atom.NIL))
                .def("hibernate", 3, (ev, a) -> ev.call(Atom.of("erlang"), Atom.of("hibernate"), a));
    }

    private static Term orNil(Term value, Term otherwise) {
        return value.equals(Atom.UNDEFINED) ? otherwise : value;
    }

    /** Waits, and stays killable: it is a receive that takes nothing. */
    static Term sleep(Evaluator ev, Term time) {
        Deadline deadline = Args.deadline(time);
        ev.self().receive(_ -> null, deadline);
        return Atom.OK;
    }
}
