// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Processes;
import io.tiebeam.eval.Evaluator;
import io.tiebeam.eval.Natives;
import io.tiebeam.eval.Raised;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Elixir's {@code Task}: those that evaluated code starts here for itself. */
final class TaskModule {
    private static final Atom PID = Atom.of("pid");
    private static final Atom REF = Atom.of("ref");
    private static final Atom DOWN = Atom.of("DOWN");
    private static final Term FIVE_SECONDS = Int.of(5000);

    private TaskModule() {}

    static void enter(Library.Module m) {
        m.def("async", 1, (ev, a) -> async(ev, applied(a[0])))
                .def("async", 3, (ev, a) -> async(ev, new Mfa((Atom) a[0], (Atom) a[1], (ListTerm) a[2])))
                .def("start", 1, (ev, a) -> Tuple.of(Atom.OK, Kernel.spawn(() -> run(ev, applied(a[0])))))
                .def("start_link", 1, (ev, a) -> Tuple.of(Atom.OK, Kernel.spawnLink(() -> run(ev, applied(a[0])))))
                .def("await", 1, (ev, a) -> await(ev, a[0], FIVE_SECONDS))
                .def("await", 2, (ev, a) -> await(ev, a[0], a[1]))
                .def("await_many", 1, (ev, a) -> awaitMany(ev, Args.list(a[0]), FIVE_SECONDS))
                .def("await_many", 2, (ev, a) -> awaitMany(ev, Args.list(a[0]), a[1]))
                .def("yield", 1, (ev, a) -> peek(ev, a[0], FIVE_SECONDS))
                .def("yield", 2, (ev, a) -> peek(ev, a[0], a[1]))
                .def("shutdown", 1, (ev, a) -> shutdown(ev, a[0]))
                .def("shutdown", 2, (ev, a) -> shutdown(ev, a[0]));
    }

    private static Mfa applied(Term function) {
        return new Mfa(Atom.of("erlang"), Atom.of("apply"), ListTerm.of(function, ListTerm.EMPTY));
    }

    private static void run(Evaluator ev, Mfa call) {
        Natives.run(ev.in(ProcessCell.currentOrNull()), call);
    }

    /** The child needs the reference of the monitor that its owner can set only when the child is there. */
    private static Term async(Evaluator ev, Mfa call) {
        Pid owner = ev.self().pid();
        Pid child = Kernel.spawnLink(() -> {
            Ref ref = Kernel.receive(Ref.class);
            Term result = Natives.run(ev.in(ProcessCell.currentOrNull()), call);
            Kernel.send(owner, Tuple.of(ref, result));
        });
        Ref ref = Processes.monitor(child);
        Kernel.send(child, ref);
        return MapTerm.of(
                Items.STRUCT,
                Atom.of("Elixir.Task"),
                Atom.of("mfa"),
                Tuple.of(call.module(), call.function(), Int.of(call.arity())),
                Atom.of("owner"),
                owner,
                PID,
                child,
                REF,
                ref);
    }

    private static Ref ref(Term task) {
        return (Ref) MapsModule.get(REF, task);
    }

    /** {@code {ref, Value}} or a DOWN; null if neither comes in time. */
    private static Tuple answer(Evaluator ev, Ref ref, Deadline deadline) {
        return ev.self()
                .receive(
                        message -> message instanceof Tuple t
                                        && (t.size() == 2 && t.get(0).equals(ref)
                                                || t.is(DOWN, 5) && t.get(1).equals(ref))
                                ? t
                                : null,
                        deadline);
    }

    private static Term await(Evaluator ev, Term task, Term time) {
        Ref ref = ref(task);
        Tuple answer = answer(ev, ref, Args.deadline(time));
        Processes.demonitorFlush(ref);
        if (answer != null && answer.size() == 2) {
            return answer.get(1);
        }
        Term why = answer == null ? Atom.of("timeout") : answer.get(4);
        throw Raised.of(
                Raised.Kind.EXIT,
                Tuple.of(why, Tuple.of(Atom.of("Elixir.Task"), Atom.of("await"), ListTerm.of(task, time))));
    }

    private static Term awaitMany(Evaluator ev, List<Term> tasks, Term time) {
        Deadline deadline = Args.deadline(time);
        List<Term> values = new ArrayList<>();
        for (Term task : tasks) {
            Ref ref = ref(task);
            Tuple answer = answer(ev, ref, deadline);
            Processes.demonitorFlush(ref);
            if (answer == null || answer.size() != 2) {
                Term why = answer == null ? Atom.of("timeout") : answer.get(4);
                throw Raised.of(
                        Raised.Kind.EXIT,
                        Tuple.of(
                                why,
                                Tuple.of(
                                        Atom.of("Elixir.Task"),
                                        Atom.of("await_many"),
                                        ListTerm.of(ListTerm.of(tasks), time))));
            }
            values.add(answer.get(1));
        }
        return ListTerm.of(values);
    }

    private static Term peek(Evaluator ev, Term task, Term time) {
        Ref ref = ref(task);
        Tuple answer = answer(ev, ref, Args.deadline(time));
        if (answer == null) {
            return Atom.NIL;
        }
        Processes.demonitorFlush(ref);
        return answer.size() == 2 ? Tuple.of(Atom.OK, answer.get(1)) : Tuple.of(Atom.of("exit"), answer.get(4));
    }

    private static Term shutdown(Evaluator ev, Term task) {
        Pid child = (Pid) MapsModule.get(PID, task);
        Processes.unlink(child);
        Kernel.exit(child, "shutdown");
        Tuple answer = answer(ev, ref(task), Deadline.in(Duration.ofSeconds(5)));
        Processes.demonitorFlush(ref(task));
        return answer != null && answer.size() == 2 ? Tuple.of(Atom.OK, answer.get(1)) : Atom.NIL;
    }
}
