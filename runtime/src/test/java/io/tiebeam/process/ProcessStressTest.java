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
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two things that happen at the same moment, many times over, a little apart each time. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class ProcessStressTest {
    private static final Atom NORMAL = Atom.of("normal");
    private static final Atom KILL = Atom.of("kill");
    private static final Atom BOOM = Atom.of("boom");
    private static final Atom DOWN = Atom.of("DOWN");
    private static final Atom EXIT = Atom.of("EXIT");
    private static final Duration LONG = Duration.ofSeconds(20);

    private final LocalNode node = new LocalNode(Atom.of("test@localhost"), 7);
    private final Random random = new Random(42);

    @AfterEach
    void nothing_is_left() {
        node.killAll(KILL);
        assertThat(node.processes()).isEmpty();
        assertThat(node.names()).isEmpty();
    }

    private ProcessCell spawn(ProcessBody body) {
        return node.spawn(SpawnOptions.of(node.user(), "test"), body);
    }

    private void asProcess(Consumer<ProcessCell> body) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        spawn(self -> {
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

    private static Term forEver(ProcessCell self) {
        return self.receive(_ -> null, Deadline.NEVER);
    }

    private void kill(ProcessCell cell) {
        node.deliver(cell.pid(), new Signal.Exit(node.user(), KILL));
    }

    /** Passes a little time, a different one in each round. */
    private void dawdle() {
        dawdle(random);
    }

    private static void dawdle(Random random) {
        for (int i = random.nextInt(60); i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    /** Runs all of {@code actions} at the same moment, {@code rounds} times. */
    private static void together(int rounds, Round... actions) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(actions.length);
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (Round action : actions) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            ends.add(end);
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    for (int i = 0; i < rounds; i++) {
                        barrier.await(20, TimeUnit.SECONDS);
                        action.run(i);
                    }
                    end.complete(null);
                } catch (Throwable t) {
                    end.completeExceptionally(t);
                }
            });
        }
        for (CompletableFuture<Void> end : ends) {
            end.get(50, TimeUnit.SECONDS);
        }
    }

    @FunctionalInterface
    private interface Round {
        void run(int round) throws Exception;
    }

    @Test
    void a_message_wakes_a_sleeper_that_has_quiet_signals_while_somebody_looks_at_it() throws Exception {
        Mailbox mailbox = new Mailbox();
        int rounds = 30_000;
        CompletableFuture<Integer> got = new CompletableFuture<>();
        Thread owner = Thread.ofPlatform().daemon().start(() -> {
            int seen = 0;
            while (seen < rounds) {
                synchronized (mailbox) {
                    drainMessages(mailbox);
                    if (mailbox.acceptArrived()) {
                        while (mailbox.first() != null) {
                            mailbox.remove(null, mailbox.first());
                            seen++;
                        }
                        continue;
                    }
                }
                mailbox.await(true, 0);
            }
            got.complete(seen);
        });
        Random others = new Random(43);
        AtomicInteger putting = new AtomicInteger(-1);
        together(
                rounds,
                i -> {
                    while (owner.getState() != Thread.State.WAITING) {
                        Thread.onSpinWait();
                    }
                    mailbox.putQuietly(new Signal.Demonitor(node.user(), Ref.of(node.name(), 1, i)), sleeper(owner));
                    putting.set(i);
                    dawdle();
                    mailbox.put(new Signal.Message(Int.of(i)), sleeper(owner));
                },
                i -> {
                    while (putting.get() < i) {
                        Thread.onSpinWait();
                    }
                    dawdle(others);
                    synchronized (mailbox) {
                        drainMessages(mailbox);
                    }
                });
        assertThat(got.get(10, TimeUnit.SECONDS)).isEqualTo(rounds);
    }

    private static Sleeper sleeper(Thread owner) {
        return new Sleeper() {
            @Override
            void wake() {
                LockSupport.unpark(owner);
            }
        };
    }

    private static void drainMessages(Mailbox mailbox) {
        Signal each = mailbox.takeAll();
        while (each != null) {
            Signal following = each.next;
            if (each instanceof Signal.Message m) {
                mailbox.arrived(m);
            }
            each = following;
        }
    }

    @Test
    void what_another_thread_drained_before_the_owner_lies_down_keeps_it_awake() {
        Mailbox mailbox = new Mailbox();
        mailbox.put(new Signal.Message(Atom.OK), sleeper(Thread.currentThread()));
        synchronized (mailbox) {
            drainMessages(mailbox);
        }
        assertThat(mailbox.await(false, System.nanoTime() + 1_000_000)).isTrue();
    }

    @Test
    void what_one_sender_puts_is_drained_in_order_whether_quiet_or_not() throws Exception {
        Mailbox mailbox = new Mailbox();
        int signals = 200_000;
        List<Long> drained = new ArrayList<>(signals); // guarded by the mailbox's monitor
        CompletableFuture<Void> all = new CompletableFuture<>();
        Runnable drain = () -> {
            for (Signal each = mailbox.takeAll(); each != null; each = each.next) {
                switch (each) {
                    case Signal.Message m -> drained.add(((Int) m.body).value());
                    case Signal.Demonitor d -> drained.add((long) d.ref.word(0));
                    default -> all.completeExceptionally(new AssertionError(each));
                }
            }
            if (drained.size() >= signals) {
                all.complete(null);
            }
        };
        Thread owner = Thread.ofPlatform().daemon().start(() -> {
            while (!all.isDone()) {
                synchronized (mailbox) {
                    drain.run();
                }
                mailbox.await(false, System.nanoTime() + 10_000_000);
            }
        });
        Thread looker = Thread.ofPlatform().daemon().start(() -> {
            Random others = new Random(44);
            while (!all.isDone()) {
                synchronized (mailbox) {
                    drain.run();
                }
                dawdle(others);
            }
        });
        for (int i = 0; i < signals; i++) {
            if (random.nextInt(3) == 0) {
                mailbox.put(new Signal.Message(Int.of(i)), sleeper(owner));
            } else {
                mailbox.putQuietly(new Signal.Demonitor(node.user(), Ref.of(node.name(), 1, i)), sleeper(owner));
            }
            dawdle();
        }
        mailbox.put(new Signal.Message(Int.of(signals)), sleeper(owner)); // whatever is quiet is looked at now
        all.get(20, TimeUnit.SECONDS);
        owner.join();
        looker.join();
        assertThat(drained).isSorted();
    }

    @Test
    void what_is_put_is_either_refused_or_handed_to_whoever_closes() throws Exception {
        int[] put = new int[1];
        int[] found = new int[1];
        int rounds = 20_000;
        Mailbox[] boxes = new Mailbox[rounds];
        for (int i = 0; i < rounds; i++) {
            boxes[i] = new Mailbox();
            synchronized (boxes[i]) {
                assertThat(i % 2 == 0 || boxes[i].lieDown()).isTrue(); // every other owner sleeps
            }
        }
        together(
                rounds,
                i -> {
                    for (int n = 0; n < 3; n++) {
                        Signal signal = new Signal.Message(Int.of(n));
                        boolean taken = n == 1
                                ? boxes[i].putQuietly(signal, sleeper(Thread.currentThread()))
                                : boxes[i].put(signal, sleeper(Thread.currentThread()));
                        put[0] += taken ? 1 : 0;
                    }
                },
                i -> {
                    synchronized (boxes[i]) {
                        for (Signal each = boxes[i].close(); each != null; each = each.next) {
                            found[0]++;
                        }
                    }
                });
        assertThat(found[0]).isEqualTo(put[0]);
    }

    @Test
    void an_unlink_and_a_link_from_the_other_side_leave_both_of_one_opinion() {
        int rounds = 15_000;
        asProcess(self -> {
            ProcessCell other = spawn(cell -> {
                while (true) {
                    Term go = next(cell);
                    if (go.equals(Atom.of("stop"))) {
                        return NORMAL;
                    }
                    cell.link(null, self.pid());
                    cell.send(self.pid(), Atom.OK);
                }
            });
            for (int round = 0; round < rounds; round++) {
                self.link(null, other.pid());
                self.send(other.pid(), Atom.of("go"));
                dawdle();
                self.unlink(other.pid());
                assertThat(next(self)).isEqualTo(Atom.OK);
                self.info();
                other.info();
                boolean here = self.info().links().contains(other.pid());
                boolean there = other.info().links().contains(self.pid());
                assertThat(here).as("round %d", round).isEqualTo(there);
                self.unlink(other.pid());
                self.info();
            }
            self.send(other.pid(), Atom.of("stop"));
        });
    }

    @Test
    void a_link_and_an_exit_end_in_an_exit_message_once() {
        asProcess(self -> {
            self.trapExit(true);
            for (int round = 0; round < 4_000; round++) {
                ProcessCell other = spawn(_ -> BOOM);
                dawdle();
                self.link(null, other.pid());
                Tuple exit = (Tuple) next(self);
                assertThat(exit.get(0)).isEqualTo(EXIT);
                assertThat(exit.get(2)).isIn(BOOM, Atom.of("noproc"));
                assertThat((Object) self.receive(m -> m, Deadline.NOW)).isNull();
            }
            assertThat(self.info().links()).isEmpty();
        });
    }

    @Test
    void a_monitor_and_an_exit_end_in_one_down() {
        asProcess(self -> {
            for (int round = 0; round < 4_000; round++) {
                ProcessCell other = spawn(_ -> BOOM);
                dawdle();
                Ref ref = self.monitor(null, other.pid(), other.pid(), AliasUse.NONE);
                if (round % 2 == 0) {
                    Tuple down = (Tuple) next(self);
                    assertThat(down.get(0)).isEqualTo(DOWN);
                    assertThat(down.get(1)).isEqualTo(ref);
                    assertThat(down.get(4)).isIn(BOOM, Atom.of("noproc"));
                } else {
                    self.demonitor(ref, true);
                }
                assertThat((Object) self.receive(m -> m, Deadline.NOW)).isNull();
            }
            assertThat(self.info().monitors()).isEmpty();
        });
    }

    @Test
    void an_alias_reply_comes_in_time_or_never() {
        asProcess(self -> {
            ProcessCell server = spawn(cell -> {
                while (true) {
                    Ref to = (Ref) next(cell);
                    dawdle();
                    cell.send(to, to);
                }
            });
            for (int round = 0; round < 5_000; round++) {
                Ref ref = self.monitor(null, server.pid(), server.pid(), AliasUse.UNTIL_REPLY);
                self.send(server.pid(), ref);
                dawdle();
                Object reply =
                        self.receive(m -> m, round % 2 == 0 ? Deadline.NOW : Deadline.in(Duration.ofNanos(20_000)));
                boolean unset = self.demonitor(ref, true);
                if (reply == null) {
                    reply = self.receive(m -> m.equals(ref) ? m : null, Deadline.NOW);
                }
                assertThat(reply == null || reply.equals(ref)).isTrue();
                assertThat(unset || reply != null)
                        .as("the monitor ends with the reply")
                        .isTrue();
            }
            assertThat((Object) self.receive(m -> m, Deadline.in(Duration.ofMillis(20))))
                    .isNull();
            assertThat(self.info().monitors()).isEmpty();
            assertThat(server.info().monitoredBy()).isEmpty();
            kill(server);
        });
    }

    @Test
    void a_name_is_free_once_its_process_has_died_whenever_it_was_given() throws Exception {
        int rounds = 3_000;
        ProcessCell[] cells = new ProcessCell[rounds];
        for (int i = 0; i < rounds; i++) {
            cells[i] = spawn(ProcessStressTest::forEver);
        }
        Atom one = Atom.of("one");
        Atom two = Atom.of("two");
        together(rounds, i -> node.register(one, cells[i]), i -> node.register(two, cells[i]), i -> {
            kill(cells[i]);
            cells[i].thread().join();
        });
        assertThat(node.names()).isEmpty();
    }

    @Test
    void a_process_has_one_name_whoever_gives_it() throws Exception {
        int rounds = 5_000;
        ProcessCell[] cells = new ProcessCell[rounds];
        for (int i = 0; i < rounds; i++) {
            cells[i] = node.create(SpawnOptions.of(node.user(), "test"), ProcessStressTest::forEver);
        }
        int[] given = new int[2];
        together(
                rounds,
                i -> given[0] += node.register(Atom.of("a" + i), cells[i]) ? 1 : 0,
                i -> given[1] += node.register(Atom.of("b" + i), cells[i]) ? 1 : 0);
        assertThat(given[0] + given[1]).isEqualTo(rounds);
    }

    @Test
    void what_is_killed_while_it_starts_a_linked_child_takes_the_child_along() {
        asProcess(self -> {
            for (int round = 0; round < 2_000; round++) {
                CompletableFuture<ProcessCell> child = new CompletableFuture<>();
                ProcessCell parent = spawn(cell -> {
                    next(cell);
                    SpawnOptions options =
                            SpawnOptions.of(node.user(), "child").childOf(cell.pid(), true, Optional.empty());
                    try {
                        child.complete(cell.startChild(options, ProcessStressTest::forEver));
                    } finally {
                        child.complete(null);
                    }
                    return forEver(cell);
                });
                self.send(parent.pid(), Atom.OK);
                dawdle();
                self.exit(null, parent.pid(), KILL);
                if (parent.thread().isAlive()) {
                    joins(parent);
                }
                ProcessCell started = child.getNow(null);
                if (started != null) {
                    joins(started);
                }
            }
        });
        assertThat(node.processes()).hasSizeLessThanOrEqualTo(1); // the process of the test itself is just ending
    }

    private static void joins(ProcessCell cell) {
        try {
            assertThat(cell.thread().join(LONG)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_kill_meets_a_receive_that_waits_or_is_about_to() throws Exception {
        int rounds = 4_000;
        ProcessCell[] cells = new ProcessCell[rounds];
        together(rounds, i -> {
            cells[i] = spawn(cell -> cell.receive(m -> (Term) m, Deadline.in(LONG)));
            dawdle();
            kill(cells[i]);
        });
        for (ProcessCell cell : cells) {
            joins(cell);
            assertThat(cell.exitReason()).isEqualTo(Atom.of("killed"));
        }
        assertThat(node.fenced()).isEmpty();
    }

    @Test
    void who_starts_to_trap_exits_either_dies_or_gets_the_message() {
        asProcess(self -> {
            for (int round = 0; round < 3_000; round++) {
                CompletableFuture<Term> trapped = new CompletableFuture<>();
                ProcessCell other = spawn(cell -> {
                    cell.trapExit(true);
                    trapped.complete(next(cell));
                    return NORMAL;
                });
                dawdle();
                Ref ref = self.monitor(null, other.pid(), other.pid(), AliasUse.NONE);
                self.exit(null, other.pid(), BOOM);
                Tuple down = (Tuple) next(self);
                assertThat(down.get(1)).isEqualTo(ref);
                if (down.get(4).equals(NORMAL)) {
                    assertThat(trapped.join()).isEqualTo(Tuple.of(EXIT, self.pid(), BOOM));
                } else {
                    assertThat(down.get(4)).isEqualTo(BOOM);
                }
            }
        });
    }

    @Test
    void processes_that_link_unlink_and_die_at_random_leave_no_link_behind() throws Exception {
        int walkers = 8;
        List<ProcessCell> cells = new ArrayList<>();
        Pid[] pids = new Pid[walkers];
        for (int w = 0; w < walkers; w++) {
            long seed = w;
            cells.add(node.create(SpawnOptions.of(node.user(), "walker"), cell -> {
                Random mine = new Random(seed);
                cell.trapExit(true);
                for (int step = 0; step < 3_000; step++) {
                    Pid peer = pids[mine.nextInt(walkers)];
                    switch (mine.nextInt(4)) {
                        case 0 -> cell.link(null, peer);
                        case 1 -> cell.unlink(peer);
                        case 2 -> cell.demonitor(cell.monitor(null, peer, peer, AliasUse.NONE), true);
                        case 3 -> cell.receive(m -> m, Deadline.NOW);
                        default -> throw new AssertionError();
                    }
                }
                return forEver(cell);
            }));
            pids[w] = cells.get(w).pid();
        }
        cells.forEach(node::start);
        for (ProcessCell cell : cells) {
            while (cell.thread().getState() == Thread.State.RUNNABLE) {
                Thread.onSpinWait();
            }
        }
        for (ProcessCell one : cells) {
            for (ProcessCell two : cells) {
                boolean here = one.info().links().contains(two.pid());
                boolean there = two.info().links().contains(one.pid());
                assertThat(here).as("%s with %s", one, two).isEqualTo(there);
            }
            assertThat(one.info().monitoredBy()).isEmpty();
        }
        cells.forEach(this::kill);
        cells.forEach(ProcessStressTest::joins);
    }
}
