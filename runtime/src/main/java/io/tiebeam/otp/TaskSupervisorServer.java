// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.gen.Server;
import io.tiebeam.gen.Words;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The process of a {@link TaskSupervisor}: starts tasks for processes of any node and ends them with itself. Serves
 * what Elixir 1.14 asks in one message and 1.15 and later in two. The output of its tasks goes where its own goes.
 *
 * <p>Source: Elixir's {@code DynamicSupervisor} and {@code Task.Supervisor}.
 */
final class TaskSupervisorServer implements Server {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Term MODULES = ListTerm.of(Words.TASK_SUPERVISED);

    private record Child(TaskBody.Start start, Restart restart, Shutdown shutdown) {}

    private final ProcessCell self;
    private final OptionalInt maxChildren;
    private final Map<Pid, Child> children = new LinkedHashMap<>();
    private RestartHistory history;

    TaskSupervisorServer(ProcessCell self, OptionalInt maxChildren, RestartHistory history) {
        this.self = self;
        this.maxChildren = maxChildren;
        this.history = history;
        self.trapExit(true);
    }

    @Override
    public void call(From from, Term request) {
        if (request.equals(Words.WHICH_CHILDREN)) {
            from.reply(whichChildren());
        } else if (request.equals(Words.COUNT_CHILDREN)) {
            from.reply(countChildren());
        } else if (request instanceof Tuple t && t.is(Words.START_TASK, 4)) {
            from.reply(startTask(t.get(1), t.get(2), t.get(3)));
        } else if (request instanceof Tuple t && t.is(Words.TERMINATE_CHILD, 2)) {
            from.reply(terminateChild(t.get(1)));
        } else {
            from.reply(Words.error(Tuple.of(Atom.of("bad_call"), request)));
        }
    }

    private Term startTask(Term args, Term restart, Term shutdown) {
        Optional<TaskBody.Start> start = TaskBody.parse(args);
        Optional<Restart> when = restart.equals(Atom.NIL) ? Optional.of(Restart.TEMPORARY) : Restart.of(restart);
        Optional<Shutdown> how = shutdown.equals(Atom.NIL) ? Optional.of(Shutdown.DEFAULT) : Shutdown.of(shutdown);
        if (start.isEmpty() || when.isEmpty() || how.isEmpty()) {
            return Words.error(Tuple.of(Atom.of("badarg"), args, restart, shutdown));
        }
        if (maxChildren.isPresent() && children.size() >= maxChildren.getAsInt()) {
            return Words.error(Words.MAX_CHILDREN);
        }
        return Words.ok(start(new Child(start.get(), when.get(), how.get())));
    }

    private Pid start(Child child) {
        SpawnOptions options = SpawnOptions.of(self.groupLeader(), "Task").childOf(self.pid(), true, Optional.empty());
        Pid pid = self.startChild(options, task -> TaskBody.run(task, child.start()))
                .pid();
        children.put(pid, child);
        return pid;
    }

    private Term terminateChild(Term which) {
        Child child = which instanceof Pid pid ? children.remove(pid) : null;
        if (child == null) {
            return Words.error(Words.NOT_FOUND);
        }
        Stopping.stop(self, (Pid) which, child.shutdown());
        return Atom.OK;
    }

    @Override
    public void exit(Pid from, Term reason) {
        Child child = children.remove(from);
        if (child == null || !child.restart().wants(reason)) {
            return;
        }
        history = history.add(System.nanoTime());
        if (history.isExceeded()) {
            log(
                    Level.ERROR,
                    "gives up: its tasks ended more than " + history.maxRestarts() + " times within "
                            + history.period().toMillis() + " ms (reached_max_restart_intensity)");
            throw new ExitException(Words.SHUTDOWN);
        }
        start(child);
    }

    @Override
    public void cast(Term request) {
        log(Level.WARNING, "received an unexpected cast: " + request);
    }

    @Override
    public void info(Object message) {
        log(Level.WARNING, "received an unexpected message: " + message);
    }

    private Term whichChildren() {
        return ListTerm.of(children.keySet().stream()
                .map(pid -> Tuple.of(Atom.UNDEFINED, pid, Words.WORKER, MODULES))
                .toList());
    }

    private Term countChildren() {
        Int all = Int.of(children.size());
        return ListTerm.of(
                Tuple.of(Atom.of("specs"), all),
                Tuple.of(Atom.of("active"), all),
                Tuple.of(Atom.of("supervisors"), Int.of(0)),
                Tuple.of(Atom.of("workers"), all));
    }

    @Override
    public void terminate(Term reason) {
        Map<Pid, Shutdown> all = new HashMap<>();
        children.forEach((pid, child) -> all.put(pid, child.shutdown()));
        children.clear();
        Stopping.stopAll(self, all);
    }

    @Override
    public Atom module() {
        return Words.TASK_SUPERVISOR;
    }

    /** The state of the DynamicSupervisor that a Task.Supervisor is on a BEAM. */
    @Override
    public Term state() {
        Map<Term, Term> shown = new HashMap<>();
        children.forEach((pid, child) -> shown.put(pid, childTerm(child)));
        Tuple defaults = Tuple.of(Restart.TEMPORARY.atom(), Shutdown.DEFAULT.toTerm());
        Term name = self.registeredName()
                .<Term>map(n -> Tuple.of(Atom.of("local"), n))
                .orElseGet(() -> Tuple.of(self.pid(), Words.TASK_SUPERVISOR));
        return MapTerm.of(
                Words.STRUCT,
                Atom.of("Elixir.DynamicSupervisor"),
                Atom.of("args"),
                Tuple.of(defaults, ListTerm.EMPTY),
                Atom.of("children"),
                MapTerm.of(shown),
                Atom.of("extra_arguments"),
                ListTerm.EMPTY,
                Words.MAX_CHILDREN,
                maxChildren.isPresent() ? Int.of(maxChildren.getAsInt()) : Words.INFINITY,
                Atom.of("max_restarts"),
                Int.of(history.maxRestarts()),
                Atom.of("max_seconds"),
                Int.of(history.period().toSeconds()),
                Atom.of("mod"),
                Words.TASK_SUPERVISOR,
                Atom.of("name"),
                name,
                Atom.of("restarts"),
                ListTerm.EMPTY,
                Atom.of("strategy"),
                Atom.of("one_for_one"));
    }

    /**
     * {@code {{Module, Function, Args}, Restart, Shutdown, worker, Modules}}; the arguments of a temporary child are
     * not kept.
     */
    private static Term childTerm(Child child) {
        Term mfa = Tuple.of(Words.TASK_SUPERVISED, Atom.of("start_link"), Atom.UNDEFINED);
        return Tuple.of(mfa, child.restart().atom(), child.shutdown().toTerm(), Words.WORKER, MODULES);
    }

    private void log(Level level, String text) {
        LOG.log(
                level,
                () -> "TaskSupervisor "
                        + self.registeredName()
                                .map(Object::toString)
                                .orElse(self.pid().toString()) + " " + text);
    }
}
