// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.otp.Children.Child;
import io.tiebeam.otp.Children.Status;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What a supervisor decides, without one. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ChildrenTest {
    private static final Pid PID = new Pid(Atom.of("alex@localhost"), 120, 0, 1);

    private static ChildSpec spec(String id) {
        return ChildSpec.of(id, () -> PID);
    }

    private final Children children = Children.of(List.of(spec("a"), spec("b").restart(Restart.TEMPORARY), spec("c")));

    private static List<String> ids(List<Child> children) {
        return children.stream().map(Child::id).toList();
    }

    @Test
    void a_strategy_says_who_is_affected_in_start_order() {
        assertThat(ids(children.affected(Strategy.ONE_FOR_ONE, "b"))).containsExactly("b");
        assertThat(ids(children.affected(Strategy.ONE_FOR_ALL, "b"))).containsExactly("a", "b", "c");
        assertThat(ids(children.affected(Strategy.REST_FOR_ONE, "b"))).containsExactly("b", "c");
    }

    @Test
    void a_temporary_child_that_ended_is_forgotten_any_other_is_kept() {
        Children running = children.with("a", new Status.Running(PID)).with("b", new Status.Running(PID));
        assertThat(ids(running.ended("b").inStartOrder())).containsExactly("a", "c");
        assertThat(running.ended("a").find("a").orElseThrow().status()).isEqualTo(new Status.Stopped());
    }

    @Test
    void a_running_child_is_found_by_its_pid_and_a_stopped_one_is_not() {
        Children running = children.with("c", new Status.Running(PID));
        assertThat(running.find(PID).map(Child::id)).contains("c");
        assertThat(running.with("c", new Status.Restarting()).find(PID)).isEmpty();
        assertThat(ids(running.inStopOrder())).containsExactly("c", "b", "a");
    }

    @Test
    void who_is_restarted_depends_on_how_it_ended() {
        Atom normal = Atom.of("normal");
        Tuple shutdown = Tuple.of(Atom.of("shutdown"), Atom.of("done"));
        Atom broken = Atom.of("broken");
        assertThat(List.of(normal, shutdown, broken))
                .allMatch(Restart.PERMANENT::wants)
                .noneMatch(Restart.TEMPORARY::wants);
        assertThat(List.of(normal, shutdown)).noneMatch(Restart.TRANSIENT::wants);
        assertThat(Restart.TRANSIENT.wants(broken)).isTrue();
    }

    @Test
    void restarts_count_within_their_period_only() {
        RestartHistory three = new RestartHistory(2, Duration.ofSeconds(5))
                .add(0)
                .add(1_000_000_000L)
                .add(5_000_000_000L);
        assertThat(three.isExceeded()).isTrue();
        assertThat(new RestartHistory(2, Duration.ofSeconds(5))
                        .add(0)
                        .add(1_000_000_000L)
                        .add(5_000_000_001L)
                        .isExceeded())
                .isFalse();
        assertThat(new RestartHistory(0, Duration.ofSeconds(5)).add(0).isExceeded())
                .isTrue();
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
}
