// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.otp.Children.Child;
import io.tiebeam.otp.Children.Status;
import io.tiebeam.otp.Children.Verdict;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What a supervisor decides, without one. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ChildrenTest {
    private static final Pid PID = new Pid(Atom.of("alex@localhost"), 120, 0, 1);
    private static final Atom A = Atom.of("a");
    private static final Atom B = Atom.of("b");
    private static final Atom C = Atom.of("c");
    private static final Atom NORMAL = Atom.of("normal");
    private static final Atom BROKEN = Atom.of("broken");

    private static ChildSpec spec(Object id) {
        return ChildSpec.of(id, () -> PID);
    }

    private final Children children = Children.of(List.of(spec("a"), spec("b").restart(Restart.TEMPORARY), spec("c")));

    private static List<Term> ids(List<Child> children) {
        return children.stream().map(Child::id).toList();
    }

    @Test
    void a_strategy_says_who_is_affected_in_start_order() {
        assertThat(ids(children.affected(Strategy.ONE_FOR_ONE, B))).containsExactly(B);
        assertThat(ids(children.affected(Strategy.ONE_FOR_ALL, B))).containsExactly(A, B, C);
        assertThat(ids(children.affected(Strategy.REST_FOR_ONE, B))).containsExactly(B, C);
    }

    @Test
    void a_temporary_child_that_ended_is_forgotten_any_other_is_kept() {
        Children running = children.with(A, new Status.Running(PID)).with(B, new Status.Running(PID));
        assertThat(ids(running.ended(B).inStartOrder())).containsExactly(A, C);
        assertThat(running.ended(A).find(A).orElseThrow().status()).isEqualTo(new Status.Stopped());
    }

    @Test
    void a_running_child_is_found_by_its_pid_and_a_stopped_one_is_not() {
        Children running = children.with(C, new Status.Running(PID));
        assertThat(running.running(PID).map(Child::id)).contains(C);
        assertThat(running.with(C, new Status.Restarting(Optional.of(PID))).running(PID))
                .isEmpty();
        assertThat(ids(running.inStopOrder())).containsExactly(C, B, A);
    }

    @Test
    void one_more_child_is_the_last_and_any_term_is_an_id() {
        Children more = children.plus(spec(7), new Status.Stopped());
        assertThat(more.inStopOrder().getFirst().id()).hasToString("7");
        assertThat(ids(more.without(B).inStartOrder())).startsWith(A, C);
    }

    @Test
    void what_follows_from_an_end_depends_on_who_ended_and_how() {
        Children running = children.with(A, new Status.Running(PID)).with(B, new Status.Running(PID));
        Child a = running.find(A).orElseThrow();
        Child b = running.find(B).orElseThrow();
        assertThat(running.afterEnd(a, NORMAL, AutoShutdown.NEVER)).isEqualTo(new Verdict.StartAgain());
        assertThat(running.afterEnd(b, BROKEN, AutoShutdown.NEVER)).isEqualTo(new Verdict.Over(running.without(B)));
    }

    @Test
    void the_end_of_a_significant_child_may_be_the_end_of_all() {
        ChildSpec significant = spec("x").restart(Restart.TRANSIENT).significant();
        Children two = Children.of(List.of(significant, significant.id("y")))
                .with(Atom.of("x"), new Status.Running(PID))
                .with(Atom.of("y"), new Status.Restarting(Optional.empty()));
        Child x = two.find(Atom.of("x")).orElseThrow();
        Children rest = two.ended(x.id());
        assertThat(two.afterEnd(x, NORMAL, AutoShutdown.ANY_SIGNIFICANT)).isEqualTo(new Verdict.EndAll(rest));
        assertThat(two.afterEnd(x, NORMAL, AutoShutdown.ALL_SIGNIFICANT)).isEqualTo(new Verdict.Over(rest));
        assertThat(two.afterEnd(x, BROKEN, AutoShutdown.ANY_SIGNIFICANT)).isEqualTo(new Verdict.StartAgain());
        Children last = two.with(Atom.of("y"), new Status.Stopped());
        assertThat(last.afterEnd(x, NORMAL, AutoShutdown.ALL_SIGNIFICANT)).isInstanceOf(Verdict.EndAll.class);
    }

    @Test
    void who_is_restarted_depends_on_how_it_ended() {
        Tuple shutdown = Tuple.of(Atom.of("shutdown"), Atom.of("done"));
        assertThat(List.of(NORMAL, shutdown, BROKEN))
                .allMatch(Restart.PERMANENT::wants)
                .noneMatch(Restart.TEMPORARY::wants);
        assertThat(List.of(NORMAL, shutdown)).noneMatch(Restart.TRANSIENT::wants);
        assertThat(Restart.TRANSIENT.wants(BROKEN)).isTrue();
        assertThat(Restart.TEMPORARY.isWorthTelling(BROKEN)).isTrue();
        assertThat(Restart.TRANSIENT.isWorthTelling(NORMAL)).isFalse();
        assertThat(Restart.PERMANENT.isWorthTelling(NORMAL)).isTrue();
    }

    @Test
    void restarts_count_within_their_period_only_in_whole_seconds() {
        RestartHistory two = new RestartHistory(2, Duration.ofSeconds(5)).add(0).add(1_000_000_000L);
        assertThat(two.isExceeded()).isFalse();
        assertThat(two.add(5_999_999_999L).isExceeded()).isTrue();
        assertThat(two.add(6_000_000_000L).isExceeded()).isFalse();
        assertThat(new RestartHistory(0, Duration.ofSeconds(5)).add(0).isExceeded())
                .isTrue();
    }

    @Test
    void an_intensity_that_otp_cannot_count_is_refused() {
        assertThatThrownBy(() -> new RestartHistory(-1, Duration.ofSeconds(1)))
                .hasMessage("expected a number of restarts from 0 (invalid_intensity), got: -1");
        assertThatThrownBy(() -> new RestartHistory(1, Duration.ofMillis(1500)))
                .hasMessage("expected a period of whole seconds, one or more (invalid_period), got: PT1.5S");
        assertThatThrownBy(() -> new RestartHistory(1, Duration.ZERO)).hasMessageContaining("invalid_period");
    }

    @Test
    void times_to_shut_down_have_the_words_of_otp() {
        for (Shutdown how : List.of(
                new Shutdown.Within(Duration.ofMillis(250)), new Shutdown.Infinity(), new Shutdown.Brutally())) {
            assertThat(Shutdown.of(how.toTerm())).contains(how);
        }
        assertThat(Shutdown.DEFAULT.toTerm()).hasToString("5000");
        assertThat(Shutdown.of(Atom.of("later"))).isEmpty();
    }

    @Test
    void a_child_that_was_ended_does_as_asked_or_not() {
        Shutdown asked = Shutdown.DEFAULT;
        Shutdown brutally = new Shutdown.Brutally();
        Atom shutdown = Atom.of("shutdown");
        Atom killed = Atom.of("killed");
        assertThat(Stopping.isAsAsked(asked, Restart.PERMANENT, shutdown)).isTrue();
        assertThat(Stopping.isAsAsked(asked, Restart.PERMANENT, NORMAL)).isFalse();
        assertThat(Stopping.isAsAsked(asked, Restart.TRANSIENT, NORMAL)).isTrue();
        assertThat(Stopping.isAsAsked(asked, Restart.TRANSIENT, killed)).isFalse();
        assertThat(Stopping.isAsAsked(brutally, Restart.PERMANENT, killed)).isTrue();
        assertThat(Stopping.isAsAsked(brutally, Restart.PERMANENT, shutdown)).isFalse();
    }
}
