// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.NoProcessException;
import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.eval.Evaluator;
import io.tiebeam.eval.Natives;
import io.tiebeam.eval.Raised;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Port;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** Sending, starting, ending, linking, monitoring: functions of {@code erlang}. */
final class Signals {
    private static final Atom ERLANG = Atom.of("erlang");
    private static final Atom APPLY = Atom.of("apply");
    private static final Atom PROCESS = Atom.of("process");
    private static final Atom DOWN = Atom.of("DOWN");
    private static final Atom NOCONNECTION = Atom.of("noconnection");

    private Signals() {}

    static void enter(Library.Module erlang) {
        erlang.def("self", 0, (ev, _) -> ev.self().pid())
                .def("send", 2, (_, a) -> send(a[0], a[1]))
                .def("!", 2, (_, a) -> send(a[0], a[1]))
                .def("send", 3, (_, a) -> {
                    send(a[0], a[1]);
                    return Atom.OK;
                })
                .def("send_after", 3, (_, a) -> Clocks.sendAfter(a[0], a[1], a[2]))
                .def("start_timer", 3, (_, a) -> Clocks.startTimer(a[0], a[1], a[2]))
                .def("cancel_timer", 1, (_, a) -> Clocks.cancel(a[0]))
                .def("cancel_timer", 2, (_, a) -> Clocks.cancel(a[0]))
                .def("throw", 1, (_, a) -> {
                    throw Raised.of(Raised.Kind.THROW, a[0]);
                })
                .def("error", 1, (_, a) -> {
                    throw Raised.error(a[0]);
                })
                .def("error", 2, (_, a) -> {
                    throw Raised.error(a[0]).in(a[1]);
                })
                .def("error", 3, (_, a) -> {
                    throw Raised.error(a[0]).in(a[1]);
                })
                .def("exit", 1, (_, a) -> {
                    throw Raised.of(Raised.Kind.EXIT, a[0]);
                })
                .def("raise", 3, (_, a) -> raise(a))
                .def("exit", 2, (_, a) -> {
                    Kernel.exit((Pid) a[0], (Object) a[1]);
                    return Atom.TRUE;
                })
                .def("link", 1, (_, a) -> {
                    Processes.link((Pid) a[0]);
                    return Atom.TRUE;
                })
                .def("unlink", 1, (_, a) -> {
                    Processes.unlink((Pid) a[0]);
                    return Atom.TRUE;
                })
                .def("monitor", 2, (ev, a) -> monitor(ev, a[0], a[1]))
                .def("demonitor", 1, (_, a) -> {
                    Processes.demonitor((Ref) a[0]);
                    return Atom.TRUE;
                })
                .def("demonitor", 2, (_, a) -> {
                    if (Args.list(a[1]).contains(Atom.of("flush"))) {
                        Processes.demonitorFlush((Ref) a[0]);
                        return Atom.TRUE;
                    }
                    boolean was = Processes.demonitor((Ref) a[0]);
                    return Args.list(a[1]).contains(Atom.of("info")) ? Atom.of(was) : Atom.TRUE;
                })
                .def("alias", 0, (_, _) -> Processes.alias())
                .def("unalias", 1, (_, a) -> Atom.of(Processes.unalias((Ref) a[0])))
                .def("spawn", 1, (ev, a) -> spawn(ev, function(a[0]), How.PLAIN))
                .def("spawn_link", 1, (ev, a) -> spawn(ev, function(a[0]), How.LINKED))
                .def("spawn_monitor", 1, (ev, a) -> spawn(ev, function(a[0]), How.MONITORED))
                .def("spawn_opt", 2, (ev, a) -> spawn(ev, function(a[0]), How.of(a[1])))
                .def("spawn", 3, (ev, a) -> spawn(ev, mfa(a[0], a[1], a[2]), How.PLAIN))
                .def("spawn_link", 3, (ev, a) -> spawn(ev, mfa(a[0], a[1], a[2]), How.LINKED))
                .def("spawn_monitor", 3, (ev, a) -> spawn(ev, mfa(a[0], a[1], a[2]), How.MONITORED))
                .def("spawn_opt", 4, (ev, a) -> spawn(ev, mfa(a[0], a[1], a[2]), How.of(a[3])))
                .def("spawn", 2, (ev, a) -> spawnOn(ev, a[0], function(a[1]), How.PLAIN))
                .def("spawn_link", 2, (ev, a) -> spawnOn(ev, a[0], function(a[1]), How.LINKED))
                .def("spawn_monitor", 2, (ev, a) -> spawnOn(ev, a[0], function(a[1]), How.MONITORED))
                .def("spawn_opt", 3, (ev, a) -> spawnOn(ev, a[0], function(a[1]), How.of(a[2])))
                .def("spawn", 4, (ev, a) -> spawnOn(ev, a[0], mfa(a[1], a[2], a[3]), How.PLAIN))
                .def("spawn_link", 4, (ev, a) -> spawnOn(ev, a[0], mfa(a[1], a[2], a[3]), How.LINKED))
                .def("spawn_monitor", 4, (ev, a) -> spawnOn(ev, a[0], mfa(a[1], a[2], a[3]), How.MONITORED))
                .def("spawn_opt", 5, (ev, a) -> spawnOn(ev, a[0], mfa(a[1], a[2], a[3]), How.of(a[4])));
    }

