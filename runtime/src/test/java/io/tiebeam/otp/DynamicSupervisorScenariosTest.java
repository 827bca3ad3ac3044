// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.IgnoreException;
import io.tiebeam.Kernel;
import io.tiebeam.gen.Words;
import io.tiebeam.otp.Kids.How;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A dynamic supervisor does what Elixir's does. */
@Scenarios("dynamic_supervisor")
class DynamicSupervisorScenariosTest {
    private static final ChildSpec.Start IGNORES = () -> {
        throw new IgnoreException();
    };

    private final Reports reports = new Reports();

    @AfterEach
    void stop() {
        reports.close();
    }

    private static DynamicSupervisor plan() {
        return DynamicSupervisor.unnamed();
    }

    private static Term start(Pid sup, ChildSpec spec) {
        try {
            return Kids.answer(() -> Optional.of(DynamicSupervisor.startChild(sup, spec)));
        } catch (IgnoreException ignored) {
            return Words.IGNORE;
        }
    }

    private static Term terminate(Pid sup, Pid child) {
        return Kids.done(() -> DynamicSupervisor.terminateChild(sup, child));
    }

    private static void awaitNone(Pid sup) {
        Kids.waitUntil(() -> DynamicSupervisor.countChildren(sup).specs() == 0);
    }

    @Test
    void children_are_started_when_they_are_asked_for(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().startLink();
        kids.children(sup);
        trace.trace(start(sup, kids.kid("a")));
        trace.trace(start(sup, kids.kid("b").type(ChildType.SUPERVISOR)));
        kids.children(sup);
        kids.count(sup);
    }

    @Test
    void ids_do_not_matter(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().startLink();
        trace.trace(start(sup, kids.kid("a").id("same")));
        trace.trace(start(sup, kids.kid("b").id("same")));
    }

    @Test
    void a_child_that_is_ended_is_gone(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().startLink();
        Pid child = DynamicSupervisor.startChild(sup, kids.kid("a"));
        trace.trace(terminate(sup, child));
        trace.trace(terminate(sup, child));
        trace.trace(terminate(sup, Kernel.self()));
        kids.count(sup);
    }

    @Test
    void a_child_that_ignores_is_not_kept(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().startLink();
        trace.trace(start(sup, kids.kid("a", IGNORES)));
        kids.count(sup);
    }

    @Test
    void a_child_that_cannot_start_is_not_kept(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().startLink();
        trace.trace(start(sup, kids.kid("a", kids.fails("a", "nope"))));
        trace.trace(start(sup, kids.kid("a", () -> {
            throw new IllegalArgumentException("boom");
        })));
        trace.trace(start(sup, kids.kid("a", () -> {
            throw new ExitException(Atom.of("boom"));
        })));
        kids.count(sup);
    }

    @Test
    void there_are_no_more_children_than_allowed(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().maxChildren(1).startLink();
        Pid child = DynamicSupervisor.startChild(sup, kids.kid("a"));
        trace.trace(start(sup, kids.kid("b")));
        terminate(sup, child);
        trace.trace(start(sup, kids.kid("b")));
    }

    @Test
    void no_child_may_be_allowed(Trace trace) {
        Kids kids = new Kids(trace);
        trace.trace(start(plan().maxChildren(0).startLink(), kids.kid("a")));
    }

    @Test
    void a_temporary_child_is_not_restarted(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().startLink();
        for (String reason : List.of("normal", "shutdown", "boom", "kill")) {
            DynamicSupervisor.startChild(sup, kids.kid("a").restart(Restart.TEMPORARY));
            kids.die("a", reason);
            awaitNone(sup);
        }
    }

    @Test
    void a_transient_child_is_restarted_when_it_did_not_end_as_intended(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().startLink();
        DynamicSupervisor.startChild(sup, kids.kid("a").restart(Restart.TRANSIENT));
        kids.up("a");
        kids.die("a", "boom");
        kids.up("a");
        kids.die("a", "kill");
        kids.up("a");
        kids.die("a", Tuple.of(Words.SHUTDOWN, Atom.of("own")));
        awaitNone(sup);
        kids.count(sup);
    }

    @Test
    void a_permanent_child_is_restarted_whatever_its_reason(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().maxRestarts(10, Duration.ofSeconds(5)).startLink();
        DynamicSupervisor.startChild(sup, kids.kid("a"));
        kids.up("a");
        List<Term> reasons = List.of(
                Words.NORMAL, Words.SHUTDOWN, Tuple.of(Words.SHUTDOWN, Atom.of("own")), Atom.of("boom"), Words.KILL);
        for (Term reason : reasons) {
            kids.die("a", reason);
            kids.up("a");
        }
        kids.children(sup);
    }

