// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.CallTimeoutException;
import io.tiebeam.Kernel;
import io.tiebeam.NotAProcessException;
import io.tiebeam.Processes;
import io.tiebeam.gen.Calls;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.TermException;
import io.tiebeam.term.Via;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What of {@link Registry} no scenario can show: texts, types, and races. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RegistryTest {
    private static final Name R = Name.of("Elixir.R");

    private final OnNode node = new OnNode("registry@localhost");

    @AfterEach
    void stop() {
        node.close();
    }

    record Room(String title, int seats) {}

    @Test
    void what_others_find_does_not_change_with_the_list_that_was_given() throws Throwable {
        node.run(_ -> {
            Registry.unique(R).startLink();
            List<Integer> seats = new ArrayList<>(List.of(1));
            Registry.register(R, "lobby", seats);
            Registry.putMeta(R, "seats", seats);
            seats.add(2);
            assertThat(Registry.lookup(R, "lobby").getFirst().value()).hasToString("[1]");
            assertThat(Registry.meta(R, "seats", List.class))
                    .hasValueSatisfying(kept -> assertThat(kept).hasSize(1));
            return null;
        });
    }

    @Test
    void a_value_stays_the_object_it_was_and_is_a_term_for_whoever_asks_so() throws Throwable {
        node.run(_ -> {
            Registry.unique(R).startLink();
            Room lobby = new Room("Lobby", 3);
            Registry.register(R, "lobby", lobby);
            Registry.Entry entry = Registry.lookup(R, "lobby").getFirst();
            assertThat(entry.value(Room.class)).isSameAs(lobby);
            assertThat(entry.value()).hasToString("{:room, \"Lobby\", 3}");
            assertThat(entry.key(String.class)).isEqualTo("lobby");
            assertThat(entry).hasToString("{\"lobby\", " + Kernel.self() + ", {:room, \"Lobby\", 3}}");
            assertThat(Registry.match(R, "lobby", Room.class, room -> room.seats() > 2))
                    .containsExactly(entry);
            assertThat(Registry.match(R, "lobby", String.class, _ -> true)).isEmpty();
            assertThat(Registry.whereIs(R, "lobby")).contains(Kernel.self());
            return null;
        });
    }

    @Test
    void any_thread_reads_but_only_a_process_registers() throws Throwable {
        node.run(_ -> {
            Registry.unique(R).startLink();
            Registry.register(R, 1, 1);
            LocalNode here = LocalNode.current();
            BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
            Thread.ofPlatform().start(() -> {
                here.makeDefault();
                try {
                    seen.add(Registry.count(R));
                    Registry.register(R, 2, 2);
                } catch (NotAProcessException refused) {
                    seen.add(refused);
                } finally {
                    here.endDefault();
                }
            });
            assertThat(seen.take()).isEqualTo(1);
            assertThat((Exception) seen.take()).hasMessageContaining("Registry.register()");
            return null;
        });
    }

    @Test
    void says_what_is_wrong() throws Throwable {
        node.run(_ -> {
            assertThatThrownBy(() -> Registry.lookup(R, 1))
                    .hasMessageStartingWith(
                            "unknown registry: R. Either the name is wrong or the registry does not run on"
                                    + " registry@localhost")
                    .hasMessageContaining(".child(Registry.unique(Name.of(\"Elixir.R\")))");
            assertThatThrownBy(() -> Kernel.send(Registry.via(R, 1), 1)).hasMessageStartingWith("unknown registry: R");
            assertThatThrownBy(() -> Processes.monitor(new Via(Atom.of("nowhere"), Atom.of("x"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("cannot find {:via, :nowhere, :x}: no directory of names is called");
            assertThatThrownBy(() -> Processes.monitor(new Via(Atom.of("Elixir.Registry"), Atom.of("x"))))
                    .hasMessage("expected {registry, key} or {registry, key, value} for a name via Registry, got: :x");
            Registry.unique(R).startLink();
            Pid owner = Registry.register(R, "a", 1);
            assertThat(Processes.isAlive(owner)).isTrue();
            assertThatThrownBy(() -> Registry.register(R, "a", 2))
                    .isInstanceOf(AlreadyRegisteredException.class)
                    .hasMessage(
                            "cannot register " + Kernel.self() + " under \"a\": the registry R has unique keys and the"
                                    + " process has this one already (already_registered)");
            assertThatThrownBy(() -> Kernel.send(Registry.via(R, "b"), 1))
                    .hasMessage(
                            "cannot send to {:via, Registry, {R, \"b\"}}: no process of registry@localhost is registered"
                                    + " under that name (noproc)");
            assertThatThrownBy(() -> Registry.register(R, "b", new int[0])).isInstanceOf(TermException.class);
            assertThat(Registry.lookup(R, "b")).isEmpty();
            assertThatThrownBy(() -> Registry.unique(R).partitionedByKey())
                    .hasMessageContaining("the registry R has unique keys");
            assertThatThrownBy(() -> Registry.unique(R).partitions(0))
                    .hasMessage("expected a number of partitions from 1, got: 0");
            Registry.duplicate(Name.of("topics")).startLink();
            assertThatThrownBy(() -> Kernel.send(Registry.via(Name.of("topics"), "b"), 1))
                    .hasMessageContaining("a registry with duplicate keys");
            return null;
        });
    }

    @Test
    void who_monitors_a_key_that_nobody_has_hears_so_with_the_name() throws Throwable {
        node.run(_ -> {
            Registry.unique(R).startLink();
            var ref = Processes.monitor(Registry.via(R, 1));
            assertThat(Kernel.receive())
                    .hasToString("{:DOWN, " + ref + ", :process, {:via, Registry, {R, 1}}, :noproc}");
            return null;
        });
    }

    @Test
    void a_failing_dispatch_in_parallel_ends_the_caller_unless_it_traps_exits() throws Throwable {
        node.run(_ -> {
            Processes.trapExit(true);
            Registry.duplicate(R).partitions(16).startLink();
            List<Other> others = new ArrayList<>();
            for (int i = 0; i < 24; i++) { // so that two partitions have some
                Other other = new Other();
                others.add(other);
                other.ask(() -> Registry.register(R, "topic", 1));
            }
            AtomicInteger reached = new AtomicInteger();
            Registry.dispatchInParallel(R, "topic", entries -> reached.addAndGet(entries.size()));
            assertThat(reached).hasValue(24);
            assertThatThrownBy(() -> Registry.dispatchInParallel(R, "topic", _ -> Kernel.exit("oops")))
                    .hasMessageContaining("oops");
            others.forEach(Other::kill);
            return null;
        });
    }

    /**
     * A process registers while another kills it. Whoever comes first, nothing of it is left in the end, and its key is
     * free at once.
     */
    @ParameterizedTest
    @MethodSource
    void registering_against_exit_leaves_nothing_behind(String kind, Registry plan) throws Throwable {
        Random random = new Random(20261125 + kind.hashCode());
        node.run(self -> {
            plan.startLink();
            for (int round = 0; round < 2_000; round++) {
                String key = "key" + random.nextInt(3);
                CountDownLatch ready = new CountDownLatch(1);
                int delay = random.nextInt(200);
                ProcessCell victim = self.node().spawn(SpawnOptions.of(self.groupLeader(), "victim"), _ -> {
                    ready.countDown();
                    for (int i = 0; i < 20; i++) {
                        Registry.register(R, key + "-" + i, i);
                    }
                    Registry.register(R, key, 1);
                    Registry.unregister(R, key);
                    Registry.register(R, key, 2);
                    Kernel.receive();
                    return Atom.of("normal");
                });
                ready.await();
                for (int i = 0; i < delay; i++) {
                    Thread.onSpinWait();
                }
                Kernel.exit(victim.pid(), Atom.of("kill"));
                victim.awaitDeath();
                Registry.register(R, key, "mine");
                Registry.unregister(R, key);
                victim.thread().join();
            }
            for (Supervisor.Child child : Supervisor.whichChildren(R)) {
                Calls.call(child.pid().orElseThrow(), Atom.of("sync"), Calls.Timeout.INFINITY);
            }
            assertThat(Registry.count(R)).isZero();
            assertThat(remains(self.node())).isZero();
            return null;
        });
    }

    static Stream<Arguments> registering_against_exit_leaves_nothing_behind() {
        return Stream.of(
                Arguments.of("unique", Registry.unique(R)),
                Arguments.of("unique in 3", Registry.unique(R).partitions(3)),
                Arguments.of("duplicate in 3", Registry.duplicate(R).partitions(3)),
                Arguments.of(
                        "duplicate in 3, by key",
                        Registry.duplicate(R).partitions(3).partitionedByKey()));
    }

    /** Entries also of the dead, which reads leave out. */
    private static long remains(LocalNode node) {
        return io.tiebeam.registry.Tables.get(node, R).remains();
    }

    @Test
    void of_many_that_want_a_key_one_gets_it() throws Throwable {
        node.run(self -> {
            Registry.unique(R).startLink();
            for (int round = 0; round < 200; round++) {
                int key = round;
                CountDownLatch go = new CountDownLatch(1);
                CountDownLatch done = new CountDownLatch(4);
                AtomicInteger winners = new AtomicInteger();
                List<ProcessCell> racers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    racers.add(self.node().spawn(SpawnOptions.of(self.groupLeader(), "racer"), _ -> {
                        try {
                            go.await();
                            Registry.register(R, key, 1);
                            winners.incrementAndGet();
                        } catch (AlreadyRegisteredException lost) {
                            assertThat(lost.holder()).isNotEqualTo(Kernel.self());
                        } catch (InterruptedException killed) {
                            return Atom.of("killed");
                        }
                        done.countDown();
                        Kernel.receive();
                        return Atom.of("normal");
                    }));
                }
                go.countDown();
                done.await();
                assertThat(winners).hasValue(1);
                racers.forEach(racer -> Kernel.exit(racer.pid(), Atom.of("kill")));
            }
            return null;
        });
    }

    /** Processes want two locks at a time, wait longer or shorter than it takes, and are killed at any moment. */
    @Test
    void of_many_that_want_a_lock_one_has_it_and_in_the_end_nobody() throws Throwable {
        Random random = new Random(20261125);
        node.run(self -> {
            Registry.duplicate(R).partitions(2).startLink();
            AtomicInteger[] inside = {new AtomicInteger(), new AtomicInteger()};
            AtomicInteger most = new AtomicInteger();
            AtomicInteger done = new AtomicInteger();
            for (int round = 0; round < 400; round++) {
                List<ProcessCell> racers = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    int key = random.nextInt(2);
                    Duration patience = Duration.ofNanos(random.nextInt(10) * 50_000L);
                    int work = random.nextInt(500);
                    boolean throwing = random.nextInt(4) == 0;
                    racers.add(self.node().spawn(SpawnOptions.of(self.groupLeader(), "racer"), _ -> {
                        try {
                            Registry.lock(R, key, patience, () -> {
                                most.accumulateAndGet(inside[key].incrementAndGet(), Math::max);
                                for (int j = 0; j < work; j++) {
                                    Thread.onSpinWait();
                                }
                                inside[key].decrementAndGet();
                                if (throwing) {
                                    throw new IllegalStateException("thrown on purpose");
                                }
                                return done.incrementAndGet();
                            });
                        } catch (CallTimeoutException | IllegalStateException expected) {
                            return Atom.of("normal");
                        }
                        return Atom.of("normal");
                    }));
                }
                if (random.nextBoolean()) {
                    Kernel.exit(racers.get(random.nextInt(5)).pid(), Atom.of("kill"));
                }
                for (ProcessCell racer : racers) {
                    racer.thread().join();
                }
                assertThat(Registry.lock(R, round % 2, () -> "free")).isEqualTo("free");
            }
            assertThat(done).hasPositiveValue();
            assertThat(most).hasValue(1);
            for (Supervisor.Child part : Supervisor.whichChildren(R)) {
                assertThat(Sys.getState(part.pid().orElseThrow())).hasToString("{R, %{}}");
            }
            return null;
        });
    }

    @Test
    void a_lock_that_is_not_free_in_time_is_said_to_be_and_wanted_no_more() throws Throwable {
        node.run(self -> {
            Registry.unique(R).startLink();
            assertThatThrownBy(() ->
                            Registry.lock(R, "a", () -> Registry.lock(R, "a", Duration.ofMillis(5), () -> "never")))
                    .isInstanceOf(CallTimeoutException.class)
                    .hasMessageContaining("the lock \"a\" of registry R was not free within 5 ms\n"
                            + "   → give it more time; and a function never gets the lock that it runs under");
            assertThat(Registry.lock(R, "a", () -> "free")).isEqualTo("free");
            assertThat(self.info().messages()).isZero();
            LocalNode here = LocalNode.current();
            BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
            Thread.ofPlatform().start(() -> {
                here.makeDefault();
                try {
                    seen.add(Registry.lock(R, "a", () -> Thread.currentThread().isVirtual()));
                } finally {
                    here.endDefault();
                }
            });
            assertThat(seen.take()).isEqualTo(false);
            assertThat(Registry.lock(R, "a", () -> "free")).isEqualTo("free");
            return null;
        });
    }
}
