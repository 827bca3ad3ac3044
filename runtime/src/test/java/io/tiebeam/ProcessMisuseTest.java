// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.TermException;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong with processes says what failed, why, and what to do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class ProcessMisuseTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void what_needs_a_process_says_so_on_a_thread_that_runs_none() {
        Pid pid = spawn(() -> {});
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                Kernel::self,
                Kernel::receive,
                () -> Processes.link(pid),
                () -> Processes.unlink(pid),
                () -> Processes.monitor(pid),
                () -> Processes.monitor(pid, Processes.AliasMode.DEMONITOR),
                () -> Processes.alias(),
                () -> Processes.trapExit(true),
                () -> Processes.setLabel("x"),
                () -> Kernel.spawnLink(() -> {}),
                () -> Kernel.spawnMonitor(() -> {}),
                () -> Node.monitorNodes(true))) {
            assertThatThrownBy(call)
                    .isInstanceOf(NotAProcessException.class)
                    .hasMessageContaining("()")
                    .hasMessageContaining("→")
                    .hasMessageContaining("Processes.run");
        }
    }

    @Test
    void only_the_thread_of_a_process_receives_and_links() throws Exception {
        Processes.run(() -> {
            ProcessCell me = ProcessCell.current().orElseThrow();
            Atom waits = send(self(), Atom.of("waits"));
            List<Throwable> refused = onAnotherThread(() -> me.call(() -> tried(
                    Kernel::receive,
                    () -> receive(Atom.class, Duration.ZERO),
                    () -> Processes.link(me.pid()),
                    () -> Processes.monitor(me.pid()),
                    () -> Processes.trapExit(true))));
            assertThat(refused)
                    .hasSize(5)
                    .allSatisfy(error -> assertThat(error)
                            .isExactlyInstanceOf(IllegalStateException.class)
                            .hasMessageContaining(me.pid().toString())
                            .hasMessageContaining("thread")
                            .hasMessageContaining("→"));
            assertThat(onAnotherThread(() -> tried(Kernel::receive)))
                    .singleElement()
                    .isInstanceOf(NotAProcessException.class);
            assertThat(receive()).isEqualTo(waits);
            return null;
        });
    }

    private static <T> T onAnotherThread(Callable<T> action) throws Exception {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofVirtual().start(task);
        return task.get(20, TimeUnit.SECONDS);
    }

    @Test
    void a_body_that_catches_its_own_death_can_do_nothing_any_more() throws Exception {
        CompletableFuture<List<Throwable>> after = new CompletableFuture<>();
        Processes.run(() -> {
            Pid watcher = self();
            Kernel.Monitored victim = Kernel.spawnMonitor(() -> {
                try {
                    send(watcher, Atom.of("ready")); // one that is killed before it has begun never runs
                    receive();
                } catch (ProcessKilled killed) {
                    after.complete(tried(
                            () -> send(watcher, Atom.of("ghost")),
                            () -> spawn(() -> {}),
                            () -> Processes.register(Name.of("ghost"), watcher),
                            Kernel::receive,
                            () -> Kernel.print("ghost")));
                }
            });
            assertThat(receive(SOON)).contains(Atom.of("ready"));
            Kernel.exit(victim.pid(), "kill");
            assertThat(receive(Down.class, SOON).orElseThrow().reason()).isEqualTo(Atom.of("killed"));
            assertThat(after.get(20, TimeUnit.SECONDS))
                    .hasSize(5)
                    .allSatisfy(error -> assertThat(error)
                            .isInstanceOf(ProcessKilled.class)
                            .hasMessageContaining(victim.pid() + " was killed: :killed")
                            .hasMessageContaining("→"));
            assertThat(receive(Duration.ZERO)).isEmpty();
            assertThat(Processes.whereIs(Name.of("ghost"))).isEmpty();
            return null;
        });
    }

    private static List<Throwable> tried(ThrowingCallable... calls) {
        List<Throwable> thrown = new ArrayList<>();
        for (ThrowingCallable call : calls) {
            try {
                call.call();
            } catch (Throwable error) {
                thrown.add(error);
            }
        }
        return thrown;
    }

    record When(String what, Instant at) {}

    @Test
    void a_message_that_cannot_be_sent_says_which_part_and_loses_nothing_else() throws Exception {
        Processes.run(() -> {
            send(self(), Atom.of("before"));
            assertThatThrownBy(() -> send(self(), new When("now", Instant.EPOCH)))
                    .isInstanceOf(TermException.class)
                    .hasMessageContaining("'at'")
                    .hasMessageContaining("java.time.Instant")
                    .hasMessageContaining("→");
            assertThatThrownBy(() -> send(self(), new StringBuilder("mutable")))
                    .isInstanceOf(TermException.class)
                    .hasMessageContaining("java.lang.StringBuilder");
            assertThatThrownBy(() -> send(self(), new ArrayList<>(Arrays.asList(new Object()))))
                    .isInstanceOf(TermException.class);
            assertThatThrownBy(() -> Processes.sendAfter(self(), new StringBuilder("later"), Duration.ZERO))
                    .isInstanceOf(TermException.class);
            send(self(), Atom.of("after"));
            assertThat(receive()).isEqualTo(Atom.of("before"));
            assertThat(receive()).isEqualTo(Atom.of("after"));
            assertThat(receive(Duration.ZERO)).isEmpty();
            return null;
        });
    }

    @Test
    void a_group_leader_of_nobody_is_refused_in_words() {
        Pid dead = spawn(() -> {});
        while (Processes.isAlive(dead)) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> Processes.groupLeader(dead))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(dead.toString())
                .hasMessageContaining("badarg");
        assertThat(Processes.info(dead)).isEmpty();
        assertThatThrownBy(() -> Node.monitorNodes(true, Node.NodeType.THIS, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("badarg");
    }

    record Names(List<String> all) {}

    @Test
    void what_a_sender_changes_afterwards_the_receiver_does_not_see() throws Exception {
        Processes.run(() -> {
            List<String> names = new ArrayList<>(List.of("kate"));
            Name me = Name.of("me");
            Processes.register(me, self());
            send(self(), names);
            send(me, new Names(names));
            Processes.sendToAlias(Processes.alias(), names);
            Processes.sendAfter(self(), names, Duration.ofMillis(1));
            names.add("alex");
            assertThat(receive()).hasToString("[\"kate\"]");
            assertThat(receive(Names.class)).isEqualTo(new Names(List.of("kate")));
            assertThat(receive()).hasToString("[\"kate\"]");
            assertThat(receive()).hasToString("[\"kate\"]");
            return null;
        });
    }

    @Test
    void undefined_is_nobodys_name() throws Exception {
        Processes.run(() -> {
            assertThatThrownBy(() -> Processes.register(Name.of("undefined"), self()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("badarg")
                    .hasMessageContaining("→");
            return null;
        });
    }

    @Test
    void a_cancelled_timer_never_sends_and_one_that_sent_cannot_be_cancelled() throws Exception {
        Processes.run(() -> {
            for (int round = 0; round < 2_000; round++) {
                var timer =
                        Processes.sendAfter(self(), Tuple.of(Atom.of("round"), Atom.TRUE), Duration.ofNanos(50_000));
                for (int i = round % 60; i > 0; i--) {
                    Thread.onSpinWait();
                }
                boolean cancelled = Processes.cancelTimer(timer).isPresent();
                assertThat(receive(cancelled ? Duration.ZERO : SOON).isPresent())
                        .isEqualTo(!cancelled);
            }
            assertThat(receive(Duration.ofMillis(5))).isEmpty();
            return null;
        });
    }
}
