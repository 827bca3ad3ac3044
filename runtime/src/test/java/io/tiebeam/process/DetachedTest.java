// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that has no thread while it waits is a process like any other. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class DetachedTest {
    private static final Atom NORMAL = Atom.of("normal");
    private static final Atom KILL = Atom.of("kill");
    private static final Atom BOOM = Atom.of("boom");
    private static final Atom STOP = Atom.of("stop");
    private static final Duration LONG = Duration.ofSeconds(20);

    private final LocalNode node = new LocalNode(Atom.of("test@localhost"), 7);

    @AfterEach
    void nothing_is_left() {
        node.killAll(KILL);
        assertThat(node.processes()).isEmpty();
        assertThat(node.names()).isEmpty();
    }

    /** A process that does {@code each} with every message until that gives a reason to end with. */
    private ProcessCell reacting(Consumer<ProcessCell> first, Function<Object, Term> each) {
        return node.spawn(SpawnOptions.of(node.user(), "reacting"), self -> {
            first.accept(self);
            return self.become(each::apply);
        });
    }

    /** As {@link #reacting}, on a thread that stays for a while after messages in quick succession. */
    private ProcessCell lingering(Function<Object, Term> each) {
        return node.spawn(
                SpawnOptions.of(node.user(), "lingering"),
                self -> self.become(new Reaction() {
                    @Override
                    public Term react(Object message) {
                        return each.apply(message);
                    }

                    @Override
                    public boolean lingers() {
                        return true;
                    }
                }));
    }

    /** Answers each pid with the pid of the process itself; ends with any other term. */
    private ProcessCell echo() {
        return reacting(_ -> {}, message -> {
            ProcessCell self = ProcessCell.current().orElseThrow();
            if (message instanceof Pid from) {
                self.send(from, self.pid());
                return null;
            }
            return (Term) message;
        });
    }

    private void asProcess(Consumer<ProcessCell> body) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        node.spawn(SpawnOptions.of(node.user(), "test"), self -> {
            try {
                body.accept(self);
                done.complete(null);
            } catch (Throwable t) {
                done.completeExceptionally(t);
            }
            return NORMAL;
        });
        done.orTimeout(50, TimeUnit.SECONDS).join();
    }

    private static Term next(ProcessCell self) {
        Term message = self.receive(m -> (Term) m, Deadline.in(LONG));
        assertThat(message).as("a message within %s", LONG).isNotNull();
        return message;
    }

    private static void awaitDetached(ProcessCell cell) {
        while (cell.thread() != null) {
            Thread.onSpinWait();
        }
    }

    @Test
    void it_has_no_thread_while_it_waits_and_a_new_one_for_what_comes() {
        ProcessCell echo = echo();
        asProcess(self -> {
            for (int i = 0; i < 100; i++) {
                awaitDetached(echo);
                assertThat(echo.stack()).isEmpty();
                self.send(echo.pid(), self.pid());
                assertThat(next(self)).isEqualTo(echo.pid());
            }
            Ref ref = self.monitor(null, echo.pid(), echo.pid(), AliasUse.NONE);
            self.send(echo.pid(), STOP);
            assertThat(((Tuple) next(self)).elements())
                    .endsWith(echo.pid(), STOP)
                    .contains(ref);
        });
    }

    @Test
    void links_monitors_and_names_hold_without_a_thread() {
        asProcess(self -> {
            self.trapExit(true);
            ProcessCell echo = echo();
            node.register(Atom.of("echo"), echo);
            awaitDetached(echo);
            self.link(null, echo.pid());
            Ref ref = self.monitor(null, Atom.of("echo"), Atom.of("echo"), AliasUse.NONE);
            assertThat(echo.info().links()).containsExactly(self.pid());
            self.exit(null, echo.pid(), BOOM);
            List<Term> news = new ArrayList<>(List.of(next(self), next(self)));
            assertThat(news)
                    .containsExactlyInAnyOrder(
                            Tuple.of(Atom.of("EXIT"), echo.pid(), BOOM),
                            Tuple.of(Atom.of("DOWN"), ref, Atom.of("process"), Atom.of("echo"), BOOM));
            assertThat(echo.isAlive()).isFalse();
            assertThat(node.whereIs(Atom.of("echo"))).isEmpty();
        });
    }

    @Test
    void it_is_told_of_exits_that_it_traps() {
        asProcess(self -> {
            ProcessCell trapping = reacting(cell -> cell.trapExit(true), message -> Tuple.of(STOP, (Term) message));
            awaitDetached(trapping);
            Ref ref = self.monitor(null, trapping.pid(), trapping.pid(), AliasUse.NONE);
            self.exit(null, trapping.pid(), BOOM);
            assertThat(((Tuple) next(self)).elements())
                    .contains(ref)
                    .endsWith(Tuple.of(STOP, Tuple.of(Atom.of("EXIT"), self.pid(), BOOM)));
        });
    }

    @Test
    void whoever_waits_for_its_end_is_told() throws Exception {
        ProcessCell killed = echo();
        awaitDetached(killed);
        assertThat(killed.awaitEnd(Duration.ofMillis(1))).isFalse();
        CompletableFuture<Void> seen = CompletableFuture.runAsync(() -> {
            try {
                killed.awaitEnd();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        node.deliver(killed.pid(), new Signal.Exit(node.user(), KILL));
        seen.get(20, TimeUnit.SECONDS);
        assertThat(killed.awaitEnd(Duration.ZERO)).isTrue();
        assertThat(killed.exitReason()).isEqualTo(Atom.of("killed"));
        assertThat(node.find(killed.pid())).isEmpty();
    }

    @Test
    void a_kill_reaches_one_that_computes_and_its_thread_is_fenced_until_it_ends() throws Exception {
        CountDownLatch computing = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        ProcessCell busy = reacting(_ -> {}, _ -> {
            computing.countDown();
            boolean over = false;
            while (!over) {
                try {
                    enough.await();
                    over = true;
                } catch (InterruptedException goesOn) {
                    // as an endless computation would
                }
            }
            return null;
        });
        awaitDetached(busy);
        node.deliver(busy.pid(), new Signal.Message(STOP));
        computing.await();
        node.deliver(busy.pid(), new Signal.Exit(node.user(), KILL));
        assertThat(busy.isAlive()).isFalse();
        assertThat(node.fenced()).containsExactly(busy);
        enough.countDown();
        busy.awaitEnd();
        assertThat(node.fenced()).isEmpty();
    }

    @Test
    void what_it_does_not_accept_stays_and_is_asked_about_again() {
        asProcess(self -> {
            ProcessCell picky = node.spawn(
                    SpawnOptions.of(node.user(), "picky"),
                    cell -> cell.become(new Reaction() {
                        private boolean suspended = true;

                        @Override
                        public boolean accepts(Object message) {
                            return !suspended || message.equals(Atom.of("resume"));
                        }

                        @Override
                        public Term react(Object message) {
                            suspended = false;
                            cell.send(self.pid(), (Term) message);
                            return null;
                        }
                    }));
            self.send(picky.pid(), Int.of(1));
            self.send(picky.pid(), Int.of(2));
            awaitDetached(picky);
            assertThat(picky.info().messages()).isEqualTo(2);
            self.send(picky.pid(), Atom.of("resume"));
            assertThat(next(self)).isEqualTo(Atom.of("resume"));
            assertThat(next(self)).isEqualTo(Int.of(1));
            assertThat(next(self)).isEqualTo(Int.of(2));
        });
    }

    @Test
    void a_reaction_may_receive_and_wait_for_a_limited_time() {
        asProcess(self -> {
            ProcessCell asking = reacting(_ -> {}, _ -> {
                ProcessCell cell = ProcessCell.current().orElseThrow();
                Object none = cell.receive(m -> m, Deadline.in(Duration.ofMillis(1)));
                cell.send(self.pid(), none == null ? Atom.of("none") : Atom.of("some"));
                cell.send(self.pid(), cell.receive(m -> m.equals(BOOM) ? BOOM : null, Deadline.in(LONG)));
                return null;
            });
            for (int i = 0; i < 20; i++) {
                awaitDetached(asking);
                self.send(asking.pid(), STOP);
                assertThat(next(self)).isEqualTo(Atom.of("none"));
                self.send(asking.pid(), BOOM);
                assertThat(next(self)).isEqualTo(BOOM);
            }
        });
    }

    @Test
    void with_a_deadline_it_is_told_when_nothing_came() {
        asProcess(self -> {
            ProcessCell waiting = node.spawn(
                    SpawnOptions.of(node.user(), "waiting"),
                    cell -> cell.become(new Reaction() {
                        private Deadline deadline = Deadline.NEVER;

                        @Override
                        public Term react(Object message) {
                            deadline = Deadline.in(Duration.ofMillis(2));
                            return null;
                        }

                        @Override
                        public Deadline deadline() {
                            return deadline;
                        }

                        @Override
                        public Term expired() {
                            return Atom.of("expired");
                        }
                    }));
            awaitDetached(waiting);
            Ref ref = self.monitor(null, waiting.pid(), waiting.pid(), AliasUse.NONE);
            self.send(waiting.pid(), STOP);
            assertThat(((Tuple) next(self)).elements()).contains(ref).endsWith(Atom.of("expired"));
        });
    }

    @Test
    void what_a_reaction_throws_ends_it() {
        asProcess(self -> {
            ProcessCell failing = reacting(_ -> {}, _ -> {
                throw new IllegalStateException("boom");
            });
            Ref ref = self.monitor(null, failing.pid(), failing.pid(), AliasUse.NONE);
            self.send(failing.pid(), STOP);
            assertThat(((Tuple) next(self)).elements()).contains(ref).endsWith(Atom.ERROR);
        });
    }

    @Test
    void its_class_loader_comes_along_and_nothing_of_who_wakes_it() {
        InheritableThreadLocal<String> handedDown = new InheritableThreadLocal<>();
        ClassLoader loader = new ClassLoader() {};
        CompletableFuture<List<Object>> seen = new CompletableFuture<>();
        ProcessCell cell = reacting(_ -> Thread.currentThread().setContextClassLoader(loader), _ -> {
            seen.complete(List.of(Thread.currentThread().getContextClassLoader(), String.valueOf(handedDown.get())));
            return NORMAL;
        });
        awaitDetached(cell);
        handedDown.set("from the sender");
        try {
            node.deliver(cell.pid(), new Signal.Message(STOP));
            assertThat(seen.orTimeout(20, TimeUnit.SECONDS).join()).containsExactly(loader, "null");
        } finally {
            handedDown.remove();
        }
    }

    @Test
    void one_that_lingers_keeps_its_thread_for_quick_messages_and_leaves_it_when_they_end() {
        asProcess(self -> {
            List<Thread> threads = new ArrayList<>();
            ProcessCell cell = lingering(message -> {
                threads.add(Thread.currentThread());
                ProcessCell.current().orElseThrow().send((Pid) message, BOOM);
                return null;
            });
            awaitDetached(cell);
            do { // on a machine that is held up, messages do not follow each other quickly every time
                self.send(cell.pid(), self.pid());
                next(self);
            } while (threads.size() < 2 || threads.getLast() != threads.get(threads.size() - 2));
            awaitDetached(cell);
            self.send(cell.pid(), self.pid());
            next(self);
            assertThat(threads.getLast()).isNotSameAs(threads.get(threads.size() - 2));
        });
    }

    @Test
    void one_that_lingers_can_be_killed_meanwhile() {
        asProcess(self -> {
            for (int i = 0; i < 200; i++) {
                ProcessCell cell = lingering(message -> {
                    ProcessCell.current().orElseThrow().send((Pid) message, BOOM);
                    return null;
                });
                for (int n = 0; n < 3; n++) {
                    self.send(cell.pid(), self.pid());
                    next(self);
                }
                Ref ref = self.monitor(null, cell.pid(), cell.pid(), AliasUse.NONE);
                self.exit(null, cell.pid(), KILL);
                assertThat(((Tuple) next(self)).elements()).contains(ref).endsWith(Atom.of("killed"));
            }
        });
    }

    /** Messages, quiet signals, looks from outside and at last a kill, all from other threads: none is lost, none runs twice. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void all_that_is_sent_is_handled_once_and_in_order_whoever_wakes_it(boolean lingers) throws Exception {
        int senders = 4;
        int each = 4_000;
        int[] last = new int[senders];
        int[] active = new int[1];
        CountDownLatch handled = new CountDownLatch(senders * each);
        List<String> wrong = new ArrayList<>();
        Function<Object, Term> handle = message -> {
            Tuple t = (Tuple) message;
            int sender = (int) ((Int) t.get(0)).value();
            int number = (int) ((Int) t.get(1)).value();
            if (++active[0] != 1 || last[sender] + 1 != number) {
                wrong.add(message + " after " + last[sender] + ", active " + active[0]);
            }
            last[sender] = number;
            active[0]--;
            handled.countDown();
            return null;
        };
        ProcessCell cell = lingers ? lingering(handle) : reacting(_ -> {}, handle);
        List<Thread> threads = new ArrayList<>();
        for (int s = 0; s < senders; s++) {
            int sender = s;
            Random random = new Random(s);
            threads.add(Thread.ofPlatform().daemon().start(() -> {
                for (int n = 1; n <= each; n++) {
                    node.deliver(cell.pid(), new Signal.Message(Tuple.of(Int.of(sender), Int.of(n))));
                    switch (random.nextInt(4)) {
                        case 0 -> cell.info();
                        case 1 ->
                            node.deliver(cell.pid(), new Signal.Demonitor(node.user(), Ref.of(node.name(), 1, n)));
                        case 2 -> node.deliver(cell.pid(), new Signal.GroupLeader(node.user()));
                        default -> {
                            for (int i = random.nextInt(200); i > 0; i--) {
                                Thread.onSpinWait();
                            }
                        }
                    }
                }
            }));
        }
        assertThat(handled.await(50, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong).isEmpty();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void a_kill_meets_one_that_is_about_to_leave_its_thread() throws Exception {
        Random random = new Random(42);
        for (int round = 0; round < 3_000; round++) {
            ProcessCell cell = echo();
            if (round % 2 == 0) {
                awaitDetached(cell);
                node.deliver(cell.pid(), new Signal.Message(node.user()));
            }
            for (int i = random.nextInt(300); i > 0; i--) {
                Thread.onSpinWait();
            }
            node.deliver(cell.pid(), new Signal.Exit(node.user(), KILL));
            cell.awaitEnd();
            assertThat(cell.exitReason()).isEqualTo(Atom.of("killed"));
        }
    }
}
