// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;
import static io.tiebeam.Kernel.spawnMonitor;
import static io.tiebeam.otp.TaskWords.endsOf;
import static io.tiebeam.otp.TaskWords.running;

import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Processes;
import io.tiebeam.gen.Calls;
import io.tiebeam.otp.Task.Outcome;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Elixir does with task supervisors, done here. */
@Scenarios("task_supervisor")
class TaskSupervisorScenariosTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    /** What the tasks run. */
    public static final class Work {
        private Work() {}

        public static Term told() {
            return receive(message -> message instanceof Tuple t && t.is(Atom.of("go"), 2) ? t.get(1) : Kernel.skip());
        }

        public static Term value(Term value) {
            return value;
        }

        public static void boom() {
            exit("boom");
        }

        public static Term exitWhenTold() {
            return exit((Object) told());
        }

        public static void tellAndWait(Pid to) {
            send(to, Tuple.of(Atom.of("runs"), self()));
            told();
        }

        public static Term tellAndExit(Pid to) {
            send(to, Tuple.of(Atom.of("runs"), self()));
            return exitWhenTold();
        }

        public static long twice(long n) {
            return n * 2;
        }

        public static long boomAtTwo(long n) {
            return n == 2 ? exit("boom") : n;
        }

        public static long boomAtOnce(long n) {
            return exit("boom");
        }

        public static Term tellAndTold(long n, Pid owner) {
            return TaskWords.tellAndWait(owner, (int) n);
        }

        public static Term firstTells(long n, Pid owner) {
            return n == 1 ? tellAndTold(n, owner) : Int.of(n);
        }

        public static Term tellCallers(Pid to) {
            send(to, Tuple.of(Atom.of("callers"), self(), TaskWords.callers()));
            return exitWhenTold();
        }

        public static Term inner(Pid supervisor) {
            return TaskSupervisor.async(supervisor, Work::value, (Term) Atom.of("inner"))
                    .await();
        }

        public static Term trapping(Pid to) {
            Processes.trapExit(true);
            send(to, Atom.of("trapping"));
            Tuple exit = (Tuple) TaskSupervisorScenariosTest.next();
            return exit((Object) Tuple.of(Atom.of("cleaned"), exit.get(2)));
        }

        public static void deaf(Pid to) {
            Processes.trapExit(true);
            send(to, Atom.of("trapping"));
            TaskWords.deaf();
        }

        public static Term twoOfFour(long n) {
            return n == 3 ? exit("boom") : firstIsSlow(n);
        }

        public static Term firstIsSlow(long n) {
            return n == 1 ? told() : Int.of(n);
        }

        public static Term firstOnly(long n) {
            return n == 1 ? Int.of(n) : told();
        }
    }

    private static TaskStarter start(Trace trace, TaskSupervisor plan) {
        Exposures.of(LocalNode.current()).expose(Work.class);
        Pid pid = plan.startLink();
        trace.label(pid, "tasks");
        return TaskSupervisor.at(pid);
    }

    private static TaskStarter start(Trace trace) {
        return start(trace, TaskSupervisor.unnamed());
    }

    private static void tell(Pid task, String value) {
        send(task, Tuple.of(Atom.of("go"), Atom.of(value)));
    }

    private static Term next() {
        return receive(LONG).orElseThrow(() -> new AssertionError("no message came"));
    }

    private static Term down() {
        return ((Tuple) next()).get(4);
    }

    private static Pid runs() {
        return (Pid) ((Tuple) next()).get(1);
    }

    private static Term awaitEnd(Pid pid) {
        return OnNode.awaitEnd(ProcessCell.current().orElseThrow(), pid);
    }

    private static Term term(Optional<Outcome<Term>> outcome) {
        return outcome.map(TaskWords::term).orElse(Atom.NIL);
    }

    private static <R> Term list(Stream<Outcome<R>> outcomes) {
        return ListTerm.of(outcomes.map(TaskWords::term).toList());
    }

    private static Term is(boolean value) {
        return value ? Atom.TRUE : Atom.FALSE;
    }

    private static Term pids(TaskStarter tasks) {
        return ListTerm.of(tasks.children());
    }

    private static void traceMessages(Trace trace) {
        trace.trace(Tuple.of(Atom.of("messages"), ListTerm.EMPTY));
        if (ProcessCell.current().orElseThrow().info().messages() != 0) {
            trace.trace(next());
        }
    }

    private static Term call(Pid supervisor, String request) {
        return Calls.call(supervisor, Atom.of(request), Calls.Timeout.INFINITY);
    }

    private static Term terminated(boolean it) {
        return it ? Atom.OK : Tuple.of(Atom.ERROR, Atom.of("not_found"));
    }

    private static Tuple why(ExitException exit) {
        Tuple reason = (Tuple) exit.reason();
        Tuple call = (Tuple) reason.get(1);
        return Tuple.of(reason.get(0), call.get(0), call.get(1));
    }

    @Test
    void async_gives_the_value_of_a_task(Trace trace) {
        trace.trace(start(trace).async(Work::value, (Term) Int.of(42)).await());
    }

    @Test
    void a_linked_task_that_crashes_takes_its_owner_with_it(Trace trace) {
        Exposures.of(LocalNode.current()).expose(Work.class);
        Pid pid = TaskSupervisor.unnamed().startLink();
        spawnMonitor(() -> {
            TaskSupervisor.async(pid, Work::boom);
            next();
        });
        trace.trace(down());
        trace.trace(is(Processes.isAlive(pid)));
    }

    @Test
    void a_task_without_a_link_fails_for_itself(Trace trace) {
        trace.trace(term(start(trace).asyncNolink(Work::boom).yield()));
    }

    @Test
    void await_of_a_task_without_a_link_that_crashes(Trace trace) {
        try {
            start(trace).asyncNolink(Work::boom).await();
        } catch (ExitException exit) {
            trace.trace(why(exit));
        }
    }

    @Test
    void children_are_listed_and_counted(Trace trace) {
        Exposures.of(LocalNode.current()).expose(Work.class);
        Pid pid = TaskSupervisor.unnamed().startLink();
        TaskStarter tasks = TaskSupervisor.at(pid);
        trace.trace(pids(tasks));
        Pid one = tasks.startChild(Work::told);
        Pid two = tasks.startChild(Work::told);
        trace.trace(is(Set.copyOf(tasks.children()).equals(Set.of(one, two))));
        Supervisor.Counts counts = DynamicSupervisor.countChildren(pid);
        trace.trace(MapTerm.of(
                Atom.of("active"), Int.of(counts.active()),
                Atom.of("specs"), Int.of(counts.specs()),
                Atom.of("supervisors"), Int.of(counts.supervisors()),
                Atom.of("workers"), Int.of(counts.workers())));
    }

    @Test
    void which_children_of_a_task_supervisor(Trace trace) {
        Exposures.of(LocalNode.current()).expose(Work.class);
        Pid pid = TaskSupervisor.unnamed().startLink();
        trace.label(TaskSupervisor.at(pid).startChild(Work::told), "one");
        trace.trace(call(pid, "which_children"));
    }

    @Test
    void a_child_that_has_ended_is_listed_no_more(Trace trace) {
        TaskStarter tasks = start(trace);
        Pid one = tasks.startChild(Work::told);
        tell(one, "on");
        awaitEnd(one);
        trace.trace(pids(tasks));
    }

    @Test
    void terminate_child_ends_a_task(Trace trace) {
        TaskStarter tasks = start(trace);
        Pid one = tasks.startChild(Work::told);
        Processes.monitor(one);
        trace.trace(terminated(tasks.terminateChild(one)));
        trace.trace(down());
        trace.trace(terminated(tasks.terminateChild(one)));
    }

    @Test
    void terminate_child_of_an_awaited_task(Trace trace) {
        TaskStarter tasks = start(trace);
        Task<Term> task = tasks.asyncNolink(Work::told);
        trace.trace(terminated(tasks.terminateChild(task.pid())));
        trace.trace(term(task.yield()));
    }

    @Test
    void a_child_with_brutal_kill_is_killed(Trace trace) {
        TaskStarter tasks = start(trace).brutalKill();
        Pid one = tasks.startChild(Work::told);
        Processes.monitor(one);
        trace.trace(terminated(tasks.terminateChild(one)));
        trace.trace(down());
    }

    @Test
    void more_tasks_than_allowed_are_refused(Trace trace) {
        TaskStarter tasks = start(trace, TaskSupervisor.unnamed().maxChildren(1));
        Pid one = tasks.startChild(Work::told);
        try {
            tasks.startChild(Work::told);
        } catch (IllegalStateException full) {
            trace.trace(Tuple.of(Atom.ERROR, Atom.of(full.getMessage().replaceAll(".*\\((max_children)\\).*", "$1"))));
        }
        tell(one, "on");
        awaitEnd(one);
        tasks.children();
        trace.trace(tasks.async(Work::value, (Term) Atom.of("room")).await());
    }

    @Test
    void a_transient_child_is_started_again_when_it_crashes(Trace trace) {
        TaskStarter tasks = start(trace).restart(Restart.TRANSIENT);
        Pid one = tasks.startChild(Work::tellAndExit, self());
        runs();
        tell(one, "boom");
        Pid two = runs();
        trace.trace(is(one.equals(two)));
        trace.trace(is(tasks.children().equals(List.of(two))));
        tell(two, "normal");
        awaitEnd(two);
        trace.trace(pids(tasks));
    }

    @Test
    void a_permanent_child_is_started_again_always(Trace trace) {
        TaskStarter tasks = start(trace).restart(Restart.PERMANENT);
        tasks.startChild(Work::tellAndWait, self());
        Pid one = runs();
        tell(one, "on");
        Pid two = runs();
        trace.trace(is(one.equals(two)));
        trace.trace(tasks.children().size());
    }

    @Test
    void a_temporary_child_is_not_started_again(Trace trace) {
        TaskStarter tasks = start(trace);
        Pid one = tasks.startChild(Work::exitWhenTold);
        tell(one, "boom");
        awaitEnd(one);
        trace.trace(pids(tasks));
    }

    @Test
    void a_supervisor_gives_up_after_too_many_restarts(Trace trace) {
        Processes.trapExit(true);
        TaskStarter tasks = start(trace, TaskSupervisor.unnamed().maxRestarts(1, Duration.ofSeconds(60)));
        tasks.restart(Restart.PERMANENT).startChild(Work::boom);
        trace.trace(next());
    }

    @Test
    void a_supervisor_that_stops_ends_its_tasks(Trace trace) {
        Processes.trapExit(true);
        Exposures.of(LocalNode.current()).expose(Work.class);
        Pid pid = TaskSupervisor.unnamed().startLink();
        trace.label(pid, "tasks");
        Task<Term> task = TaskSupervisor.at(pid).asyncNolink(Work::told);
        Processes.monitor(pid);
        // What Supervisor.stop of Elixir sends, proc_lib:stop.
        Term terminate = Tuple.of(Atom.of("terminate"), Atom.of("normal"));
        send(pid, Tuple.of(Atom.of("system"), Tuple.of(self(), Kernel.makeRef()), terminate));
        receive(message -> message instanceof Tuple t
                        && t.is(Atom.of("DOWN"), 5)
                        && t.get(3).equals(pid)
                ? t
                : Kernel.skip());
        trace.trace(Atom.OK);
        trace.trace(term(task.yield()));
        trace.trace(receive(message -> message instanceof Tuple t && t.is(Atom.of("EXIT"), 3) ? t : Kernel.skip()));
    }

    @Test
    void a_killed_supervisor_takes_its_tasks_with_it(Trace trace) {
        Processes.trapExit(true);
        Exposures.of(LocalNode.current()).expose(Work.class);
        Pid pid = TaskSupervisor.unnamed().startLink();
        trace.label(pid, "tasks");
        Task<Term> task = TaskSupervisor.at(pid).asyncNolink(Work::told);
        exit(pid, "kill");
        trace.trace(term(task.yield()));
        trace.trace(next());
    }

    @Test
    void a_linked_task_ends_with_its_owner(Trace trace) {
        TaskStarter tasks = start(trace);
        Pid me = self();
        Pid owner = Kernel.spawn(() -> {
            send(me, Tuple.of(Atom.of("task"), tasks.async(Work::told).pid()));
            exit((Object) Work.told());
        });
        Processes.monitor(runs());
        tell(owner, "bye");
        trace.trace(down());
    }

    @Test
    void a_child_does_not_end_with_who_asked_for_it(Trace trace) {
        TaskStarter tasks = start(trace);
        Pid me = self();
        spawnMonitor(() -> send(me, Tuple.of(Atom.of("task"), tasks.startChild(Work::told))));
        Pid task = runs();
        trace.trace(down());
        trace.trace(is(Processes.isAlive(task)));
    }

    @Test
    void a_task_of_a_supervisor_that_is_not_there(Trace trace) {
        try {
            TaskSupervisor.async(Name.of("nobody"), Work::told);
        } catch (ExitException exit) {
            trace.trace(why(exit));
        }
    }

    @Test
    void a_stream_under_a_supervisor(Trace trace) {
        TaskStarter tasks = start(trace);
        trace.trace(list(tasks.asyncStream(List.of(1L, 2L, 3L), Work::twice)));
        trace.trace(pids(tasks));
        traceMessages(trace);
    }

    @Test
    void a_stream_without_links_has_failures_among_its_elements(Trace trace) {
        TaskStarter tasks = start(trace);
        trace.trace(list(tasks.asyncStreamNolink(List.of(1L, 2L, 3L), Work::boomAtTwo)));
        StreamOptions zip = StreamOptions.DEFAULT.zipInputOnExit();
        trace.trace(list(tasks.asyncStreamNolink(List.of(2L), Work::boomAtTwo, zip)));
    }

    @Test
    void a_linked_stream_under_a_supervisor_ends_its_owner(Trace trace) {
        TaskStarter tasks = start(trace);
        spawnMonitor(() -> list(tasks.asyncStream(List.of(1L), Work::boomAtOnce)));
        trace.trace(down());
    }

    @Test
    void a_stream_that_is_left_ends_the_tasks_of_the_supervisor(Trace trace) {
        TaskStarter tasks = start(trace);
        StreamOptions two = StreamOptions.DEFAULT.maxConcurrency(2);
        try (var results = tasks.asyncStreamNolink(List.of(1L, 2L), Work::firstOnly, two)) {
            trace.trace(list(results.limit(1)));
        }
        trace.trace(pids(tasks));
        traceMessages(trace);
    }

    @Test
    void a_stream_in_a_supervisor_without_room(Trace trace) {
        TaskStarter tasks = start(trace, TaskSupervisor.unnamed().maxChildren(1));
        StreamOptions two = StreamOptions.DEFAULT.maxConcurrency(2);
        Outcome<Term> none = new Outcome.Exited<>(Atom.NIL);
        try (var results = tasks.asyncStreamNolink(List.of(2L, 3L), Work::firstOnly, two)) {
            results.forEach(outcome -> trace.trace(none));
        } catch (IllegalStateException full) {
            trace.trace(Atom.of("max_children"));
        }
        trace.trace(pids(tasks));
    }

    // ---- streams that are left ------------------------------------------------------------------------------------

    private static Pid enumerate(TaskStarter tasks, boolean link, Pid me) {
        StreamOptions three = StreamOptions.DEFAULT.maxConcurrency(3);
        List<Long> input = List.of(1L, 2L, 3L);
        Mfa work = Mfa.of("Elixir.Work", "tell_and_told", me);
        return spawn(
                () -> list(link ? tasks.asyncStream(input, work, three) : tasks.asyncStreamNolink(input, work, three)));
    }

    private static Term alive(List<Pid> pids) {
        return ListTerm.of(pids.stream().map(pid -> is(Processes.isAlive(pid))).toList());
    }

    @Test
    void the_tasks_of_a_linked_stream_go_when_who_enumerates_it_is_killed(Trace trace) {
        TaskStarter tasks = start(trace);
        Pid owner = enumerate(tasks, true, self());
        trace.trace(endsOf(running(3), () -> exit(owner, "kill")));
        trace.trace(pids(tasks));
    }

    @Test
    void the_tasks_of_a_stream_without_links_run_on_when_who_enumerates_it_is_killed(Trace trace) {
        TaskStarter tasks = start(trace);
        Pid owner = enumerate(tasks, false, self());
        List<Pid> all = running(3);
        endsOf(List.of(owner), () -> exit(owner, "kill"));
        trace.trace(alive(all));
        trace.trace(endsOf(all.subList(0, 1), () -> tell(all.getFirst(), "on")));
        trace.trace(alive(all.subList(1, 3)));
        trace.trace(tasks.children().size());
    }

    @Test
    void a_task_of_a_stream_that_its_supervisor_ends_is_one_of_its_elements(Trace trace) {
        TaskStarter tasks = start(trace);
        Pid me = self();
        spawn(() -> {
            Mfa work = Mfa.of("Elixir.Work", "first_tells", me);
            StreamOptions two = StreamOptions.DEFAULT.maxConcurrency(2);
            send(me, Tuple.of(Atom.of("results"), list(tasks.asyncStreamNolink(List.of(1L, 2L), work, two))));
        });
        trace.trace(terminated(tasks.terminateChild(running(1).getFirst())));
        trace.trace(next());
    }

    @Test
    void a_stream_whose_supervisor_is_killed_has_failures_among_its_elements(Trace trace) {
        Exposures.of(LocalNode.current()).expose(Work.class);
        Pid supervisor = TaskSupervisor.unnamed().startLink();
        Processes.unlink(supervisor);
        Pid me = self();
        spawn(() -> {
            Mfa work = Mfa.of("Elixir.Work", "tell_and_told", me);
            StreamOptions two = StreamOptions.DEFAULT.maxConcurrency(2);
            TaskStarter tasks = TaskSupervisor.at(supervisor);
            send(me, Tuple.of(Atom.of("results"), list(tasks.asyncStreamNolink(List.of(1L, 2L), work, two))));
        });
        running(2);
        exit(supervisor, "kill");
        trace.trace(next());
    }

    @Test
    void an_unordered_stream_without_links_zips_what_was_killed(Trace trace) {
        TaskStarter tasks = start(trace);
        StreamOptions options = StreamOptions.DEFAULT
                .unordered()
                .zipInputOnExit()
                .maxConcurrency(4)
                .timeout(Duration.ofMillis(500))
                .onTimeout(StreamOptions.OnTimeout.KILL_TASK);
        trace.trace(TaskStreamScenariosTest.sorted(
                tasks.asyncStreamNolink(List.of(1L, 2L, 3L, 4L), Work::twoOfFour, options)));
        trace.trace(pids(tasks));
        traceMessages(trace);
    }

    @Test
    void a_stream_without_links_that_fails_by_a_timeout(Trace trace) {
        TaskStarter tasks = start(trace);
        StreamOptions soon = StreamOptions.DEFAULT.timeout(TaskWords.LIMIT);
        try {
            list(tasks.asyncStreamNolink(List.of(1L), Work::firstIsSlow, soon));
        } catch (ExitException exit) {
            trace.trace(why(exit));
        }
        trace.trace(pids(tasks));
    }

    // ---- children -------------------------------------------------------------------------------------------------

    @Test
    void a_transient_child_that_ends_with_shutdown_is_not_started_again(Trace trace) {
        TaskStarter tasks = start(trace);
        Pid one = tasks.restart(Restart.TRANSIENT).startChild(Work::exitWhenTold);
        Term enough = Tuple.of(Atom.of("shutdown"), Atom.of("enough"));
        trace.trace(endsOf(List.of(one), () -> send(one, Tuple.of(Atom.of("go"), enough))));
        trace.trace(pids(tasks));
    }

    @Test
    void a_permanent_child_that_is_terminated_is_not_started_again(Trace trace) {
        TaskStarter tasks = start(trace);
        Pid one = tasks.restart(Restart.PERMANENT).startChild(Work::told);
        trace.trace(terminated(tasks.terminateChild(one)));
        trace.trace(pids(tasks));
    }

    @Test
    void a_permanent_child_that_is_killed_is_started_again(Trace trace) {
        Pid supervisor = TaskSupervisor.unnamed().startLink();
        Exposures.of(LocalNode.current()).expose(Work.class);
        TaskStarter tasks = TaskSupervisor.at(supervisor);
        Pid one = tasks.restart(Restart.PERMANENT).startChild(Work::tellAndWait, self());
        runs();
        trace.trace(endsOf(List.of(one), () -> exit(one, "kill")));
        Pid two = runs();
        trace.trace(is(tasks.children().equals(List.of(two))));
        Supervisor.Counts counts = Supervisor.countChildren(supervisor);
        trace.trace(MapTerm.of(
                Atom.of("active"), Int.of(counts.active()),
                Atom.of("specs"), Int.of(counts.specs()),
                Atom.of("supervisors"), Int.of(counts.supervisors()),
                Atom.of("workers"), Int.of(counts.workers())));
    }

    @Test
    void a_child_that_is_started_again_keeps_who_called_it(Trace trace) {
        TaskStarter tasks = start(trace);
        tasks.restart(Restart.TRANSIENT).startChild(Work::tellCallers, self());
        Tuple first = (Tuple) next();
        trace.trace(first.get(2));
        tell((Pid) first.get(1), "boom");
        trace.trace(((Tuple) next()).get(2));
    }

    @Test
    void all_children_end_with_a_supervisor_that_gives_up(Trace trace) {
        Processes.trapExit(true);
        TaskStarter tasks = start(trace, TaskSupervisor.unnamed().maxRestarts(0, Duration.ofSeconds(5)));
        Pid other = tasks.startChild(Work::told);
        Pid bad = tasks.restart(Restart.PERMANENT).startChild(Work::exitWhenTold);
        trace.trace(endsOf(List.of(other), () -> tell(bad, "boom")));
        trace.trace(next());
    }

    @Test
    void a_task_starts_tasks_under_its_own_supervisor(Trace trace) {
        Exposures.of(LocalNode.current()).expose(Work.class);
        Pid supervisor = TaskSupervisor.unnamed().startLink();
        trace.trace(TaskSupervisor.async(supervisor, Work::inner, supervisor).await());
    }

    @Test
    void a_task_that_takes_its_time_when_its_supervisor_stops(Trace trace) {
        Exposures.of(LocalNode.current()).expose(Work.class);
        Pid supervisor = TaskSupervisor.unnamed().startLink();
        Pid one = TaskSupervisor.at(supervisor).startChild(Work::trapping, self());
        next();
        trace.trace(endsOf(List.of(one), () -> TaskSupervisor.stop(supervisor)));
    }

    @Test
    void a_task_that_does_not_end_in_time_is_killed(Trace trace) {
        TaskStarter tasks = start(trace);
        Pid one = tasks.shutdown(TaskWords.SHORT).startChild(Work::deaf, self());
        next();
        trace.trace(endsOf(List.of(one), () -> tasks.terminateChild(one)));
    }

    @Test
    void ignore_lets_a_supervised_task_go(Trace trace) {
        Exposures.of(LocalNode.current()).expose(Work.class);
        Pid supervisor = TaskSupervisor.unnamed().startLink();
        Task<Term> task = TaskSupervisor.async(supervisor, Work::told);
        trace.trace(term(task.ignore()));
        trace.trace(endsOf(List.of(task.pid()), () -> tell(task.pid(), "on")));
        traceMessages(trace);
        trace.trace(is(TaskWords.info().links().equals(List.of(supervisor))));
    }
}
