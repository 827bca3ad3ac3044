// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.otp.AutoShutdown.ALL_SIGNIFICANT;
import static io.tiebeam.otp.AutoShutdown.ANY_SIGNIFICANT;
import static io.tiebeam.otp.Restart.TEMPORARY;
import static io.tiebeam.otp.Restart.TRANSIENT;
import static io.tiebeam.otp.Strategy.ONE_FOR_ALL;
import static io.tiebeam.otp.Strategy.ONE_FOR_ONE;
import static io.tiebeam.otp.Strategy.REST_FOR_ONE;

import io.tiebeam.ExitException;
import io.tiebeam.IgnoreException;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Processes;
import io.tiebeam.gen.Words;
import io.tiebeam.otp.Kids.How;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * All that a supervisor does but for the plain restarts, as OTP does it. Long, since each scenario stands beside the one
 * of the same name in {@code scenarios/supervisor.exs}.
 */
@Scenarios("supervisor")
class SupervisorScenariosTest {
    private static final ChildSpec.Start IGNORES = () -> {
        throw new IgnoreException();
    };
    private static final SupervisorModule SILENT = () -> {
        throw new IgnoreException();
    };

    private final Reports reports = new Reports();

    @AfterEach
    void stop() {
        reports.close();
    }

    /** A child that a function of this node starts, which returns what such functions of Erlang return. */
    private static ChildSpec byName(Kids kids, String id, Callable<Term> start) {
        Atom module = Atom.of("kids");
        Exposures.of(kids.self.node()).expose(module, Atom.of(id), 0, _ -> start.call());
        return ChildSpec.of(id, new Mfa(module, Atom.of(id), ListTerm.EMPTY)).modules(Kids.KID);
    }

    private static MapTerm with(MapTerm spec, String key, Term value) {
        Map<Term, Term> changed = new HashMap<>(spec.asMap());
        changed.put(Atom.of(key), value);
        return MapTerm.of(changed);
    }

    @Test
    void children_start_in_order_and_stop_in_reverse(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a"))
                .child(kids.kid("b"))
                .child(kids.kid("c"))
                .startLink();
        kids.children(sup);
        kids.stop(sup);
    }

    @Test
    void a_child_that_cannot_start_ends_those_before_it(Trace trace) {
        Kids kids = new Kids(trace);
        Supervisor plan = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a"))
                .child(kids.kid("b"))
                .child(kids.kid("c", kids.fails("c", "nope")))
                .child(kids.kid("d"));
        trace.trace(Kids.reason(plan::startLink));
    }

    @Test
    void a_start_that_raises_is_told_with_its_error(Trace trace) {
        Kids kids = new Kids(trace);
        ChildSpec raises = kids.kid("b", () -> {
            throw new IllegalArgumentException("boom");
        });
        Supervisor plan = Supervisor.of(ONE_FOR_ALL).child(kids.kid("a")).child(raises);
        trace.trace(Kids.reason(plan::startLink));
    }

    @Test
    void a_start_function_that_exits(Trace trace) {
        Kids kids = new Kids(trace);
        ChildSpec exits = kids.kid("a", () -> Kernel.exit("boom"));
        trace.trace(Kids.reason(Supervisor.of(ONE_FOR_ALL).child(exits)::startLink));
    }

