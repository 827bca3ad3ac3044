// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.receiveWhen;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.skip;
import static io.tiebeam.Kernel.spawn;
import static io.tiebeam.Kernel.spawnLink;
import static io.tiebeam.Kernel.spawnMonitor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.WireName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class KernelTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    sealed interface Talk {
        record Hi(Pid from) implements Talk {}

        @WireName("sup?")
        record Sup() implements Talk {}
    }

    @Test
    void a_typed_receive_takes_records_and_terms_that_map_to_them_and_leaves_the_rest() throws Exception {
        List<Object> seen = Processes.run(() -> {
            send(self(), Atom.of("noise"));
            send(self(), new Talk.Hi(self()));
            send(self(), Atom.of("sup?"));
            List<Object> order = new ArrayList<>();
            order.add(receive(Talk.class));
            order.add(receive(Talk.class));
            order.add(receive());
            return order;
        });
        assertThat(seen).hasSize(3);
        assertThat(seen.get(0)).isInstanceOf(Talk.Hi.class);
        assertThat(seen.get(1)).isEqualTo(new Talk.Sup());
        assertThat(seen.get(2)).isEqualTo(Atom.of("noise"));
    }

    @Test
    void an_untyped_receive_sees_a_term_wherever_the_sender_is() throws Exception {
        Term term = Processes.run(() -> {
            send(self(), new Talk.Hi(self()));
            return receive();
        });
        assertThat(((Tuple) term).get(0)).isEqualTo(Atom.of("hi"));
    }

    @Test
    void clauses_skip_what_they_do_not_match_and_it_stays_in_order() throws Exception {
        List<Object> seen = Processes.run(() -> {
            for (int i = 0; i < 4; i++) {
                send(self(), Int.of(i));
            }
            List<Object> order = new ArrayList<>();
            order.add(receive(Int.class, n -> n.value() == 2 ? "two" : skip()));
            order.add(receive(Int.class, n -> n.value() == 9 ? "nine" : skip(), Duration.ZERO, "none"));
            order.add(receiveWhen(Int.class, n -> n.value() > 0));
            order.add(receive());
            order.add(receive());
            return order;
        });
        assertThat(seen).containsExactly("two", "none", Int.of(1), Int.of(0), Int.of(3));
    }

    @Test
    void a_clause_may_receive_the_next_message_as_a_loop_does() throws Exception {
        List<Long> seen = Processes.run(() -> {
            List<Long> order = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                send(self(), Int.of(i));
            }
            collect(order);
            assertThat(receive(Duration.ZERO)).isEmpty();
            return order;
        });
        assertThat(seen).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    private static void collect(List<Long> order) {
        receive(
                Int.class,
                n -> {
                    order.add(n.value());
                    collect(order);
                    return n;
                },
                Duration.ZERO,
                null);
    }

    @Test
    void a_message_whose_clause_throws_is_gone_and_the_next_one_comes() throws Exception {
        Processes.run(() -> {
            send(self(), Atom.of("poison"));
            send(self(), Atom.of("good"));
            assertThatThrownBy(() -> receive(Atom.class, a -> {
                        throw new IllegalStateException(a.name());
                    }))
                    .hasMessage("poison");
            assertThat(receive(Duration.ZERO)).contains(Atom.of("good"));
            return null;
        });
    }

    @Test
    void a_receive_with_a_timeout_is_empty_when_nothing_comes() throws Exception {
        Optional<Talk> none = Processes.run(() -> receive(Talk.class, Duration.ofMillis(1)));
        assertThat(none).isEmpty();
    }

    @Test
    void an_error_in_a_process_reaches_its_monitor_as_an_elixir_exception() throws Exception {
        Down down = Processes.run(() -> {
            Kernel.Monitored child = spawnMonitor(() -> {
                throw new IllegalStateException("boom");
            });
            return receiveWhen(Down.class, d -> d.ref().equals(child.ref()));
        });
        assertThat(down.reason().toString())
                .contains("%RuntimeError{message: \"java.lang.IllegalStateException: boom\"}");
    }

    @Test
    void exit_ends_a_process_with_its_reason_and_takes_linked_ones_along() throws Exception {
        Down down = Processes.run(() -> {
            Kernel.Monitored parent = spawnMonitor(() -> {
                spawnLink(() -> exit("bye"));
                receive();
            });
            return receiveWhen(Down.class, d -> d.ref().equals(parent.ref()));
        });
        assertThat(down.reason()).isEqualTo(Atom.of("bye"));
    }

    @Test
    void a_process_that_traps_exits_gets_them_as_messages() throws Exception {
        Exit exit = Processes.run(() -> {
            Processes.trapExit(true);
            spawnLink(() -> exit(Tuple.of(Atom.of("shutdown"), Int.of(1))));
            return receive(Exit.class);
        });
        assertThat(exit.reason()).isEqualTo(Tuple.of(Atom.of("shutdown"), Int.of(1)));
    }

    @Test
    void plain_threads_send_and_spawn_but_have_no_self() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        Pid pid = spawn(() -> {
            receive(Talk.class);
            received.countDown();
        });
        send(pid, new Talk.Sup());
        received.await();
        assertThatThrownBy(Kernel::self)
                .isInstanceOf(NotAProcessException.class)
                .hasMessageContaining("self() was called outside a process")
                .hasMessageContaining("Processes.run");
        assertThatThrownBy(Kernel::receive).isInstanceOf(NotAProcessException.class);
        assertThatThrownBy(() -> spawnLink(() -> {})).isInstanceOf(NotAProcessException.class);
    }

    @Test
    void what_is_mutable_is_refused_where_it_is_sent() throws Exception {
        Processes.run(() -> {
            assertThatThrownBy(() -> send(self(), new int[] {1})).isInstanceOf(TermException.class);
            assertThatThrownBy(() -> send(self(), new StringBuilder("x"))).isInstanceOf(TermException.class);
            return null;
        });
    }

    @Test
    void a_name_is_an_address_until_its_process_ends() throws Exception {
        Name name = Name.of("kernel_test_name");
        Processes.run(() -> {
            Processes.register(name, self());
            send(name, "hi");
            assertThat(receive()).isEqualTo(Bits.of("hi"));
            assertThatThrownBy(() -> Processes.register(name, self()))
                    .hasMessageContaining("the name is taken")
                    .hasMessageContaining("already_started");
            return null;
        });
        assertThat(Processes.whereIs(name)).isEmpty();
        assertThatThrownBy(() -> send(name, "hi"))
                .isInstanceOf(NoProcessException.class)
                .hasMessageContaining(":kernel_test_name");
    }

    @Test
    void a_timer_sends_and_a_cancelled_one_does_not() throws Exception {
        Processes.run(() -> {
            var cancelled = Processes.sendAfter(self(), Atom.of("never"), Duration.ofMillis(50));
            assertThat(cancelled.cancel(false)).isTrue();
            Processes.sendAfter(self(), Atom.of("later"), Duration.ofMillis(60));
            assertThat(receive(SOON)).contains(Atom.of("later"));
            return null;
        });
    }

    @Test
    void monitors_can_be_taken_back_and_their_news_flushed() throws Exception {
        Processes.run(() -> {
            Pid pid = spawn(() -> {});
            Ref ref = Processes.monitor(pid);
            assertThat(receive(Down.class, SOON)).isPresent();
            Ref again = Processes.monitor(pid);
            Processes.demonitorFlush(again);
            assertThat(receive(Duration.ZERO)).isEmpty();
            assertThat(Processes.demonitor(ref)).isFalse();
            return null;
        });
    }

    @Test
    void run_gives_the_value_throws_what_the_body_throws_and_tells_of_a_kill() throws Exception {
        assertThat(Processes.run(() -> 42)).isEqualTo(42);
        assertThatThrownBy(() -> Processes.run(() -> {
                    throw new java.io.IOException("disk");
                }))
                .isInstanceOf(java.io.IOException.class)
                .hasMessage("disk");
        assertThatThrownBy(() -> Processes.run(() -> {
                    Kernel.exit(self(), "kill");
                    return receive();
                }))
                .isInstanceOfSatisfying(
                        ExitException.class, e -> assertThat(e.reason()).isEqualTo(Atom.of("killed")));
    }
}
