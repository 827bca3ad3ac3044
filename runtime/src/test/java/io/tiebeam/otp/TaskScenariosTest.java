// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawnMonitor;

import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.otp.Task.Outcome;
import io.tiebeam.otp.Task.Yielded;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessInfo;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Elixir does with tasks, done here. */
@Scenarios("task")
class TaskScenariosTest {
    private static final Duration SHORT = Duration.ofMillis(10);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofMillis(20);
    private static final StreamOptions TWO = StreamOptions.DEFAULT.maxConcurrency(2);

    // ---- the words of the scenarios -------------------------------------------------------------------------------

    private interface Asking<R> {
        R ask() throws Exception;
    }

    /** How a call ended that may exit. */
    private static Term ended(Asking<?> call) throws Exception {
        try {
            return Tuple.of(Atom.of("value"), TermMapper.toTerm(call.ask()));
        } catch (ExitException exit) {
            return Tuple.of(Atom.of("exit"), exit.reason());
        }
    }

    static Term term(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Ok<?>(var value) -> Tuple.of(Atom.OK, TermMapper.toTerm(value));
            case Outcome.Exited<?>(var reason) -> Tuple.of(Atom.of("exit"), reason);
        };
    }

    private static <R> Term term(Optional<Outcome<R>> outcome) {
        return outcome.map(TaskScenariosTest::term).orElse(Atom.NIL);
    }

    private static <R> Term list(Stream<Outcome<R>> outcomes) {
        return ListTerm.of(outcomes.map(TaskScenariosTest::term).toList());
    }

    private static <R> Term outcomes(List<Yielded<R>> yielded) {
        return ListTerm.of(yielded.stream().map(y -> term(y.outcome())).toList());
    }

    private static Term told() {
        return receive(message -> message instanceof Tuple t && t.is(Atom.of("go"), 2) ? t.get(1) : Kernel.skip());
    }

    private static void tell(Pid task, Object value) {
        send(task, Tuple.of(Atom.of("go"), TermMapper.toTerm(value)));
    }

    private static void deaf() {
        Processes.trapExit(true);
        receive(message -> message.equals(Atom.of("never")) ? message : Kernel.skip());
    }

    private static Term boom() {
        return exit("boom");
    }

    private static Term awaitEnd(Pid pid) {
        return OnNode.awaitEnd(ProcessCell.current().orElseThrow(), pid);
    }

    private static Term next() {
        return receive(LONG).orElseThrow(() -> new AssertionError("no message came"));
    }

    private static Term down() {
        return ((Tuple) next()).get(4);
    }

    private static ProcessInfo info() {
        return ProcessCell.current().orElseThrow().info();
    }

    private static void traceMessages(Trace trace) {
        trace.trace(Tuple.of(Atom.of("messages"), ListTerm.of(List.of(), ListTerm.EMPTY)));
        if (info().messages() != 0) {
            trace.trace(next());
        }
    }

    private static void traceLinks(Trace trace) {
        trace.trace(Tuple.of(Atom.of("links"), ListTerm.of(info().links())));
    }

    private static Atom atom(String name) {
        return Atom.of(name);
    }

    private static Atom is(boolean value) {
        return value ? Atom.TRUE : Atom.FALSE;
    }

    // ---- await ----------------------------------------------------------------------------------------------------

    @Test
    void await_gives_the_value_of_a_task(Trace trace) {
        Task<Integer> task = Task.async(() -> 40 + 2);
        trace.trace(task.await());
        awaitEnd(task.pid());
        traceMessages(trace);
    }

    @Test
    void a_task_that_crashes_takes_its_owner_with_it(Trace trace) {
        Pid owner = spawnMonitor(() -> {
                    Task.async(TaskScenariosTest::boom);
                    next();
                })
                .pid();
        trace.label(owner, "owner");
        trace.trace(down());
    }

    @Test
    void an_owner_that_traps_exits_survives_its_task(Trace trace) throws Exception {
        Processes.trapExit(true);
        Task<Term> task = Task.async(TaskScenariosTest::boom);
        trace.label(task.pid(), "task");
        trace.trace(ended(task::await));
        trace.trace(next());
    }

    @Test
    void a_task_dies_with_its_owner(Trace trace) {
        Pid me = self();
        spawnMonitor(() -> {
            Task<Term> task = Task.async(TaskScenariosTest::told);
            send(me, Tuple.of(atom("task"), task.pid()));
            exit("bye");
        });
        Pid task = (Pid) ((Tuple) next()).get(1);
        trace.trace(is(List.of(atom("bye"), atom("noproc")).contains(awaitEnd(task))));
        trace.trace(down());
    }

    @Test
    void await_gives_up_after_its_timeout_and_the_late_result_is_dropped(Trace trace) throws Exception {
        Task<Term> task = Task.async(TaskScenariosTest::told);
        trace.label(task.pid(), "task");
        trace.trace(ended(() -> task.await(SHORT)));
        tell(task.pid(), 1);
        trace.trace(is(List.of(atom("normal"), atom("noproc")).contains(awaitEnd(task.pid()))));
        traceMessages(trace);
    }

    @Test
    void a_stranger_may_not_await_a_task(Trace trace) {
        Task<Integer> task = Task.async(() -> 1);
        Pid stranger = spawnMonitor(() -> {
                    try {
                        task.await();
                    } catch (IllegalStateException e) {
                        exit(Tuple.of(atom("refused"), TermMapper.toTerm(e.getMessage())));
                    }
                })
                .pid();
        trace.trace(receive(message ->
                message instanceof Tuple t && t.is(atom("DOWN"), 5) && t.get(3).equals(stranger)
                        ? ((Tuple) t.get(4)).get(0)
                        : Kernel.skip()));
        trace.trace(task.await());
    }

    @Test
    void a_second_await_fails_as_one_that_took_too_long(Trace trace) throws Exception {
        Task<Integer> task = Task.async(() -> 1);
        trace.label(task.pid(), "task");
        trace.trace(task.await());
        trace.trace(ended(() -> task.await(SHORT)));
    }

    // ---- yield ----------------------------------------------------------------------------------------------------

    @Test
    void yield_gives_nothing_until_the_task_is_ready(Trace trace) {
        Task<Term> task = Task.async(TaskScenariosTest::told);
        trace.trace(term(task.yield(Duration.ZERO)));
        trace.trace(term(task.yield(Duration.ofMillis(5))));
        tell(task.pid(), atom("there"));
        trace.trace(term(task.yield(LONG)));
        trace.trace(term(task.yield(Duration.ZERO)));
    }

    @Test
    void yield_then_await(Trace trace) {
        Task<Term> task = Task.async(TaskScenariosTest::told);
        trace.trace(term(task.yield(Duration.ZERO)));
        tell(task.pid(), atom("there"));
        trace.trace(task.await());
    }

    @Test
    void yield_tells_how_a_task_crashed_to_one_that_traps_exits(Trace trace) {
        Processes.trapExit(true);
        Task<Term> task = Task.async(TaskScenariosTest::boom);
        trace.trace(term(task.yield()));
    }

    // ---- shutdown -------------------------------------------------------------------------------------------------

    @Test
    void shutdown_of_a_running_task(Trace trace) {
        Task<Term> task = Task.async(TaskScenariosTest::told);
        trace.trace(term(task.shutdown()));
        trace.trace(is(Processes.isAlive(task.pid())));
        traceMessages(trace);
    }

    @Test
    void shutdown_of_a_finished_task_gives_its_value(Trace trace) {
        Task<Atom> task = Task.async(() -> atom("done"));
        awaitEnd(task.pid());
        trace.trace(term(task.shutdown()));
        traceMessages(trace);
    }

    @Test
    void shutdown_of_a_crashed_task_gives_its_reason(Trace trace) {
        Processes.trapExit(true);
        Task<Term> task = Task.async(TaskScenariosTest::boom);
        trace.label(task.pid(), "task");
        awaitEnd(task.pid());
        trace.trace(term(task.shutdown()));
        trace.trace(next());
    }

    @Test
    void shutdown_of_a_task_that_had_ended_with_shutdown(Trace trace) {
        Processes.trapExit(true);
        Task<Term> task = Task.async(() -> Kernel.<Term>exit("shutdown"));
        awaitEnd(task.pid());
        trace.trace(term(task.shutdown()));
    }

    @Test
    void brutal_kill_of_a_task_that_had_been_killed(Trace trace) {
        Processes.trapExit(true);
        Task<Term> task = Task.async(TaskScenariosTest::told);
        exit(task.pid(), "kill");
        awaitEnd(task.pid());
        trace.trace(term(task.brutalKill()));
    }

    @Test
    void shutdown_of_a_task_that_traps_exits_kills_it_after_the_timeout(Trace trace) {
        Processes.trapExit(true);
        Pid me = self();
        Task<Term> task = Task.async(() -> {
            Processes.trapExit(true);
            send(me, atom("deaf"));
            deaf();
        });
        receive(message -> message.equals(atom("deaf")) ? message : Kernel.skip());
        trace.trace(term(task.shutdown(SHORT)));
    }

    @Test
    void brutal_kill_of_a_running_task(Trace trace) {
        Task<Term> task = Task.async(TaskScenariosTest::deaf);
        trace.trace(term(task.brutalKill()));
        traceMessages(trace);
    }

    @Test
    void shutdown_after_await_finds_no_process(Trace trace) {
        Task<Integer> task = Task.async(() -> 1);
        trace.trace(task.await());
        awaitEnd(task.pid());
        trace.trace(term(task.shutdown()));
    }

    // ---- several --------------------------------------------------------------------------------------------------

    @Test
    void await_many_gives_all_values_in_order(Trace trace) {
        List<Task<Integer>> tasks =
                Stream.of(1, 2, 3).map(n -> Task.async(() -> n * 10)).toList();
        trace.trace(Task.awaitMany(tasks));
        trace.trace(Task.<Integer>awaitMany(List.of()));
    }

    @Test
    void await_many_fails_with_the_first_crash(Trace trace) throws Exception {
        Processes.trapExit(true);
        Task<Term> slow = Task.async(TaskScenariosTest::told);
        Task<Term> bad = Task.async(TaskScenariosTest::boom);
        trace.label(slow.pid(), "slow");
        trace.label(bad.pid(), "bad");
        trace.trace(ended(() -> Task.awaitMany(List.of(slow, bad))));
        slow.shutdown();
    }

    @Test
    void await_many_gives_up_after_its_timeout(Trace trace) throws Exception {
        Task<Term> one = Task.async(() -> Int.of(1));
        Task<Term> slow = Task.async(TaskScenariosTest::told);
        trace.label(one.pid(), "one");
        trace.label(slow.pid(), "slow");
        awaitEnd(one.pid());
        trace.trace(ended(() -> Task.awaitMany(List.of(one, slow), SHORT)));
    }

    @Test
    void yield_many_tells_of_each_how_it_ended(Trace trace) {
        Processes.trapExit(true);
        Task<Term> done = Task.async(() -> atom("done"));
        Task<Term> bad = Task.async(TaskScenariosTest::boom);
        Task<Term> slow = Task.async(TaskScenariosTest::told);
        awaitEnd(done.pid());
        awaitEnd(bad.pid());
        trace.trace(outcomes(Task.yieldMany(List.of(done, bad, slow), SHORT)));
        tell(slow.pid(), atom("late"));
        trace.trace(outcomes(Task.yieldMany(List.of(slow), LONG)));
    }

    // ---- ignore and completed -------------------------------------------------------------------------------------

    @Test
    void ignore_of_a_finished_task_gives_its_value(Trace trace) {
        Task<Integer> task = Task.async(() -> 1);
        awaitEnd(task.pid());
        trace.trace(term(task.ignore()));
        traceMessages(trace);
    }

    @Test
    void ignore_of_a_running_task_lets_it_go(Trace trace) {
        Task<Term> task = Task.async(TaskScenariosTest::told);
        trace.trace(term(task.ignore()));
        tell(task.pid(), 1);
        awaitEnd(task.pid());
        traceLinks(trace);
        traceMessages(trace);
    }

    @Test
    void a_completed_task_is_awaited_at_once(Trace trace) {
        trace.trace(Task.completed(atom("value")).await());
        trace.trace(term(Task.completed(atom("value")).yield()));
        trace.trace(Task.awaitMany(List.of(Task.completed(1), Task.async(() -> 2))));
    }

    @Test
    void the_result_comes_as_a_message_to_who_does_not_await(Trace trace) {
        Task<Term> task = Task.async(TaskScenariosTest::told);
        trace.label(task.pid(), "task");
        tell(task.pid(), atom("hello"));
        trace.trace(next());
        trace.trace(next());
    }

    // ---- streams --------------------------------------------------------------------------------------------------

    @Test
    void a_stream_gives_results_in_order(Trace trace) {
        trace.trace(list(Task.asyncStream(List.of(1, 2, 3, 4), n -> n * 2, TWO)));
    }

    @Test
    void a_stream_of_nothing(Trace trace) {
        trace.trace(list(Task.asyncStream(List.<Integer>of(), n -> n)));
        traceMessages(trace);
    }

    @Test
    void a_stream_with_one_task_at_a_time(Trace trace) {
        Task.<Integer, Integer>asyncStream(
                        List.of(1, 2, 3),
                        n -> {
                            trace.trace(Tuple.of(atom("task"), Int.of(n)));
                            return n;
                        },
                        StreamOptions.DEFAULT.maxConcurrency(1))
                .forEach(outcome -> trace.trace(Tuple.of(atom("got"), ((Tuple) term(outcome)).get(1))));
    }

    @Test
    void an_endless_input_is_taken_as_it_is_needed(Trace trace) {
        Stream<Integer> input =
                Stream.iterate(1, n -> n + 1).peek(n -> trace.trace(Tuple.of(atom("taken"), Int.of(n))));
        try (Stream<Outcome<Integer>> results = Task.asyncStream(input, n -> n, TWO.maxConcurrency(1))) {
            trace.trace(list(results.limit(2)));
        }
        traceLinks(trace);
        traceMessages(trace);
    }

    @Test
    void an_unordered_stream_gives_what_is_ready_first(Trace trace) {
        Pid me = self();
        Task.<Integer, Term>asyncStream(
                        List.of(1, 2),
                        n -> {
                            if (n == 1) {
                                send(me, Tuple.of(atom("one"), self()));
                                return told();
                            }
                            return Int.of(n);
                        },
                        TWO.unordered())
                .forEach(outcome -> {
                    trace.trace(term(outcome));
                    if (outcome.equals(new Outcome.Ok<>(Int.of(2)))) {
                        Pid one = receive(message ->
                                message instanceof Tuple t && t.is(atom("one"), 2) ? (Pid) t.get(1) : Kernel.skip());
                        tell(one, atom("first"));
                    }
                });
    }

    @Test
    void an_element_of_a_stream_that_takes_too_long_is_killed(Trace trace) {
        StreamOptions kill = TWO.timeout(Duration.ofMillis(500)).onTimeout(StreamOptions.OnTimeout.KILL_TASK);
        trace.trace(list(Task.<Integer, Term>asyncStream(List.of(1, 2), n -> n == 1 ? told() : Int.of(n), kill)));
    }

    @Test
    void a_killed_element_stands_beside_its_reason(Trace trace) {
        StreamOptions kill =
                TWO.timeout(LIMIT).onTimeout(StreamOptions.OnTimeout.KILL_TASK).zipInputOnExit();
        trace.trace(list(Task.asyncStream(List.of(atom("slow")), _ -> told(), kill)));
    }

    @Test
    void an_element_of_a_stream_that_takes_too_long_ends_the_owner(Trace trace) throws Exception {
        trace.trace(ended(() -> list(Task.asyncStream(List.of(1), _ -> told(), TWO.timeout(LIMIT)))));
    }

    @Test
    void an_element_that_crashes_ends_an_owner_that_does_not_trap_exits(Trace trace) {
        spawnMonitor(() -> list(Task.asyncStream(List.of(1), _ -> boom())));
        trace.trace(down());
    }

    @Test
    void an_element_that_crashes_is_an_element_to_an_owner_that_traps_exits(Trace trace) {
        Processes.trapExit(true);
        Task.Step<Integer, Term> step = n -> n == 2 ? boom() : Int.of(n);
        trace.trace(list(Task.asyncStream(List.of(1, 2, 3), step)));
        trace.trace(list(Task.asyncStream(List.of(2), step, StreamOptions.DEFAULT.zipInputOnExit())));
        traceMessages(trace);
    }

    @Test
    void a_failing_input_ends_a_stream_and_its_tasks(Trace trace) {
        Stream<Integer> input = Stream.of(1, 2).map(n -> n / (2 - n));
        try {
            list(Task.asyncStream(input, _ -> told(), TWO));
        } catch (ArithmeticException e) {
            trace.trace(atom("Elixir.ArithmeticError"));
        }
        traceLinks(trace);
    }

    // ---- without a result -----------------------------------------------------------------------------------------

    @Test
    void a_task_of_a_supervisor_is_temporary(Trace trace) {
        Pid me = self();
        ChildSpec child = Task.child(atom("Elixir.Task"), () -> send(me, Tuple.of(atom("ran"), self())));
        Pid supervisor = Supervisor.of(Strategy.ONE_FOR_ONE).child(child).startLink();
        awaitEnd((Pid) ((Tuple) next()).get(1));
        while (!Supervisor.whichChildren(supervisor).isEmpty()) {
            Thread.onSpinWait(); // the end was told to us first: in which order two processes hear of it is left open
        }
        Supervisor.Counts counts = Supervisor.countChildren(supervisor);
        trace.trace(MapTerm.of(
                atom("active"), Int.of(counts.active()),
                atom("specs"), Int.of(counts.specs()),
                atom("supervisors"), Int.of(counts.supervisors()),
                atom("workers"), Int.of(counts.workers())));
        trace.trace(MapTerm.of(
                atom("id"), child.id(),
                atom("restart"), TermMapper.toTerm(child.restart())));
    }

    @Test
    void a_task_that_was_started_with_a_link_ends_with_its_parent(Trace trace) {
        Processes.trapExit(true);
        Pid linked = Task.startLink(() -> boom());
        trace.label(linked, "task");
        trace.trace(next());
        awaitEnd(Task.start(() -> boom()));
        traceMessages(trace);
    }
}
