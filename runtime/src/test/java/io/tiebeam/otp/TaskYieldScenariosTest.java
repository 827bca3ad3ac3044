// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;
import static io.tiebeam.otp.TaskWords.SHORT;
import static io.tiebeam.otp.TaskWords.awaitEnd;
import static io.tiebeam.otp.TaskWords.boom;
import static io.tiebeam.otp.TaskWords.is;
import static io.tiebeam.otp.TaskWords.next;
import static io.tiebeam.otp.TaskWords.outcomes;
import static io.tiebeam.otp.TaskWords.tell;
import static io.tiebeam.otp.TaskWords.term;
import static io.tiebeam.otp.TaskWords.traceLinks;
import static io.tiebeam.otp.TaskWords.traceMessages;

import io.tiebeam.From;
import io.tiebeam.Mfa;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What Elixir does with tasks since 1.18, done here. */
@Scenarios("task_yields")
class TaskYieldScenariosTest {
    private static final YieldOptions FOR_EVER = YieldOptions.DEFAULT.timeout(Duration.ofDays(100_000));
    private static final YieldOptions SOON = YieldOptions.DEFAULT.timeout(SHORT);
    private static final YieldOptions KILL = SOON.onTimeout(YieldOptions.OnTimeout.KILL_TASK);

    /** A task that has ended with {@code value}. */
    private static Task<Term> done(int value) {
        Task<Term> task = Task.async(() -> Int.of(value));
        awaitEnd(task.pid());
        return task;
    }

    private static Task<Term> slow() {
        return Task.async(TaskWords::told);
    }

    private static Term alive(Task<?> task) {
        return is(Processes.isAlive(task.pid()));
    }

    @Test
    void yield_many_ends_as_soon_as_the_limit_is_reached(Trace trace) {
        Task<Term> slow = slow();
        trace.trace(outcomes(Task.yieldMany(List.of(done(1), slow, done(2)), FOR_EVER.limit(2))));
        trace.trace(alive(slow));
        tell(slow.pid(), 3);
        trace.trace(slow.await());
    }

    @Test
    void yield_many_takes_no_more_than_the_limit(Trace trace) {
        Task<Term> one = slow();
        Task<Term> two = slow();
        tell(two.pid(), 2);
        awaitEnd(two.pid());
        tell(one.pid(), 1);
        awaitEnd(one.pid());
        trace.trace(outcomes(Task.yieldMany(List.of(one, two), YieldOptions.DEFAULT.limit(1))));
        trace.trace(outcomes(Task.yieldMany(List.of(one, two), Duration.ZERO)));
    }

    @Test
    void yield_many_kills_those_that_are_late(Trace trace) {
        Processes.trapExit(true);
        Task<Term> one = done(1);
        Task<Term> slow = slow();
        trace.trace(outcomes(Task.yieldMany(List.of(one, slow), KILL)));
        trace.trace(alive(slow));
        trace.trace(Tuple.of(Atom.of("messages"), ListTerm.of(next())));
    }

    @Test
    void yield_many_ignores_those_that_are_late(Trace trace) {
        Task<Term> slow = slow();
        trace.trace(outcomes(Task.yieldMany(List.of(slow), SOON.onTimeout(YieldOptions.OnTimeout.IGNORE))));
        traceLinks(trace);
        tell(slow.pid(), 1);
        awaitEnd(slow.pid());
        traceMessages(trace);
    }

    @Test
    void yield_many_kills_nobody_when_the_limit_is_reached_in_time(Trace trace) {
        Task<Term> slow = slow();
        YieldOptions one = FOR_EVER.onTimeout(YieldOptions.OnTimeout.KILL_TASK).limit(1);
        trace.trace(outcomes(Task.yieldMany(List.of(Task.async(() -> Int.of(1)), slow), one)));
        trace.trace(alive(slow));
        tell(slow.pid(), 2);
        trace.trace(slow.await());
    }

    @Test
    void yield_many_below_its_limit_deals_with_the_late(Trace trace) {
        Task<Term> slow = slow();
        Task<Term> slower = slow();
        trace.trace(outcomes(Task.yieldMany(List.of(done(1), slow, slower), KILL.limit(2))));
        trace.trace(Tuple.of(alive(slow), alive(slower)));
    }

    @Test
    void yield_many_with_a_crash_counts_it_to_the_limit(Trace trace) {
        Processes.trapExit(true);
        Task<Term> bad = Task.async(() -> boom());
        Task<Term> slow = slow();
        trace.trace(outcomes(Task.yieldMany(List.of(bad, slow), FOR_EVER.limit(1))));
        tell(slow.pid(), 1);
        trace.trace(slow.await());
    }

    @Test
    void yield_many_with_a_limit_above_the_number_of_tasks(Trace trace) {
        trace.trace(outcomes(Task.yieldMany(List.of(Task.async(() -> 1)), YieldOptions.DEFAULT.limit(10))));
    }

    // ---- start_child ----------------------------------------------------------------------------------------------

    private static final Mfa WORK = Mfa.of("Elixir.Work", "told", 1);

    /** A process that plays a task supervisor: {@code play} tells what it is asked. */
    private static Pid supervisor(Trace trace, Consumer<Pid> play) {
        Pid me = self();
        Pid supervisor = spawn(() -> play.accept(me));
        trace.label(supervisor, "tasks");
        return supervisor;
    }

    private static void asked(Pid teller, Term answer) {
        Tuple call = OnNode.tagged(next(), "$gen_call", 3);
        Tuple asked = OnNode.tagged(call.get(2), "start_task", 4);
        send(teller, Tuple.of(Atom.of("asked"), asked.get(1), asked.get(2), asked.get(3)));
        From.of(call.get(1)).orElseThrow().reply(answer);
    }

    private static Term started() {
        return Tuple.of(Atom.OK, self());
    }

    private static void startChild(Pid supervisor, TaskStarter tasks) {
        if (!tasks.startChild(WORK).equals(supervisor)) {
            throw new AssertionError("another pid");
        }
    }

    @Test
    void a_child_is_started_in_two_messages(Trace trace) {
        Pid tasks = supervisor(trace, me -> {
            asked(me, started());
            Tuple order = (Tuple) next();
            if (!order.get(1).equals(order.get(2))) {
                throw new AssertionError("expected one reference twice: " + order);
            }
            send(me, Tuple.of(Atom.of("told"), order.get(0), order.get(3), order.get(4)));
        });
        startChild(tasks, TaskSupervisor.at(tasks));
        trace.trace(next());
        trace.trace(next());
    }

    @Test
    void a_child_that_is_to_be_started_again_is_started_in_one_message(Trace trace) {
        Pid tasks = supervisor(trace, me -> asked(me, started()));
        startChild(tasks, TaskSupervisor.at(tasks).restart(Restart.TRANSIENT).brutalKill());
        trace.trace(next());
    }

    @Test
    void a_child_of_a_supervisor_with_a_restart_of_its_own_is_asked_for_anew(Trace trace) {
        Pid tasks = supervisor(trace, me -> {
            asked(me, Tuple.of(Atom.of("restart"), Atom.of("permanent")));
            asked(me, started());
        });
        startChild(tasks, TaskSupervisor.at(tasks));
        trace.trace(next());
        trace.trace(next());
    }

    @Test
    void what_was_complete_from_the_start_can_be_ignored_and_shut_down(Trace trace) {
        trace.trace(term(Task.completed(3).ignore()));
        trace.trace(term(Task.completed(1).shutdown()));
        trace.trace(term(Task.completed(2).brutalKill()));
        traceMessages(trace);
    }
}