    @Test
    void a_child_that_ignores_at_its_restart_is_gone(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().startLink();
        DynamicSupervisor.startChild(sup, kids.kid("a", Kids.inTurn(kids.well("a"), IGNORES)));
        kids.die("a", "boom");
        awaitNone(sup);
        kids.children(sup);
    }

    @Test
    void a_child_that_cannot_be_restarted_is_tried_again(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().startLink();
        ChildSpec.Start fails = kids.fails("a", "nope");
        ChildSpec.Start starts = Kids.inTurn(kids.well("a"), fails, fails, kids.well("a"));
        DynamicSupervisor.startChild(sup, kids.kid("a", starts));
        kids.up("a");
        kids.die("a", "boom");
        kids.up("a");
        kids.children(sup);
    }

    @Test
    void a_supervisor_gives_up_after_more_restarts_than_allowed(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().maxRestarts(1, Duration.ofSeconds(5)).startLink();
        DynamicSupervisor.startChild(sup, kids.kid("a"));
        DynamicSupervisor.startChild(sup, kids.kid("b"));
        kids.up("a", "b");
        kids.die("a", "boom");
        kids.up("a");
        kids.die("a", "boom");
        kids.ended(sup);
    }

    @Test
    void each_attempt_to_restart_counts(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().maxRestarts(2, Duration.ofSeconds(5)).startLink();
        ChildSpec.Start starts = Kids.inTurn(kids.well("a"), kids.fails("a", "nope"));
        DynamicSupervisor.startChild(sup, kids.kid("a", starts));
        kids.up("a");
        kids.die("a", "boom");
        kids.ended(sup);
    }

    @Test
    void a_child_that_is_about_to_be_restarted_counts_and_can_be_ended(Trace trace) {
        Kids kids = new Kids(trace);
        ChildSpec.Start slowFailure = () -> {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos()); // as long as OTP's, so that there is time to ask
            throw new ExitException(Atom.of("nope"));
        };
        Pid sup =
                plan().maxRestarts(10_000, Duration.ofSeconds(5)).maxChildren(1).startLink();
        Pid child = DynamicSupervisor.startChild(sup, kids.kid("a", Kids.inTurn(kids.well("a"), slowFailure)));
        kids.die("a", "boom");
        Kids.waitUntil(() -> DynamicSupervisor.countChildren(sup).active() == 0);
        kids.children(sup);
        kids.count(sup);
        trace.trace(start(sup, kids.kid("b")));
        trace.trace(terminate(sup, child));
        kids.count(sup);
    }

    @Test
    void extra_arguments_come_before_those_of_the_child(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().extraArguments(Atom.of("a")).startLink();
        ChildSpec child = ChildSpec.taking(
                "any", extra -> kids.startLink(((Atom) extra.getFirst()).name(), How.OBEDIENT, Optional.empty()));
        trace.trace(start(sup, child));
        kids.up("a");
        kids.die("a", "boom");
        kids.up("a");
    }

    @Test
    void all_children_are_asked_to_end_at_the_same_time(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().startLink();
        DynamicSupervisor.startChild(sup, kids.kid("a", How.SLOW).shutdownInfinity());
        DynamicSupervisor.startChild(sup, kids.kid("b", How.PLAIN));
        DynamicSupervisor.startChild(sup, kids.kid("c", How.DEAF).brutalKill());
        DynamicSupervisor.startChild(sup, kids.kid("d", How.DEAF).shutdown(Duration.ofMillis(1)));
        List<Ref> ends = List.of("b", "c", "d").stream()
                .map(id -> kids.monitor(Kids.pid(id)))
                .toList();
        Kernel.exit(sup, "shutdown");
        kids.heard("asked", "a");
        ends.forEach(kids::down);
        Kernel.send("a", Atom.of("release"));
        kids.ended(sup);
    }

    @Test
    void a_child_that_traps_exits_hears_why_it_is_to_end(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().startLink();
        DynamicSupervisor.startChild(sup, kids.kid("a"));
        kids.stop(sup);
    }

    @Test
    void a_message_that_nobody_understands_does_no_harm(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = plan().startLink();
        Kernel.send(sup, Atom.of("what"));
        Kernel.send(sup, Tuple.of(Words.GEN_CAST, Atom.of("what")));
        kids.count(sup);
    }
}
