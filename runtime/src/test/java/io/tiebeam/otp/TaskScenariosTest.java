// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawnMonitor;
import static io.tiebeam.otp.TaskWords.LONG;
import static io.tiebeam.otp.TaskWords.SHORT;
import static io.tiebeam.otp.TaskWords.atom;
import static io.tiebeam.otp.TaskWords.awaitEnd;
import static io.tiebeam.otp.TaskWords.boom;
import static io.tiebeam.otp.TaskWords.deaf;
import static io.tiebeam.otp.TaskWords.down;
import static io.tiebeam.otp.TaskWords.ended;
import static io.tiebeam.otp.TaskWords.endsOf;
import static io.tiebeam.otp.TaskWords.is;
import static io.tiebeam.otp.TaskWords.next;
import static io.tiebeam.otp.TaskWords.outcomes;
import static io.tiebeam.otp.TaskWords.tell;
import static io.tiebeam.otp.TaskWords.term;
import static io.tiebeam.otp.TaskWords.told;
import static io.tiebeam.otp.TaskWords.traceLinks;
import static io.tiebeam.otp.TaskWords.traceMessages;

import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Elixir does with tasks, done here. */
@Scenarios("task")
class TaskScenariosTest {
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
                    Task.async(TaskWords::boom);
                    next();
                })
                .pid();
        trace.label(owner, "owner");
        trace.trace(down());
    }

    @Test
    void an_owner_that_traps_exits_survives_its_task(Trace trace) throws Exception {
        Processes.trapExit(true);
        Task<Term> task = Task.async(TaskWords::boom);
        trace.label(task.pid(), "task");
        trace.trace(ended(task::await));
        trace.trace(next());
    }

    @Test
    void a_task_dies_with_its_owner(Trace trace) {
        Pid me = self();
        spawnMonitor(() -> {
            Task<Term> task = Task.async(TaskWords::told);
            send(me, Tuple.of(atom("task"), task.pid()));
            exit("bye");
        });
        Pid task = (Pid) ((Tuple) next()).get(1);
        trace.trace(is(List.of(atom("bye"), atom("noproc")).contains(awaitEnd(task))));
        trace.trace(down());
    }

    @Test
    void await_gives_up_after_its_timeout_and_the_late_result_is_dropped(Trace trace) throws Exception {
        Task<Term> task = Task.async(TaskWords::told);
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
        Task<Term> task = Task.async(TaskWords::told);
        trace.trace(term(task.yield(Duration.ZERO)));
        trace.trace(term(task.yield(Duration.ofMillis(5))));
        tell(task.pid(), atom("there"));
        trace.trace(term(task.yield(LONG)));
        trace.trace(term(task.yield(Duration.ZERO)));
    }

    @Test
    void yield_then_await(Trace trace) {
        Task<Term> task = Task.async(TaskWords::told);
        trace.trace(term(task.yield(Duration.ZERO)));
        tell(task.pid(), atom("there"));
        trace.trace(task.await());
    }

    @Test
    void yield_tells_how_a_task_crashed_to_one_that_traps_exits(Trace trace) {
        Processes.trapExit(true);
        Task<Term> task = Task.async(TaskWords::boom);
        trace.trace(term(task.yield()));
    }

    // ---- shutdown -------------------------------------------------------------------------------------------------

    @Test
    void shutdown_of_a_running_task(Trace trace) {
        Task<Term> task = Task.async(TaskWords::told);
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
        Task<Term> task = Task.async(TaskWords::boom);
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
        Task<Term> task = Task.async(TaskWords::told);
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
        Task<Term> task = Task.async(TaskWords::deaf);
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
        Task<Term> slow = Task.async(TaskWords::told);
        Task<Term> bad = Task.async(TaskWords::boom);
        trace.label(slow.pid(), "slow");
        trace.label(bad.pid(), "bad");
        trace.trace(ended(() -> Task.awaitMany(List.of(slow, bad))));
        slow.shutdown();
    }

    @Test
    void await_many_gives_up_after_its_timeout(Trace trace) throws Exception {
        Task<Term> one = Task.async(() -> Int.of(1));
        Task<Term> slow = Task.async(TaskWords::told);
        trace.label(one.pid(), "one");
        trace.label(slow.pid(), "slow");
        awaitEnd(one.pid());
        trace.trace(ended(() -> Task.awaitMany(List.of(one, slow), SHORT)));
    }

    @Test
    void yield_many_tells_of_each_how_it_ended(Trace trace) {
        Processes.trapExit(true);
        Task<Term> done = Task.async(() -> atom("done"));
        Task<Term> bad = Task.async(TaskWords::boom);
        Task<Term> slow = Task.async(TaskWords::told);
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
        Task<Term> task = Task.async(TaskWords::told);
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
        Task<Term> task = Task.async(TaskWords::told);
        trace.label(task.pid(), "task");
        tell(task.pid(), atom("hello"));
        trace.trace(next());
        trace.trace(next());
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

    // ---- ends of all kinds ----------------------------------------------------------------------------------------

    @Test
    void a_task_that_is_killed_fails_its_await(Trace trace) throws Exception {
        Processes.trapExit(true);
        Task<Term> task = Task.async(TaskWords::told);
        trace.label(task.pid(), "task");
        exit(task.pid(), "kill");
        trace.trace(ended(task::await));
        trace.trace(next());
    }

    @Test
    void a_task_that_exits_with_normal_has_no_value(Trace trace) throws Exception {
        Task<Term> task = Task.async(() -> exit("normal"));
        trace.label(task.pid(), "task");
        trace.trace(ended(task::await));
        traceMessages(trace);
    }

    @Test
    void yield_of_a_task_that_exits_with_normal(Trace trace) {
        Task<Term> task = Task.async(() -> exit("normal"));
        trace.trace(term(task.yield()));
    }

    @Test
    void brutal_kill_leaves_no_exit_to_an_owner_that_traps_exits(Trace trace) {
        Processes.trapExit(true);
        trace.trace(term(Task.async(TaskWords::told).brutalKill()));
        traceMessages(trace);
        traceLinks(trace);
    }

    @Test
    void brutal_kill_of_a_finished_task_gives_its_value(Trace trace) {
        Task<Term> task = Task.async(() -> atom("done"));
        awaitEnd(task.pid());
        trace.trace(term(task.brutalKill()));
        traceMessages(trace);
    }

    @Test
    void shutdown_without_end_waits_for_who_takes_its_time(Trace trace) {
        Pid me = self();
        Task<Term> task = Task.async(() -> {
            Processes.trapExit(true);
            send(me, atom("trapping"));
            next();
            return exit("cleaned");
        });
        next();
        trace.trace(term(task.shutdown(Duration.ofDays(100_000))));
    }

    @Test
    void ignore_of_a_task_that_crashed_gives_its_reason(Trace trace) {
        Processes.trapExit(true);
        Task<Term> task = Task.async(TaskWords::boom);
        trace.label(task.pid(), "task");
        awaitEnd(task.pid());
        trace.trace(next());
        trace.trace(term(task.ignore()));
        traceMessages(trace);
    }

    @Test
    void a_task_that_is_ignored_may_crash_and_nobody_hears(Trace trace) {
        Task<Term> task = Task.async(() -> exit((Object) told()));
        trace.trace(term(task.ignore()));
        tell(task.pid(), atom("boom"));
        trace.trace(is(List.of(atom("boom"), atom("noproc")).contains(awaitEnd(task.pid()))));
        traceMessages(trace);
    }

    @Test
    void yield_many_of_tasks_that_are_complete_and_one_that_is_not(Trace trace) {
        Task<Object> slow = Task.async(TaskWords::told);
        trace.trace(outcomes(Task.yieldMany(List.of(Task.completed(1), slow, Task.completed(3)), SHORT)));
        tell(slow.pid(), 2);
        trace.trace(outcomes(Task.yieldMany(List.of(slow), LONG)));
        trace.trace(outcomes(Task.yieldMany(List.of(), Duration.ZERO)));
    }

    @Test
    void await_many_fails_of_a_task_that_was_killed_and_leaves_the_others_alone(Trace trace) throws Exception {
        Processes.trapExit(true);
        Task<Term> slow = Task.async(TaskWords::told);
        Task<Term> bad = Task.async(TaskWords::told);
        trace.label(slow.pid(), "slow");
        trace.label(bad.pid(), "bad");
        exit(bad.pid(), "kill");
        trace.trace(ended(() -> Task.awaitMany(List.of(slow, bad))));
        trace.trace(is(Processes.isAlive(slow.pid())));
        trace.trace(next());
        Processes.unlink(slow.pid());
    }

    // ---- tasks of tasks -------------------------------------------------------------------------------------------

    @Test
    void tasks_start_tasks(Trace trace) {
        trace.trace(Task.async(() -> {
                    List<Task<Integer>> squares =
                            List.of(Task.async(() -> 1), Task.async(() -> 2 * 2), Task.async(() -> 3 * 3));
                    return Task.awaitMany(squares);
                })
                .await());
    }

    @Test
    void an_inner_task_ends_with_the_outer_one(Trace trace) {
        Pid me = self();
        Task<Term> outer = Task.async(() -> {
            Task<Term> inner = Task.async(TaskWords::told);
            send(me, Tuple.of(atom("inner"), inner.pid()));
            return inner.await(Duration.ofDays(100_000));
        });
        Pid inner = (Pid) ((Tuple) next()).get(1);
        trace.trace(endsOf(List.of(inner), outer::shutdown));
    }
}
