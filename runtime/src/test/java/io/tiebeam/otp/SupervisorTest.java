// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.otp.Restart.PERMANENT;
import static io.tiebeam.otp.Restart.TEMPORARY;
import static io.tiebeam.otp.Restart.TRANSIENT;
import static io.tiebeam.otp.Strategy.ONE_FOR_ALL;
import static io.tiebeam.otp.Strategy.ONE_FOR_ONE;
import static io.tiebeam.otp.Strategy.REST_FOR_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.NotAProcessException;
import io.tiebeam.Processes;
import io.tiebeam.gen.Calls;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SupervisorTest {
    private static final Name SUP = Name.of("Elixir.SupervisorTest");
    private static final Term SHUTDOWN = Atom.of("shutdown");

    private final OnNode node = new OnNode("alex@localhost");
    private final Reports reports = new Reports();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        node.close();
        reports.close();
    }

    /** A child that writes down its start and its orderly end, and exits with any atom it is sent. */
    private ChildSpec child(String id) {
        return ChildSpec.of(id, () -> startChild(id));
    }

    private Pid startChild(String id) {
        Ref ready = Kernel.makeRef();
        Pid parent = Kernel.self();
        Pid pid = Kernel.spawnLink(() -> live(id, parent, ready));
        Kernel.receiveWhen(Ref.class, ready::equals);
        return pid;
    }

    private void live(String id, Pid parent, Ref ready) {
        Processes.trapExit(true);
        Processes.register(Name.of(id), Kernel.self());
        events.add("+" + id);
        Kernel.send(parent, ready);
        Term message = Kernel.receive();
        if (message instanceof Tuple exit) {
            events.add("-" + id);
            throw new ExitException(exit.get(2));
        }
        throw new ExitException(message);
    }

    private String event() throws InterruptedException {
        return events.poll(OnNode.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private List<String> events(int n) throws InterruptedException {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.add(event());
        }
        return all;
    }

    private static void tell(String id, String exit) {
        Kernel.send(Name.of(id), Atom.of(exit));
    }

    private static Supervisor.Child row(String id) {
        return Supervisor.whichChildren(SUP).stream()
                .filter(c -> c.id().equals(Atom.of(id)))
                .findFirst()
                .orElseThrow();
    }

    private static Term end(ProcessCell self, Pid supervisor) {
        self.trapExit(true);
        return Stopping.stop(self, supervisor, new Shutdown.Infinity());
    }

    @Test
    void starts_in_order_and_ends_in_reverse() throws Throwable {
        node.run(self -> {
            Pid sup = Supervisor.of(ONE_FOR_ONE)
                    .child(child("a"))
                    .child(child("b"))
                    .child(child("c"))
                    .startLink();
            assertThat(events(3)).containsExactly("+a", "+b", "+c");
            assertThat(end(self, sup)).isEqualTo(SHUTDOWN);
            assertThat(events(3)).containsExactly("-c", "-b", "-a");
            return null;
        });
    }

    @Test
    void one_for_one_restarts_the_one() throws Throwable {
        node.run(_ -> {
            Supervisor.of(ONE_FOR_ONE)
                    .named(SUP)
                    .child(child("a"))
                    .child(child("b"))
                    .startLink();
            events(2);
            tell("a", "broken");
            assertThat(event()).isEqualTo("+a");
            assertThat(events).isEmpty();
            return null;
        });
    }

    @Test
    void one_for_all_ends_the_others_in_reverse_and_starts_all_in_order() throws Throwable {
        node.run(_ -> {
            Supervisor.of(ONE_FOR_ALL)
                    .child(child("a"))
                    .child(child("b"))
                    .child(child("c"))
                    .startLink();
            events(3);
            tell("b", "broken");
            assertThat(events(5)).containsExactly("-c", "-a", "+a", "+b", "+c");
            return null;
        });
    }

    @Test
    void rest_for_one_restarts_those_started_after_it() throws Throwable {
        node.run(_ -> {
            Supervisor.of(REST_FOR_ONE)
                    .child(child("a"))
                    .child(child("b"))
                    .child(child("c"))
                    .startLink();
            events(3);
            tell("b", "broken");
            assertThat(events(3)).containsExactly("-c", "+b", "+c");
            return null;
        });
    }

    @Test
    void transient_and_temporary_children_stay_down_where_they_should() throws Throwable {
        node.run(_ -> {
            Supervisor.of(ONE_FOR_ONE)
                    .named(SUP)
                    .child(child("transient").restart(TRANSIENT))
                    .child(child("temporary").restart(TEMPORARY))
                    .child(child("permanent").restart(PERMANENT))
                    .startLink();
            events(3);
            tell("transient", "broken");
            assertThat(event()).isEqualTo("+transient");
            tell("permanent", "normal");
            assertThat(event()).isEqualTo("+permanent");
            tell("transient", "normal");
            tell("temporary", "broken");
            while (Supervisor.whichChildren(SUP).size() > 2
                    || row("transient").pid().isPresent()) {
                Thread.onSpinWait();
            }
            assertThat(row("transient"))
                    .isEqualTo(new Supervisor.Child(
                            Atom.of("transient"),
                            new Supervisor.State.Undefined(),
                            ChildType.WORKER,
                            Optional.of(List.of())));
            assertThat(row("permanent").pid()).isPresent();
            assertThat(Supervisor.countChildren(SUP)).isEqualTo(new Supervisor.Counts(2, 1, 0, 2));
            return null;
        });
    }

    @Test
    void lists_its_children_the_last_started_first() throws Throwable {
        node.run(_ -> {
            Supervisor inner = Supervisor.of(ONE_FOR_ONE).named(Name.of("inner"));
            Supervisor.of(ONE_FOR_ONE).named(SUP).child(child("a")).child(inner).startLink();
            assertThat(ask("which_children").toString())
                    .matches(
                            "\\[\\{:inner, #PID<[0-9.]+>, :supervisor, \\[:supervisor]}, \\{:a, #PID<[0-9.]+>, :worker, \\[]}]");
            return null;
        });
    }

    @Test
    void gives_up_after_more_restarts_than_allowed_and_ends_the_others_first() throws Throwable {
        node.run(self -> {
            self.trapExit(true);
            Pid sup = Supervisor.of(ONE_FOR_ONE)
                    .maxRestarts(1, Duration.ofMinutes(1))
                    .child(child("a"))
                    .child(child("b"))
                    .startLink();
            events(2);
            tell("a", "broken");
            assertThat(event()).isEqualTo("+a");
            tell("a", "broken");
            assertThat(event()).isEqualTo("-b");
            assertThat(OnNode.next(self)).isEqualTo(Tuple.of(Atom.of("EXIT"), sup, SHUTDOWN));
            assertThat(reports.next().getMessage())
                    .contains("Child :a of supervisor " + sup + " terminated (child_terminated)")
                    .contains("reason: :broken");
            reports.next();
            assertThat(reports.next().getMessage())
                    .contains("Child :a of supervisor " + sup + " was restarted too often")
                    .contains("reason: :reached_max_restart_intensity");
            assertThat(reports.left()).isEmpty();
            return null;
        });
    }

    @Test
    void a_child_that_cannot_be_restarted_at_once_is_tried_again() throws Throwable {
        AtomicInteger starts = new AtomicInteger();
        node.run(_ -> {
            ChildSpec flaky = ChildSpec.of("flaky", (ChildSpec.Start) () -> {
                int n = starts.incrementAndGet();
                if (n == 2 || n == 3) {
                    throw new IllegalStateException("not yet");
                }
                return startChild("flaky");
            });
            Supervisor.of(ONE_FOR_ONE).named(SUP).child(flaky).startLink();
            assertThat(event()).isEqualTo("+flaky");
            tell("flaky", "broken");
            assertThat(event()).isEqualTo("+flaky");
            assertThat(starts).hasValue(4);
            return null;
        });
    }

    @Test
    void a_child_that_cannot_start_ends_those_before_it_and_tells_why() throws Throwable {
        node.run(_ -> {
            ChildSpec bad = ChildSpec.of("bad", (ChildSpec.Start) () -> {
                throw new ExitException(Atom.of("no_disk"));
            });
            assertThatThrownBy(() -> Supervisor.of(ONE_FOR_ONE)
                            .named(SUP)
                            .child(child("a"))
                            .child(bad)
                            .child(child("c"))
                            .startLink())
                    .isInstanceOfSatisfying(
                            ExitException.class,
                            e -> assertThat(e.reason())
                                    .hasToString("{:shutdown, {:failed_to_start_child, :bad, :no_disk}}"))
                    .hasMessage("Supervisor SupervisorTest cannot start: shutdown: failed to start child: :bad\n"
                            + "    ** (EXIT) :no_disk");
            assertThat(events(2)).containsExactly("+a", "-a");
            assertThat(Processes.whereIs(SUP)).isEmpty();
            return null;
        });
    }

    @Test
    void a_name_that_is_taken_is_said_with_its_owner() throws Throwable {
        node.run(_ -> {
            Pid first = Supervisor.of(ONE_FOR_ONE).named(SUP).startLink();
            assertThatThrownBy(() -> Supervisor.of(ONE_FOR_ONE).named(SUP).startLink())
                    .isInstanceOfSatisfying(
                            ExitException.class,
                            e -> assertThat(e.reason()).isEqualTo(Tuple.of(Atom.of("already_started"), first)))
                    .hasMessageEndingWith("already started: " + first);
            return null;
        });
    }

    @Test
    void a_child_that_does_not_end_in_time_is_killed() throws Throwable {
        node.run(self -> {
            ChildSpec deaf = ChildSpec.process("deaf", () -> {
                        Processes.trapExit(true);
                        events.add("+deaf");
                        Kernel.receiveWhen(Term.class, _ -> false);
                    })
                    .shutdown(Duration.ofMillis(1));
            Pid sup = Supervisor.of(ONE_FOR_ONE)
                    .child(child("a"))
                    .child(deaf)
                    .child(child("c").brutalKill())
                    .startLink();
            assertThat(events(3)).containsExactlyInAnyOrder("+a", "+deaf", "+c");
            assertThat(end(self, sup)).isEqualTo(SHUTDOWN);
            assertThat(events(1)).containsExactly("-a");
            return null;
        });
    }

    @Test
    void ends_and_restarts_children_by_id_when_asked() throws Throwable {
        node.run(_ -> {
            Supervisor.of(ONE_FOR_ONE).named(SUP).child(child("a")).startLink();
            event();
            assertThat(ask("restart_child", "a")).hasToString("{:error, :running}");
            assertThat(ask("terminate_child", "a")).isEqualTo(Atom.OK);
            assertThat(event()).isEqualTo("-a");
            assertThat(((Tuple) ask("restart_child", "a")).get(0)).isEqualTo(Atom.OK);
            assertThat(event()).isEqualTo("+a");
            ask("terminate_child", "a");
            assertThat(ask("delete_child", "a")).isEqualTo(Atom.OK);
            assertThat(ask("delete_child", "a")).hasToString("{:error, :not_found}");
            assertThat(Supervisor.whichChildren(SUP)).isEmpty();
            return null;
        });
    }

    private static Term ask(String what) {
        return Calls.call(SUP, Atom.of(what), Calls.Timeout.INFINITY);
    }

    private static Term ask(String what, String id) {
        return Calls.call(SUP, Tuple.of(Atom.of(what), Atom.of(id)), Calls.Timeout.INFINITY);
    }

    @Test
    void ends_with_its_parent_and_takes_its_children_along() throws Throwable {
        node.run(self -> {
            Pid parent = node.spawn(_ -> {
                Supervisor.of(ONE_FOR_ONE).named(SUP).child(child("a")).startLink();
                return Kernel.receive();
            });
            assertThat(event()).isEqualTo("+a");
            Pid sup = Processes.whereIs(SUP).orElseThrow();
            self.exit(null, parent, Atom.of("broken"));
            assertThat(event()).isEqualTo("-a");
            assertThat(OnNode.awaitEnd(self, sup)).isIn(Atom.of("broken"), Atom.of("noproc"));
            return null;
        });
    }

    @Test
    void two_children_of_one_id_are_refused_at_once() {
        assertThatThrownBy(() -> Supervisor.of(ONE_FOR_ONE).child(child("a")).child(child("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("duplicate_child_name");
    }

    @Test
    void needs_a_process_to_be_linked_to() {
        assertThatThrownBy(() -> Supervisor.of(ONE_FOR_ONE).startLink())
                .isInstanceOf(NotAProcessException.class)
                .hasMessageStartingWith("Supervisor.startLink() was called outside a process");
    }

    @Test
    void makes_a_server_and_gives_it_a_name_at_each_start() throws Throwable {
        node.run(self -> {
            Name name = Name.of("made");
            ChildSpec made = ChildSpec.of("made", DynamicSupervisor::unnamed).named(name);
            Supervisor.of(ONE_FOR_ONE).named(SUP).child(made).startLink();
            Pid first = Processes.whereIs(name).orElseThrow();
            Kernel.exit(first, "kill");
            OnNode.awaitEnd(self, first);
            while (row("made").pid().filter(pid -> !pid.equals(first)).isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(Processes.whereIs(name)).isEqualTo(row("made").pid());
            return null;
        });
    }

    @Test
    void a_specification_that_was_asked_for_starts_the_same_code() throws Throwable {
        node.run(_ -> {
            Supervisor.of(ONE_FOR_ONE).named(SUP).child(child("a")).startLink();
            ChildSpec asked = Supervisor.getChildSpec(SUP, "a").orElseThrow();
            assertThat(event()).isEqualTo("+a");
            Supervisor.terminateChild(SUP, "a");
            assertThat(event()).isEqualTo("-a");
            assertThat(Supervisor.startChild(SUP, asked.id("again"))).isPresent();
            assertThat(event()).isEqualTo("+a");
            assertThat(Supervisor.getChildSpec(SUP, "b")).isEmpty();
            return null;
        });
    }
}
