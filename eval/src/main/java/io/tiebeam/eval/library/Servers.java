// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.NoProcessException;
import io.tiebeam.Processes;
import io.tiebeam.eval.Evaluator;
import io.tiebeam.eval.Raised;
import io.tiebeam.gen.Calls;
import io.tiebeam.process.Deadline;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/** Elixir's {@code GenServer}, {@code Agent} and Erlang's {@code gen_server}: the side of the caller. */
final class Servers {
    private static final Atom CAST = Atom.of("$gen_cast");
    private static final Atom GET_STATE = Atom.of("get_state");
    private static final Term FIVE_SECONDS = Int.of(5000);

    private Servers() {}

    static void enter(Library library) {
        for (String module : new String[] {"Elixir.GenServer", "gen_server"}) {
            library.module(module)
                    .def("call", 2, (ev, a) -> call(ev, a[0], a[1], FIVE_SECONDS))
                    .def("call", 3, (ev, a) -> call(ev, a[0], a[1], a[2]))
                    .def("cast", 2, (_, a) -> cast(a[0], a[1]))
                    .def("reply", 2, (_, a) -> reply((Tuple) a[0], a[1]));
        }
        library.module("Elixir.GenServer")
                .def("whereis", 1, (_, a) -> a[0] instanceof Atom name ? ProcessState.whereIs(name, Atom.NIL) : a[0])
                .def("stop", 1, (ev, a) -> stop(ev, a[0], Atom.of("normal"), Args.INFINITY))
                .def("stop", 2, (ev, a) -> stop(ev, a[0], a[1], Args.INFINITY))
                .def("stop", 3, (ev, a) -> stop(ev, a[0], a[1], a[2]));
        library.module("Elixir.Agent")
                .def("get", 2, (ev, a) -> call(ev, a[0], Tuple.of(Atom.of("get"), a[1]), FIVE_SECONDS))
                .def("update", 2, (ev, a) -> call(ev, a[0], Tuple.of(Atom.of("update"), a[1]), FIVE_SECONDS))
                .def(
                        "get_and_update",
                        2,
                        (ev, a) -> call(ev, a[0], Tuple.of(Atom.of("get_and_update"), a[1]), FIVE_SECONDS))
                .def("cast", 2, (_, a) -> cast(a[0], Tuple.of(Atom.of("cast"), a[1])));
        library.module("gen").def("reply", 2, (_, a) -> reply((Tuple) a[0], a[1]));
        library.module("gen_server")
                .def("stop", 1, (ev, a) -> stop(ev, a[0], Atom.of("normal"), Args.INFINITY))
                .def("stop", 3, (ev, a) -> stop(ev, a[0], a[1], a[2]));
        library.module("sys")
                .def("get_state", 1, (ev, a) -> unwrapped(system(ev, "get_state", GET_STATE, FIVE_SECONDS, a)))
                .def("get_state", 2, (ev, a) -> unwrapped(system(ev, "get_state", GET_STATE, a[1], a)))
                .def("replace_state", 2, (ev, a) -> replaced(ev, FIVE_SECONDS, a))
                .def("replace_state", 3, (ev, a) -> replaced(ev, a[2], a))
                .def("log", 2, (ev, a) -> system(ev, "log", log(a[1]), FIVE_SECONDS, a))
                .def("log", 3, (ev, a) -> system(ev, "log", log(a[1]), a[2], a))
                .def("suspend", 1, (ev, a) -> system(ev, "suspend", Atom.of("suspend"), FIVE_SECONDS, a))
                .def("resume", 1, (ev, a) -> system(ev, "resume", Atom.of("resume"), FIVE_SECONDS, a));
    }

    private static Calls.Timeout timeout(Term time) {
        return time.equals(Args.INFINITY) ? Calls.Timeout.INFINITY : Calls.Timeout.of(Args.timeout(time));
    }

    static Term call(Evaluator ev, Term server, Term request, Term time) {
        try {
            return Calls.call(ev.self(), Args.server(server), request, timeout(time));
        } catch (ExitException exit) {
            throw Raised.of(Raised.Kind.EXIT, exit.reason());
        }
    }