    @Test
    void a_child_that_ignores_stays_without_a_process(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ALL)
                .child(kids.kid("a"))
                .child(kids.kid("b", IGNORES))
                .child(kids.kid("c"))
                .startLink();
        kids.children(sup);
        kids.count(sup);
        kids.stop(sup);
    }

    @Test
    void a_temporary_child_that_ignores_is_dropped(Trace trace) {
        Kids kids = new Kids(trace);
        ChildSpec ignores = kids.kid("b", IGNORES).restart(TEMPORARY);
        kids.children(
                Supervisor.of(ONE_FOR_ONE).child(kids.kid("a")).child(ignores).startLink());
    }

    @Test
    void a_child_that_ignores_at_its_restart_stays_without_a_process(Trace trace) {
        Kids kids = new Kids(trace);
        ChildSpec once = kids.kid("a", Kids.inTurn(kids.well("a"), IGNORES));
        Pid sup = Supervisor.of(ONE_FOR_ONE).child(once).startLink();
        kids.die("a", "boom");
        Kids.down(sup, "a");
        kids.children(sup);
    }

    @Test
    void a_child_that_ignored_can_be_started_by_hand(Trace trace) {
        Kids kids = new Kids(trace);
        ChildSpec third = kids.kid("a", Kids.inTurn(IGNORES, IGNORES, kids.well("a")));
        Pid sup = Supervisor.of(ONE_FOR_ONE).child(third).startLink();
        trace.trace(kids.restart(sup, "a"));
        trace.trace(kids.restart(sup, "a"));
        kids.children(sup);
    }

    @Test
    void a_supervisor_whose_name_is_taken_does_not_start(Trace trace) {
        Kids kids = new Kids(trace);
        Name name = Name.of("sup");
        trace.label(Supervisor.of(ONE_FOR_ONE).named(name).child(kids.kid("a")).startLink(), "sup");
        Supervisor second = Supervisor.of(ONE_FOR_ONE).named(name).child(kids.kid("b"));
        trace.trace(Kids.reason(second::startLink));
    }

    @Test
    void a_supervisor_that_is_a_module_plans_when_it_starts(Trace trace) {
        Kids kids = new Kids(trace);
        SupervisorModule module = () -> Supervisor.of(ONE_FOR_ONE).child(kids.kid("a"));
        Pid sup = module.startLink();
        kids.children(sup);
        kids.stop(sup);
    }

    @Test
    void a_supervisor_that_is_a_module_may_ignore(Trace trace) {
        Processes.trapExit(true);
        try {
            trace.trace(SILENT.startLink());
        } catch (IgnoreException ignored) {
            trace.trace(Words.IGNORE);
        }
    }

    @Test
    void a_supervisor_that_ignores_is_a_child_without_a_process(Trace trace) {
        Kids kids = new Kids(trace);
        ChildSpec silent = SILENT.childSpec().id("silent").modules(Kids.KID);
        Pid sup = Supervisor.of(ONE_FOR_ONE).child(kids.kid("a")).child(silent).startLink();
        kids.children(sup);
        kids.count(sup);
    }

    @Test
    void a_child_that_is_added_is_the_last(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE).child(kids.kid("a")).startLink();
        trace.trace(Supervisor.startChild(sup, kids.kid("b")).orElseThrow());
        kids.children(sup);
        kids.stop(sup);
    }

    @Test
    void a_child_whose_id_runs_is_not_added(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE).child(kids.kid("a")).startLink();
        trace.trace(kids.start(sup, kids.kid("a")));
        kids.children(sup);
    }

    @Test
    void a_child_whose_id_is_known_is_not_added(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE).child(kids.kid("a")).startLink();
        trace.trace(kids.terminate(sup, "a"));
        trace.trace(kids.start(sup, kids.kid("a")));
        kids.children(sup);
    }

    @Test
    void a_child_that_cannot_start_is_not_kept(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE).child(kids.kid("a")).startLink();
        Tuple error = (Tuple) ((Tuple) kids.start(sup, kids.kid("b", kids.fails("b", "nope")))).get(1);
        trace.trace(error.get(0));
        List<Term> child = new ArrayList<>(((Tuple) error.get(1)).elements());
        child.remove(3);
        trace.trace(ListTerm.of(child));
        kids.children(sup);
    }

    @Test
    void a_child_whose_name_is_taken_is_not_kept(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE).child(kids.kid("a")).startLink();
        ChildSpec taken = kids.kid("b", () -> {
            throw new ExitException(Tuple.of(Atom.of("already_started"), Kids.pid("a")));
        });
        trace.trace(((Tuple) kids.start(sup, taken)).get(1));
        kids.children(sup);
    }

    @Test
    void an_added_child_that_ignores_is_kept_without_a_process(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE).startLink();
        trace.trace(kids.start(sup, kids.kid("a", IGNORES)));
        trace.trace(kids.start(sup, kids.kid("b", IGNORES).restart(TEMPORARY)));
        kids.children(sup);
    }

    @Test
    void an_added_child_may_say_more_than_its_pid(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE).startLink();
        ChildSpec talkative =
                byName(kids, "a", () -> Tuple.of(Atom.OK, kids.well("a").start(), Atom.of("and_more")));
        trace.trace(Kids.ask(sup, "start_child", ChildTerms.toMap(talkative)));
        kids.children(sup);
    }

    @Test
    void a_start_that_returns_no_pid_is_an_error(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE).startLink();
        Tuple error = (Tuple) kids.start(sup, byName(kids, "a", () -> Atom.of("what")));
        trace.trace(((Tuple) error.get(1)).get(0));
        kids.children(sup);
    }

    @Test
    void a_function_that_does_not_exist_is_told_as_undef(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE).startLink();
        Tuple error = (Tuple) kids.start(sup, ChildSpec.of("a", Mfa.of("nowhere", "start_link")));
        Tuple exit = (Tuple) ((Tuple) error.get(1)).get(0);
        trace.trace(((Tuple) exit.get(1)).get(0));
    }

    @Test
    void a_child_that_is_ended_stays_without_a_process(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(REST_FOR_ONE)
                .child(kids.kid("a"))
                .child(kids.kid("b"))
                .startLink();
        trace.trace(kids.terminate(sup, "a"));
        trace.trace(kids.terminate(sup, "a"));
        trace.trace(kids.terminate(sup, "c"));
        kids.children(sup);
        kids.count(sup);
    }

    @Test
    void a_temporary_child_that_is_ended_is_gone(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a").restart(TEMPORARY))
                .startLink();
        trace.trace(kids.terminate(sup, "a"));
        trace.trace(kids.restart(sup, "a"));
        kids.children(sup);
    }

    @Test
    void a_child_is_restarted_by_hand_when_it_does_not_run(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE).child(kids.kid("a")).startLink();
        trace.trace(kids.restart(sup, "a"));
        kids.terminate(sup, "a");
        trace.trace(kids.restart(sup, "a"));
        trace.trace(kids.restart(sup, "b"));
        kids.children(sup);
    }

    @Test
    void a_child_that_cannot_be_restarted_by_hand_is_kept(Trace trace) {
        Kids kids = new Kids(trace);
        ChildSpec third = kids.kid("a", Kids.inTurn(kids.well("a"), kids.fails("a", "nope"), kids.well("a")));
        Pid sup = Supervisor.of(ONE_FOR_ONE).child(third).startLink();
        kids.terminate(sup, "a");
        trace.trace(kids.restart(sup, "a"));
        kids.children(sup);
        trace.trace(kids.restart(sup, "a"));
        kids.children(sup);
    }

    @Test
    void a_child_is_removed_when_it_does_not_run(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a"))
                .child(kids.kid("b"))
                .startLink();
        trace.trace(kids.delete(sup, "a"));
        kids.terminate(sup, "a");
        trace.trace(kids.delete(sup, "a"));
        trace.trace(kids.delete(sup, "a"));
        kids.children(sup);
    }

    @Test
    void a_child_that_is_about_to_be_restarted_can_only_be_ended(Trace trace) {
        Kids kids = new Kids(trace);
        ChildSpec.Start slowFailure = () -> {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos()); // as long as OTP's, so that there is time to ask
            throw new ExitException(Atom.of("nope"));
        };
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .maxRestarts(10_000, Duration.ofSeconds(5))
                .child(kids.kid("a", Kids.inTurn(kids.well("a"), slowFailure)))
                .startLink();
        kids.die("a", "boom");
        Kids.waitUntil(() -> Kids.state(sup, "a").orElseThrow() instanceof Supervisor.State.Restarting);
        kids.children(sup);
        kids.count(sup);
        trace.trace(kids.restart(sup, "a"));
        trace.trace(kids.delete(sup, "a"));
        trace.trace(kids.start(sup, kids.kid("a")));
        trace.trace(kids.terminate(sup, "a"));
        kids.children(sup);
        trace.trace(kids.delete(sup, "a"));
        kids.stop(sup);
    }

    @Test
    void any_term_is_an_id(Trace trace) {
        Kids kids = new Kids(trace);
        Term pair = Tuple.of(Atom.of("b"), Int.of(1));
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a"))
                .child(kids.kid("b").id(pair))
                .child(kids.kid("c").id(7))
                .child(kids.kid("d").id(Bits.of("text")))
                .startLink();
        trace.trace(kids.terminate(sup, pair));
        trace.trace(kids.terminate(sup, Bits.of("text")));
        kids.children(sup);
    }

    @Test
    void a_specification_is_answered_whole(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .autoShutdown(ANY_SIGNIFICANT)
                .child(kids.kid("a"))
                .child(kids.kid("b").restart(TRANSIENT).brutalKill().significant())
                .child(kids.kid("c").type(ChildType.SUPERVISOR))
                .startLink();
        for (String id : List.of("a", "b", "c")) {
            Map<Term, Term> spec = new HashMap<>(
                    ChildTerms.toMap(Supervisor.getChildSpec(sup, id).orElseThrow())
                            .asMap());
            spec.remove(ChildTerms.START);
            trace.trace(MapTerm.of(spec));
        }
        trace.trace(Kids.ask(sup, "get_childspec", Atom.of("d")));
        trace.trace(Kids.ask(sup, "get_childspec", Kids.pid("a")));
    }

    @Test
    void a_temporary_child_that_is_added_later_is_kept_without_its_arguments(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a").restart(TEMPORARY))
                .startLink();
        Supervisor.startChild(sup, kids.kid("b").restart(TEMPORARY));
        Supervisor.startChild(sup, kids.kid("c"));
        for (String id : List.of("a", "b", "c")) {
            Tuple start = Supervisor.getChildSpec(sup, id).orElseThrow().start().toTerm();
            trace.trace(Tuple.of(Atom.of(id), Atom.of(start.get(2).equals(Atom.UNDEFINED))));
        }
    }

    @Test
    void a_supervisor_is_stopped_with_a_reason(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a"))
                .child(kids.kid("b"))
                .startLink();
        kids.up("a", "b");
        Supervisor.stop(sup, "shutdown", OnNode.LONG);
        trace.trace(Atom.OK);
        trace.trace(Kernel.receive());
        Supervisor.stop(Supervisor.of(ONE_FOR_ONE).startLink());
        trace.trace(Atom.OK);
        trace.trace(Kernel.receive());
        traceStop(trace, Name.of("nobody"), Duration.ofMillis(100));
    }

    @Test
    void a_supervisor_whose_child_takes_its_time_is_not_stopped_in_time(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a", How.DEAF).shutdownInfinity())
                .startLink();
        trace.label(sup, "sup");
        traceStop(trace, sup, Duration.ofMillis(20));
        Ref end = kids.monitor(sup);
        kids.die("a", "kill");
        kids.down(end);
    }

    private static void traceStop(Trace trace, ServerRef supervisor, Duration timeout) {
        try {
            Supervisor.stop(supervisor, "normal", timeout);
        } catch (ExitException e) {
            trace.trace(Tuple.of(Atom.of("exit"), e.reason()));
        }
    }

    @Test
    void wrong_specifications_are_refused_with_what_is_wrong(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE).autoShutdown(ANY_SIGNIFICANT).startLink();
        Tuple start = Tuple.of(Atom.of("m"), Atom.of("f"), ListTerm.EMPTY);
        MapTerm good = MapTerm.of(ChildTerms.ID, Atom.of("a"), ChildTerms.START, start);
        List<Term> wrong = List.of(
                Atom.of("what"),
                Tuple.of(Atom.of("a"), start),
                MapTerm.of(ChildTerms.START, start),
                MapTerm.of(ChildTerms.ID, Atom.of("a")),
                with(good, "start", Tuple.of(Atom.of("m"), Atom.of("f"))),
                with(good, "start", Tuple.of(Atom.of("m"), Atom.of("f"), Atom.of("args"))),
                with(good, "restart", Atom.of("sometimes")),
                with(good, "shutdown", Int.of(-1)),
                with(good, "shutdown", Atom.of("gently")),
                with(good, "type", Atom.of("boss")),
                with(good, "modules", Atom.of("all")),
                with(good, "modules", ListTerm.of(Int.of(1))),
                with(good, "significant", Atom.of("very")),
                with(good, "significant", Atom.TRUE),
                Tuple.of(Atom.of("a"), start, Atom.of("sometimes"), Int.of(5000), Words.WORKER, ListTerm.EMPTY));
        wrong.forEach(spec -> trace.trace(Kids.ask(sup, "start_child", spec)));
        kids.children(sup);
    }

    @Test
    void the_old_form_of_a_specification_will_do(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE).startLink();
        Tuple nowhere = Tuple.of(Atom.of("nowhere"), Atom.of("start_link"), ListTerm.EMPTY);
        Atom dynamic = Atom.of("dynamic");
        Tuple first = Tuple.of(Atom.of("a"), nowhere, Atom.of("temporary"), Words.INFINITY, Words.SUPERVISOR, dynamic);
        trace.trace(((Tuple) Kids.ask(sup, "start_child", first)).get(0));
        Term ignores = byName(kids, "b", () -> Words.IGNORE).start().toTerm();
        Tuple second = Tuple.of(Atom.of("b"), ignores, Atom.of("permanent"), Int.of(100), Words.SUPERVISOR, dynamic);
        trace.trace(Kids.ask(sup, "start_child", second));
        kids.children(sup);
    }

    @Test
    void a_supervisor_gives_up_after_more_restarts_than_allowed(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .maxRestarts(2, Duration.ofSeconds(5))
                .child(kids.kid("a"))
                .child(kids.kid("b"))
                .child(kids.kid("c"))
                .startLink();
        kids.up("a", "b", "c");
        kids.die("b", "boom");
        kids.up("b");
        kids.die("a", "boom");
        kids.up("a");
        kids.die("b", "boom");
        kids.ended(sup);
    }

    @Test
    void no_restart_may_be_allowed(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ALL)
                .maxRestarts(0, Duration.ofSeconds(5))
                .child(kids.kid("a"))
                .child(kids.kid("b"))
                .startLink();
        kids.die("a", "normal");
        kids.ended(sup);
    }

    @Test
    void ends_that_are_no_restarts_are_not_counted(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .maxRestarts(0, Duration.ofSeconds(5))
                .child(kids.kid("a"))
                .child(kids.kid("b").restart(TEMPORARY))
                .child(kids.kid("c").restart(TRANSIENT))
                .startLink();
        kids.die("b", "boom");
        Kids.down(sup, "b");
        kids.die("c", "normal");
        Kids.down(sup, "c");
        kids.children(sup);
    }

    @Test
    void a_restart_of_all_is_one_restart(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ALL)
                .maxRestarts(1, Duration.ofSeconds(5))
                .child(kids.kid("a"))
                .child(kids.kid("b"))
                .startLink();
        kids.up("a", "b");
        kids.die("a", "boom");
        kids.up("a", "b");
        kids.children(sup);
        kids.die("b", "boom");
        kids.ended(sup);
    }

    @Test
    void a_child_that_cannot_be_restarted_is_tried_again(Trace trace) {
        Kids kids = new Kids(trace);
        ChildSpec.Start fails = kids.fails("a", "nope");
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a", Kids.inTurn(kids.well("a"), fails, fails, kids.well("a"))))
                .child(kids.kid("b"))
                .startLink();
        kids.up("a", "b");
        kids.die("a", "boom");
        kids.up("a");
        kids.children(sup);
    }

    @Test
    void each_attempt_to_restart_counts(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a", Kids.inTurn(kids.well("a"), kids.fails("a", "nope"))))
                .child(kids.kid("b"))
                .startLink();
        kids.up("a", "b");
        kids.die("a", "boom");
        kids.ended(sup);
    }

    @Test
    void one_for_all_tries_again_from_the_start_when_another_child_fails(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ALL)
                .child(kids.kid("a"))
                .child(kids.kid("b", Kids.inTurn(kids.well("b"), kids.fails("b", "nope"), kids.well("b"))))
                .child(kids.kid("c"))
                .startLink();
        kids.up("a", "b", "c");
        kids.die("a", "boom");
        kids.up("a", "a", "b", "c");
        kids.children(sup);
    }

    @Test
    void rest_for_one_tries_again_from_the_child_that_failed(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(REST_FOR_ONE)
                .child(kids.kid("a"))
                .child(kids.kid("b"))
                .child(kids.kid("c", Kids.inTurn(kids.well("c"), kids.fails("c", "nope"), kids.well("c"))))
                .child(kids.kid("d"))
                .startLink();
        kids.up("a", "b", "c", "d");
        kids.die("b", "boom");
        kids.up("b", "c", "d");
        kids.children(sup);
    }

    @Test
    void one_for_all_starts_children_that_had_ended(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ALL)
                .child(kids.kid("a").restart(TRANSIENT))
                .child(kids.kid("b"))
                .child(kids.kid("c"))
                .startLink();
        kids.up("a", "b", "c");
        kids.die("a", "normal");
        Kids.down(sup, "a");
        kids.terminate(sup, "c");
        kids.children(sup);
        kids.die("b", "boom");
        kids.up("a", "b", "c");
        kids.children(sup);
    }

    @Test
    void temporary_children_end_with_the_others_and_do_not_come_back(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(REST_FOR_ONE)
                .child(kids.kid("a").restart(TEMPORARY))
                .child(kids.kid("b"))
                .child(kids.kid("c").restart(TEMPORARY))
                .child(kids.kid("d").restart(TRANSIENT))
                .startLink();
        kids.up("a", "b", "c", "d");
        kids.die("b", "boom");
        kids.up("b", "d");
        kids.children(sup);
    }

    @Test
    void one_for_all_ends_its_temporary_children(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ALL)
                .child(kids.kid("a").restart(TEMPORARY))
                .child(kids.kid("b"))
                .startLink();
        kids.up("a", "b");
        kids.die("b", "boom");
        kids.up("b");
        kids.children(sup);
    }

    @Test
    void a_child_that_is_killed_brutally_is_not_asked(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a"))
                .child(kids.kid("b").brutalKill())
                .startLink();
        Ref end = kids.monitor(Kids.pid("b"));
        trace.trace(kids.terminate(sup, "b"));
        kids.down(end);
        kids.stop(sup);
    }

    @Test
    void a_child_that_does_not_end_in_time_is_killed(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a", How.DEAF).shutdown(Duration.ofMillis(1)))
                .startLink();
        Ref end = kids.monitor(Kids.pid("a"));
        trace.trace(kids.terminate(sup, "a"));
        kids.down(end);
    }

    @Test
    void a_child_may_take_all_the_time_it_needs(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a"))
                .child(kids.kid("b", How.SLOW).shutdownInfinity())
                .child(kids.kid("c"))
                .startLink();
        Kernel.exit(sup, "shutdown");
        kids.heard("asked", "b");
        trace.trace(Processes.isAlive(sup));
        Kernel.send("b", Atom.of("release"));
        kids.ended(sup);
    }

    @Test
    void a_child_may_end_with_another_reason_than_it_was_asked(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.endsWith("a", "normal"))
                .child(kids.endsWith("b", "boom"))
                .startLink();
        kids.stop(sup);
    }

    @Test
    void a_child_that_traps_no_exits_ends_at_once(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a", How.PLAIN))
                .child(kids.kid("b"))
                .startLink();
        Ref end = kids.monitor(Kids.pid("a"));
        kids.stop(sup);
        kids.down(end);
    }

    @Test
    void a_child_that_took_its_link_back_is_ended_all_the_same(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a"))
                .child(kids.kid("b"))
                .startLink();
        Ref end = kids.monitor(Kids.pid("a"));
        Kernel.send("a", Tuple.of(Atom.of("unlink")));
        kids.heard("unlinked", "a");
        kids.children(sup);
        kids.terminate(sup, "a");
        kids.down(end);
        kids.children(sup);
    }

    @Test
    void a_supervisor_under_a_supervisor_ends_its_children_in_its_turn(Trace trace) {
        Kids kids = new Kids(trace);
        Name name = Name.of("inner");
        ChildSpec inner = Supervisor.of(ONE_FOR_ONE)
                .named(name)
                .child(kids.kid("b"))
                .child(kids.kid("c"))
                .childSpec()
                .modules(Kids.KID);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a"))
                .child(inner)
                .child(kids.kid("d"))
                .startLink();
        trace.label(Kids.pid("inner"), "inner");
        kids.children(sup);
        kids.children(name);
        kids.count(sup);
        kids.stop(sup);
    }

    @Test
    void a_supervisor_that_gives_up_is_restarted_by_the_one_above(Trace trace) {
        Kids kids = new Kids(trace);
        Name name = Name.of("inner");
        Supervisor inner = Supervisor.of(ONE_FOR_ONE)
                .named(name)
                .maxRestarts(0, Duration.ofSeconds(5))
                .child(kids.kid("b"))
                .child(kids.kid("c"));
        Pid sup = Supervisor.of(ONE_FOR_ONE).child(kids.kid("a")).child(inner).startLink();
        kids.up("a", "b", "c");
        kids.die("b", "boom");
        kids.up("b", "c");
        kids.children(name);
        kids.stop(sup);
    }

    @Test
    void a_tree_gives_up_from_the_inside_to_the_outside(Trace trace) {
        Kids kids = new Kids(trace);
        Supervisor inner =
                Supervisor.of(ONE_FOR_ONE).maxRestarts(0, Duration.ofSeconds(5)).child(kids.kid("b"));
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .maxRestarts(0, Duration.ofSeconds(5))
                .child(kids.kid("a"))
                .child(inner)
                .startLink();
        kids.die("b", "boom");
        kids.ended(sup);
    }

    @Test
    void a_supervisor_that_is_killed_takes_its_children_along(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE).child(kids.kid("a", How.PLAIN)).startLink();
        Ref end = kids.monitor(Kids.pid("a"));
        Kernel.exit(sup, "kill");
        kids.ended(sup);
        kids.down(end);
    }

    @Test
    void a_supervisor_ends_with_its_parent_and_its_reason(Trace trace) {
        Kids kids = new Kids(trace);
        Pid above = Kernel.spawn(() -> {
            Pid sup = Supervisor.of(ONE_FOR_ONE)
                    .child(kids.kid("a"))
                    .child(kids.kid("b"))
                    .startLink();
            Kernel.send(kids.self.pid(), sup);
            Kernel.exit(Kernel.receive());
        });
        Ref end = kids.monitor(Kernel.receive(Pid.class));
        Kernel.send(above, Atom.of("broken"));
        kids.down(end);
    }

    @Test
    void an_exit_signal_of_a_stranger_does_not_end_a_supervisor(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE).child(kids.kid("a")).startLink();
        Ref gone = kids.self.newRef();
        Kernel.spawn(() -> {
            Kernel.exit(sup, "boom");
            Kernel.send(kids.self.pid(), gone);
        });
        Kernel.receiveWhen(Ref.class, gone::equals);
        kids.children(sup);
        Kernel.send(sup, Atom.of("what"));
        kids.children(sup);
        kids.stop(sup);
    }

    @Test
    void the_end_of_any_significant_child_may_end_the_supervisor(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .autoShutdown(ANY_SIGNIFICANT)
                .child(kids.kid("a"))
                .child(kids.kid("b").restart(TRANSIENT).significant())
                .child(kids.kid("c").restart(TRANSIENT).significant())
                .startLink();
        kids.die("b", "normal");
        kids.ended(sup);
    }

    @Test
    void a_significant_child_that_is_restarted_has_not_ended(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .autoShutdown(ANY_SIGNIFICANT)
                .child(kids.kid("a"))
                .child(kids.kid("b").restart(TRANSIENT).significant())
                .startLink();
        kids.up("a", "b");
        kids.die("b", "boom");
        kids.up("b");
        kids.children(sup);
    }

    @Test
    void a_temporary_significant_child_ends_the_supervisor_whatever_its_reason(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(REST_FOR_ONE)
                .autoShutdown(ANY_SIGNIFICANT)
                .child(kids.kid("a"))
                .child(kids.kid("b").restart(TEMPORARY).significant())
                .child(kids.kid("c"))
                .startLink();
        kids.die("b", "boom");
        kids.ended(sup);
    }

    @Test
    void the_end_of_a_child_that_is_not_significant_ends_nothing(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .autoShutdown(ANY_SIGNIFICANT)
                .child(kids.kid("a").restart(TEMPORARY))
                .child(kids.kid("b").restart(TEMPORARY).significant())
                .startLink();
        kids.die("a", "boom");
        Kids.down(sup, "a");
        kids.children(sup);
        kids.stop(sup);
    }

    @Test
    void the_end_of_all_significant_children_may_end_the_supervisor(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .autoShutdown(ALL_SIGNIFICANT)
                .child(kids.kid("a"))
                .child(kids.kid("b").restart(TRANSIENT).significant())
                .child(kids.kid("c").restart(TEMPORARY).significant())
                .child(kids.kid("d").restart(TEMPORARY))
                .startLink();
        kids.die("b", "shutdown");
        Kids.down(sup, "b");
        kids.die("d", "boom");
        Kids.down(sup, "d");
        kids.children(sup);
        kids.die("c", "boom");
        kids.ended(sup);
    }

    @Test
    void a_significant_child_that_is_ended_by_hand_ends_nothing(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .autoShutdown(ANY_SIGNIFICANT)
                .child(kids.kid("a"))
                .child(kids.kid("b").restart(TRANSIENT).significant())
                .startLink();
        trace.trace(kids.terminate(sup, "b"));
        kids.children(sup);
    }

    @Test
    void all_significant_children_count_that_are_ended_by_hand(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .autoShutdown(ALL_SIGNIFICANT)
                .child(kids.kid("a").restart(TRANSIENT).significant())
                .child(kids.kid("b").restart(TRANSIENT).significant())
                .startLink();
        trace.trace(kids.terminate(sup, "b"));
        kids.die("a", "normal");
        kids.ended(sup);
    }

    @Test
    void a_supervisor_that_never_ends_by_itself_takes_no_significant_child(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(ONE_FOR_ONE)
                .child(kids.kid("a").restart(TEMPORARY))
                .startLink();
        trace.trace(kids.start(
                sup, ChildSpec.of("b", Mfa.of("m", "f")).restart(TRANSIENT).significant()));
        kids.die("a", "normal");
        Kids.down(sup, "a");
        kids.children(sup);
    }

    @Test
    void a_supervisor_that_ended_by_itself_is_not_restarted_when_it_is_transient(Trace trace) {
        Kids kids = new Kids(trace);
        ChildSpec inner = Supervisor.of(ONE_FOR_ONE)
                .autoShutdown(ALL_SIGNIFICANT)
                .child(kids.kid("b").restart(TRANSIENT).significant())
                .childSpec()
                .id("inner")
                .restart(TRANSIENT)
                .modules(Kids.KID);
        Pid sup = Supervisor.of(ONE_FOR_ALL).child(kids.kid("a")).child(inner).startLink();
        kids.die("b", "normal");
        Kids.down(sup, "inner");
        kids.children(sup);
    }
}