    static Term send(Term to, Term message) {
        switch (to) {
            case Ref alias -> Processes.sendToAlias(alias, message);
            case Port _ -> throw Raised.badarg();
            case Tuple nowhere when isNowhere(nowhere) -> {}
            case Term other -> {
                try {
                    Kernel.send(Args.server(other), message);
                } catch (NoProcessException nobody) {
                    throw Raised.badarg();
                }
            }
        }
        return message;
    }

    /** Whether it is a name at a node that has no name a node can have: nothing arrives there, and nothing fails. */
    private static boolean isNowhere(Tuple to) {
        return to.size() == 2
                && to.get(0) instanceof Atom
                && to.get(1) instanceof Atom node
                && NetworkModules.named(node).isEmpty();
    }

    private static Term raise(Term[] a) {
        for (Raised.Kind kind : Raised.Kind.values()) {
            if (kind.atom().equals(a[0]) && a[2] instanceof ListTerm stack) {
                throw Raised.of(kind, a[1], stack);
            }
        }
        return Atom.of("badarg"); // it says so, it does not raise
    }

    private static Term monitor(Evaluator ev, Term type, Term what) {
        if (!type.equals(PROCESS)) {
            throw Raised.badarg();
        }
        if (what instanceof Tuple server && isNowhere(server)) {
            Ref ref = Kernel.makeRef();
            Kernel.send(ev.self().pid(), Tuple.of(DOWN, ref, PROCESS, server, NOCONNECTION));
            return ref;
        }
        return Processes.monitor(Args.server(what));
    }

    // ---- starting -------------------------------------------------------------------------------------------------

    private enum How {
        PLAIN,
        LINKED,
        MONITORED,
        BOTH;

        static How of(Term options) {
            boolean link = Args.list(options).contains(Atom.of("link"));
            boolean monitor = Args.list(options).contains(Atom.of("monitor"));
            return link ? monitor ? BOTH : LINKED : monitor ? MONITORED : PLAIN;
        }
    }

    private static Mfa function(Term function) {
        if (!TypeTests.isFunction(function) || TypeTests.arity(function) != 0) {
            throw Raised.badarg();
        }
        return new Mfa(ERLANG, APPLY, ListTerm.of(function, ListTerm.EMPTY));
    }

    private static Mfa mfa(Term module, Term function, Term arguments) {
        Args.list(arguments);
        return new Mfa((Atom) module, (Atom) function, (ListTerm) arguments);
    }

    private static Term spawn(Evaluator ev, Mfa call, How how) {
        return switch (how) {
            case PLAIN -> Kernel.spawn(() -> run(ev, call));
            case LINKED -> Kernel.spawnLink(() -> run(ev, call));
            case MONITORED -> pair(Kernel.spawnMonitor(() -> run(ev, call)));
            case BOTH -> {
                Kernel.Monitored child = Kernel.spawnMonitor(() -> run(ev, call));
                Processes.link(child.pid());
                yield pair(child);
            }
        };
    }

    private static Term pair(Kernel.Monitored child) {
        return Tuple.of(child.pid(), child.ref());
    }

    private static void run(Evaluator ev, Mfa call) throws Exception {
        Natives.run(ev.in(ProcessCell.currentOrNull()), call);
    }

    private static Term spawnOn(Evaluator ev, Term node, Mfa call, How how) {
        if (node.equals(ev.self().node().name())) {
            return spawn(ev, call, how);
        }
        return switch (how) {
            case PLAIN -> Node.spawn(Args.node(node), call);
            case LINKED -> Node.spawnLink(Args.node(node), call);
            case MONITORED -> pair(Node.spawnMonitor(Args.node(node), call));
            case BOTH -> {
                Kernel.Monitored child = Node.spawnMonitor(Args.node(node), call);
                Processes.link(child.pid());
                yield pair(child);
            }
        };
    }
}
