// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class ProcessCellTest {
    private static final Atom NORMAL = Atom.of("normal");

    private final LocalNode node = new LocalNode(Atom.of("test@localhost"), 7);

    @AfterEach
    void nothing_is_left() {
        node.killAll(Atom.of("kill"));
        assertThat(node.processes()).isEmpty();
    }

    /** Runs {@code body} as a process and gives its value. */
    private <R> R asProcess(java.util.function.Function<ProcessCell, R> body) {
        CompletableFuture<R> value = new CompletableFuture<>();
        spawn(self -> {
            try {
                value.complete(body.apply(self));
            } catch (Throwable t) {
                value.completeExceptionally(t);
            }
            return NORMAL;
        });
        return value.join();
    }

    private ProcessCell spawn(ProcessBody body) {
        return node.spawn(SpawnOptions.of(node.user(), "test"), body);
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    private static Term next(ProcessCell self) {
        return self.receive(m -> (Term) m, soon());
    }

    private static Term nextIfAny(ProcessCell self) {
        return self.receive(m -> (Term) m, Deadline.NOW);
    }

    @Test
    void receives_out_of_order_and_keeps_the_rest() {
        List<Term> seen = asProcess(self -> {
            for (int i = 0; i < 5; i++) {
                self.send(self.pid(), Int.of(i));
            }
            List<Term> order = new ArrayList<>();
            order.add(self.receive(m -> m.equals(Int.of(3)) ? Int.of(3) : null, soon()));
            order.add(self.receive(m -> m.equals(Int.of(0)) ? Int.of(0) : null, soon()));
            order.add(self.receive(m -> m.equals(Int.of(4)) ? Int.of(4) : null, soon()));
            self.send(self.pid(), Int.of(5));
            for (int i = 0; i < 3; i++) {
                order.add(next(self));
            }
            assertThat(nextIfAny(self)).isNull();
            return order;
        });
        assertThat(seen).containsExactly(Int.of(3), Int.of(0), Int.of(4), Int.of(1), Int.of(2), Int.of(5));
    }

    @Test
    void a_receive_with_a_deadline_gives_up_and_a_later_message_is_still_received() {
        Term got = asProcess(self -> {
            Object none = self.receive(m -> m, Deadline.in(Duration.ofMillis(5)));
            assertThat(none).isNull();
            self.send(self.pid(), Atom.OK);
            return next(self);
        });
        assertThat(got).isEqualTo(Atom.OK);
    }

    @Test
    void what_the_matcher_throws_passes_through_and_the_message_stays() {
        asProcess(self -> {
            self.send(self.pid(), Atom.OK);
            assertThatThrownBy(() -> self.receive(
                            m -> {
                                throw new IllegalStateException("guard");
                            },
                            soon()))
                    .hasMessage("guard");
            assertThat(next(self)).isEqualTo(Atom.OK);
            return null;
        });
    }

    @Test
    void a_linked_process_dies_with_the_reason_and_one_that_traps_exits_is_told() {
        asProcess(self -> {
            self.trapExit(true);
            ProcessCell victim = spawn(other -> next(other) == null ? NORMAL : NORMAL);
            ProcessCell bystander = spawn(other -> {
                other.link(null, victim.pid());
                other.send(self.pid(), Atom.OK);
                other.receive(m -> null, Deadline.NEVER);
                return NORMAL;
            });
            assertThat(next(self)).isEqualTo(Atom.OK);
            self.link(null, victim.pid());
            Ref ref = self.monitor(null, bystander.pid(), bystander.pid(), AliasUse.NONE);
            self.exit(null, victim.pid(), Atom.of("boom"));
            List<Term> both = List.of(next(self), next(self));
            assertThat(both)
                    .containsExactlyInAnyOrder(
                            Tuple.of(Atom.of("EXIT"), victim.pid(), Atom.of("boom")),
                            Tuple.of(Atom.of("DOWN"), ref, Atom.of("process"), bystander.pid(), Atom.of("boom")));
            return null;
        });
    }

    @Test
    void monitoring_nobody_gives_noproc_and_linking_to_nobody_an_exit() {
        asProcess(self -> {
            self.trapExit(true);
            Pid nobody = new Pid(node.name(), 1, 0, node.creation());
            Ref ref = self.monitor(null, nobody, nobody, AliasUse.NONE);
            assertThat(next(self))
                    .isEqualTo(Tuple.of(Atom.of("DOWN"), ref, Atom.of("process"), nobody, Atom.of("noproc")));
            self.link(null, nobody);
            assertThat(next(self)).isEqualTo(Tuple.of(Atom.of("EXIT"), nobody, Atom.of("noproc")));
            return null;
        });
    }

    @Test
    void kill_cannot_be_trapped_and_is_told_as_killed() {
        asProcess(self -> {
            ProcessCell victim = spawn(other -> {
                other.trapExit(true);
                other.send(self.pid(), Atom.OK);
                other.receive(m -> null, Deadline.NEVER);
                return NORMAL;
            });
            next(self);
            Ref ref = self.monitor(null, victim.pid(), victim.pid(), AliasUse.NONE);
            self.exit(null, victim.pid(), Atom.of("kill"));
            assertThat(next(self))
                    .isEqualTo(Tuple.of(Atom.of("DOWN"), ref, Atom.of("process"), victim.pid(), Atom.of("killed")));
            return null;
        });
    }

    @Test
    void an_endless_computation_is_dead_to_everyone_at_once_and_counted_until_it_ends() throws Exception {
        CountDownLatch computing = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ProcessCell victim = spawn(other -> {
            node.register(Atom.of("busy"), other);
            computing.countDown();
            boolean waiting = true;
            while (waiting) {
                try {
                    release.await();
                    waiting = false;
                } catch (InterruptedException ignored) {
                    Thread.yield(); // computes on, whatever it is told
                }
            }
            assertThatThrownBy(() -> other.send(other.pid(), Atom.OK)).isInstanceOf(ProcessKilled.class);
            return NORMAL;
        });
        computing.await();
        asProcess(self -> {
            Ref ref = self.monitor(null, victim.pid(), victim.pid(), AliasUse.NONE);
            self.exit(null, victim.pid(), Atom.of("kill"));
            assertThat(next(self))
                    .isEqualTo(Tuple.of(Atom.of("DOWN"), ref, Atom.of("process"), victim.pid(), Atom.of("killed")));
            return null;
        });
        assertThat(node.whereIs(Atom.of("busy"))).isEmpty();
        assertThat(node.find(victim.pid())).isEmpty();
        assertThat(node.fenced()).containsExactly(victim);
        release.countDown();
        victim.thread().join();
        assertThat(node.fenced()).isEmpty();
    }

    @Test
    void what_a_dying_process_sent_arrives_before_the_news_of_its_death() {
        asProcess(self -> {
            for (int round = 0; round < 200; round++) {
                ProcessCell sender = spawn(other -> {
                    next(other);
                    for (int i = 0; ; i++) {
                        other.send(self.pid(), Int.of(i));
                    }
                });
                self.monitor(null, sender.pid(), sender.pid(), AliasUse.NONE);
                self.send(sender.pid(), Atom.OK);
                long expected = 0;
                for (Term message = next(self); message instanceof Int n; message = next(self)) {
                    if (n.value() != expected++) {
                        assertThat(n.value()).isEqualTo(expected - 1);
                    }
                    if (expected == 3) {
                        self.exit(null, sender.pid(), Atom.of("kill"));
                    }
                }
                assertThat(nextIfAny(self)).isNull();
            }
            return null;
        });
    }

    @Test
    void after_unlink_returns_an_exit_has_no_effect_any_more() {
        asProcess(self -> {
            for (int round = 0; round < 2_000; round++) {
                ProcessCell other = spawn(cell -> {
                    next(cell);
                    return Atom.of("boom");
                });
                self.link(null, other.pid());
                self.trapExit(true);
                self.send(other.pid(), Atom.OK);
                self.unlink(other.pid());
                self.trapExit(false);
                self.receive(m -> m, Deadline.NOW);
            }
            assertThat(self.info().links()).isEmpty();
            return null;
        });
    }

    @Test
    void a_chain_of_twenty_thousand_links_comes_down_without_a_deep_stack() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        asProcess(self -> {
            Pid previous = null;
            ProcessCell first = null;
            for (int i = 0; i < 20_000; i++) {
                Pid before = previous;
                ProcessCell cell = spawn(other -> {
                    if (before != null) {
                        other.link(null, before);
                    }
                    other.send(self.pid(), Atom.OK);
                    other.receive(m -> null, Deadline.NEVER);
                    return NORMAL;
                });
                next(self);
                first = first == null ? cell : first;
                previous = cell.pid();
            }
            Ref ref = self.monitor(null, previous, previous, AliasUse.NONE);
            self.exit(null, first.pid(), Atom.of("boom"));
            assertThat(((Tuple) next(self)).get(1)).isEqualTo(ref);
            gone.countDown();
            return null;
        });
        assertThat(gone.await(1, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_alias_takes_one_reply_and_then_no_more() {
        asProcess(self -> {
            ProcessCell server = spawn(other -> {
                Ref to = (Ref) next(other);
                other.send(to, Tuple.of(to, Atom.OK));
                other.send(to, Tuple.of(to, Atom.ERROR));
                other.send(self.pid(), Atom.of("sent"));
                return NORMAL;
            });
            Ref ref = self.monitor(null, server.pid(), server.pid(), AliasUse.UNTIL_REPLY);
            self.send(server.pid(), ref);
            assertThat(next(self)).isEqualTo(Tuple.of(ref, Atom.OK));
            assertThat(next(self)).isEqualTo(Atom.of("sent"));
            assertThat(nextIfAny(self)).isNull();
            return null;
        });
    }

    @Test
    void quiet_signals_do_not_lose_a_later_wake_up() {
        asProcess(self -> {
            ProcessCell sleeper = spawn(other -> {
                while (!next(other).equals(Atom.of("stop"))) {
                    other.send(self.pid(), Atom.OK);
                }
                return NORMAL;
            });
            for (int round = 0; round < 5_000; round++) {
                for (int i = 0; i < round % 150; i++) {
                    self.demonitor(self.monitor(null, sleeper.pid(), sleeper.pid(), AliasUse.NONE), false);
                }
                if (round % 3 == 0) {
                    sleeper.info();
                }
                self.send(sleeper.pid(), Int.of(round));
                assertThat(next(self)).isEqualTo(Atom.OK);
            }
            self.send(sleeper.pid(), Atom.of("stop"));
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void many_senders_and_one_receiver_lose_nothing_and_keep_the_order_of_each(int senders) {
        int each = 20_000;
        asProcess(self -> {
            List<Pid> pids = new ArrayList<>();
            for (int s = 0; s < senders; s++) {
                int number = s;
                pids.add(spawn(other -> {
                            for (int i = 0; i < each; i++) {
                                other.send(self.pid(), Tuple.of(Int.of(number), Int.of(i)));
                            }
                            return NORMAL;
                        })
                        .pid());
            }
            long[] expected = new long[senders];
            for (int i = 0; i < senders * each; i++) {
                Tuple t = (Tuple) next(self);
                int sender = (int) ((Int) t.get(0)).value();
                assertThat(((Int) t.get(1)).value()).isEqualTo(expected[sender]++);
            }
            return pids;
        });
    }

    @Test
    void a_thread_that_the_process_forked_cannot_receive() {
        asProcess(self -> {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                try {
                    self.receive(m -> m, Deadline.NOW);
                    failure.complete(null);
                } catch (RuntimeException e) {
                    failure.complete(e);
                }
            });
            assertThat(failure.join()).hasMessageContaining("only the thread of process");
            return null;
        });
    }

    @Test
    void an_interrupted_process_still_waits_and_keeps_its_interrupt() {
        asProcess(self -> {
            Thread.currentThread().interrupt();
            spawn(other -> {
                other.send(self.pid(), Atom.OK);
                return NORMAL;
            });
            assertThat(next(self)).isEqualTo(Atom.OK);
            assertThat(Thread.interrupted()).isTrue();
            return null;
        });
    }
}