    private static Term cast(Term server, Term message) {
        try {
            Kernel.send(Args.server(server), Tuple.of(CAST, message));
        } catch (NoProcessException nobody) {
            // a cast is never refused
        }
        return Atom.OK;
    }

    /** To the alias in the tag, if it has one, else to the process. */
    private static Term reply(Tuple from, Term answer) {
        Term tag = from.get(1);
        Optional<Ref> alias = tag instanceof ListTerm improper && improper.tail() instanceof Ref ref
                ? Optional.of(ref)
                : Optional.empty();
        Signals.send(alias.isPresent() ? alias.get() : (Pid) from.get(0), Tuple.of(tag, answer));
        return Atom.OK;
    }

    /** Until the server has ended, its name free again: its answer comes before that, so it is not waited for. */
    private static Term stop(Evaluator ev, Term server, Term reason, Term time) {
        ServerRef to = Args.server(server);
        Ref ref = Processes.monitor(to);
        Term request = Tuple.of(Atom.of("terminate"), reason);
        Kernel.send(to, Tuple.of(Atom.of("system"), Tuple.of(ev.self().pid(), ref), request));
        Term ended = ev.self()
                .receive(
                        message -> message instanceof Tuple t
                                        && t.is(Atom.of("DOWN"), 5)
                                        && t.get(1).equals(ref)
                                ? t.get(4)
                                : null,
                        Args.deadline(time));
        Processes.demonitorFlush(ref);
        ev.self()
                .receive(
                        message -> message instanceof Tuple t
                                        && t.size() == 2
                                        && t.get(0).equals(ref)
                                ? t
                                : null,
                        Deadline.NOW);
        if (ended == null) {
            throw Raised.of(Raised.Kind.EXIT, Atom.of("timeout"));
        }
        if (!ended.equals(reason)) {
            throw Raised.of(Raised.Kind.EXIT, ended);
        }
        return Atom.OK;
    }

    /** What {@code sys:function(arguments)} is told by the server that comes first among them, or exits with. */
    private static Term system(Evaluator ev, String function, Term request, Term time, Term[] arguments) {
        ServerRef to = Args.server(arguments[0]);
        Ref ref = Processes.monitor(to);
        try {
            Kernel.send(to, Tuple.of(Atom.of("system"), Tuple.of(ev.self().pid(), ref), request));
        } catch (NoProcessException nobody) {
            // the monitor tells it
        }
        Term answer = ev.self()
                .receive(
                        message -> message instanceof Tuple t
                                        && (t.size() == 2 && t.get(0).equals(ref)
                                                || t.is(Atom.of("DOWN"), 5)
                                                        && t.get(1).equals(ref))
                                ? t.size() == 2 ? t : Tuple.of(t.get(0), t.get(4))
                                : null,
                        Args.deadline(time));
        Processes.demonitorFlush(ref);
        if (answer == null) {
            throw failed(Atom.of("timeout"), function, arguments);
        }
        Tuple result = (Tuple) answer;
        if (result.get(0).equals(Atom.of("DOWN"))) {
            throw failed(result.get(1), function, arguments);
        }
        return result.get(1);
    }

    private static Raised failed(Term reason, String function, Term[] arguments) {
        Tuple call = Tuple.of(Atom.of("sys"), Atom.of(function), ListTerm.of(arguments));
        return Raised.of(Raised.Kind.EXIT, Tuple.of(reason, call));
    }

    private static Term replaced(Evaluator ev, Term time, Term[] a) {
        return unwrapped(system(ev, "replace_state", Tuple.of(Atom.of("replace_state"), a[1]), time, a));
    }

    private static Term log(Term what) {
        return Tuple.of(Atom.of("debug"), Tuple.of(Atom.of("log"), what));
    }

    /** Since OTP 26 the state comes in a pair. */
    private static Term unwrapped(Term state) {
        return state instanceof Tuple t && t.is(Atom.OK, 2) ? t.get(1) : state;
    }
}
