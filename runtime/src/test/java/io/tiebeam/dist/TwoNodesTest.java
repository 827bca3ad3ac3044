// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import static io.tiebeam.dist.TestNet.idle;
import static io.tiebeam.dist.TestNet.next;
import static io.tiebeam.dist.TestNet.spawn;
import static io.tiebeam.dist.TestNet.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.process.Deadline;
import io.tiebeam.process.Network;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes of this JVM: connecting to each other at the same moment, losing each other, ending. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(180)
class TwoNodesTest {
    private static final Atom NORMAL = Atom.of("normal");
    private static final Atom NOCONNECTION = Atom.of("noconnection");

    private final TestNet net = new TestNet();

    @AfterEach
    void end() {
        net.close();
    }

    private static NodeName name(Network network) {
        return new NodeName(network.node().name());
    }

    /** A process that expects the numbers from 0 on, and completes the future with how many came when told {@code stop}. */
    private static ProcessCell counter(Network network, CompletableFuture<Integer> counted) {
        return spawn(network, self -> {
            for (int n = 0; ; n++) {
                Term message = next(self);
                if (!message.equals(Int.of(n))) {
                    counted.complete(message.equals(Atom.of("stop")) ? n : -1);
                    return NORMAL;
                }
            }
        });
    }

    @Test
    void connecting_at_the_same_moment_leads_to_one_connection_and_loses_nothing() throws Exception {
        Network alex = net.start("alex@localhost");
        Network kate = net.start("kate@localhost");
        Random random = new Random(17);
        CyclicBarrier together = new CyclicBarrier(2);
        for (int round = 0; round < 300; round++) {
            List<CompletableFuture<Integer>> counts = List.of(new CompletableFuture<>(), new CompletableFuture<>());
            Pid atAlex = counter(alex, counts.get(0)).pid();
            Pid atKate = counter(kate, counts.get(1)).pid();
            int delay = random.nextInt(2_000) - 1_000;
            CompletableFuture<Void> first = talks(alex, atKate, together, Math.max(0, delay) * 50);
            CompletableFuture<Void> second = talks(kate, atAlex, together, Math.max(0, -delay) * 50);
            value(first);
            value(second);
            assertThat(value(counts.get(0))).as("round %d", round).isEqualTo(50);
            assertThat(value(counts.get(1))).as("round %d", round).isEqualTo(50);
            Network cutter = random.nextBoolean() ? alex : kate;
            Network other = cutter == alex ? kate : alex;
            assertThat(cutter.disconnect(name(other))).isTrue();
            TestNet.await("both have noticed", () -> TestNet.peers(other).isEmpty());
        }
    }

    @Test
    void connecting_at_the_same_moment_as_the_loss_comes_to_rest_in_one_connection() throws Exception {
        Network alex = net.start("alex@localhost");
        Network kate = net.start("kate@localhost");
        Random random = new Random(18);
        for (int round = 0; round < 100; round++) {
            TestNet.await("connected", () -> alex.connect(name(kate)) && kate.connect(name(alex)));
            Network cutter = random.nextBoolean() ? alex : kate;
            CompletableFuture<Boolean> again = CompletableFuture.supplyAsync(() -> alex.connect(name(kate)));
            TestNet.await("cut", () -> cutter.disconnect(name(cutter == alex ? kate : alex)));
            kate.connect(name(alex));
            value(again);
        }
        CompletableFuture<Integer> counted = new CompletableFuture<>();
        TestNet.await("connected", () -> alex.connect(name(kate)) && kate.connect(name(alex)));
        value(talks(alex, counter(kate, counted).pid(), new CyclicBarrier(1), 0));
        assertThat(value(counted)).isEqualTo(50);
    }

    private static CompletableFuture<Void> talks(Network from, Pid to, CyclicBarrier together, int spins) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        spawn(from, self -> {
            try {
                together.await();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < 50; i++) {
                self.send(from.to(to.node()), to, Int.of(i));
            }
            self.send(from.to(to.node()), to, Atom.of("stop"));
            done.complete(null);
            return NORMAL;
        });
        return done;
    }

    @Test
    void whoever_is_linked_or_monitors_hears_of_each_loss_exactly_once() {
        Network alex = net.start("alex@localhost");
        Network kate = net.start("kate@localhost");
        for (int round = 0; round < 30; round++) {
            Pid there = idle(kate).pid();
            CompletableFuture<Void> ready = new CompletableFuture<>();
            CompletableFuture<List<Term>> heard = new CompletableFuture<>();
            ProcessCell cell = spawn(alex, self -> {
                self.trapExit(true);
                self.link(alex.to(there.node()), there);
                self.monitor(alex.to(there.node()), there, there, AliasUse.NONE);
                self.monitorNode(alex.to(there.node()), true);
                ready.complete(null);
                List<Term> all = new ArrayList<>();
                for (Term message = next(self); !message.equals(Atom.of("stop")); message = next(self)) {
                    all.add(((Tuple) message).get(0));
                }
                heard.complete(all);
                return NORMAL;
            });
            value(ready);
            assertThat(alex.connect(name(kate))).isTrue();
            Network cutter = round % 2 == 0 ? alex : kate;
            TestNet.await("cut", () -> cutter.disconnect(name(cutter == alex ? kate : alex)));
            TestNet.await(
                    "all have noticed",
                    () -> cell.info().messages() == 3
                            || heard.isDone()
                            || cell.info().links().isEmpty());
            alex.node().deliver(cell.pid(), new Signal.Message(Atom.of("stop")));
            assertThat(value(heard)).containsExactly(Atom.of("EXIT"), Atom.of("nodedown"), Atom.of("DOWN"));
        }
    }

    @Test
    void processes_that_come_and_go_are_remembered_by_no_connection() {
        Network alex = net.start("alex@localhost");
        Network kate = net.start("kate@localhost");
        Pid there = idle(kate).pid();
        Atom name = Atom.of("server");
        kate.node().register(name, kate.node().find(there).orElseThrow());
        for (int i = 0; i < 500; i++) {
            boolean linked = i % 2 == 0;
            TestNet.asProcess(alex, self -> {
                if (linked) {
                    self.link(alex.to(there.node()), there);
                    self.unlink(there);
                }
                self.demonitor(self.monitor(alex.to(there.node()), name, name, AliasUse.UNTIL_REPLY), true);
                self.monitorNode(alex.to(there.node()), true);
                self.monitorNode(alex.to(there.node()), false);
                return null;
            });
        }
        PeerChannel channel = (PeerChannel) alex.to(kate.node().name());
        PeerChannel back = (PeerChannel) kate.to(alex.node().name());
        TestNet.await("nobody is left", () -> channel.relatedCount() == 0 && back.relatedCount() <= 1);
        var relations = kate.node().find(there).orElseThrow().info();
        TestNet.await(
                "nobody monitors",
                () -> kate.node().find(there).orElseThrow().info().monitoredBy().isEmpty());
        assertThat(relations.links()).isEmpty();
    }

    @Test
    void two_hundred_nodes_that_start_connect_and_stop_leave_no_thread_and_no_file_behind() {
        Network kate = net.start("kate@localhost");
        cycle(kate, 0);
        long threads = threads();
        long files = files();
        for (int i = 1; i <= 200; i++) {
            cycle(kate, i);
        }
        TestNet.await("all threads of the others have ended, " + names(), () -> threads() <= threads);
        // The JDK opens some for itself when it needs them first; of 200 nodes that leak there would be hundreds.
        TestNet.await("all files are closed, " + files() + " of " + files, () -> files() <= files + 10);
        kate.close();
        TestNet.await("no thread is left", () -> names().isEmpty());
    }

    @Test
    void an_interrupted_thread_stops_a_node_as_completely_as_any_other() {
        Network kate = net.start("kate@localhost");
        Network alex = net.start("alex@localhost");
        assertThat(kate.connect(name(alex))).isTrue();
        Thread.currentThread().interrupt();
        alex.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(names()).noneMatch(thread -> thread.startsWith("tiebeam alex@localhost"));
        TestNet.await("kate has noticed", () -> TestNet.peers(kate).isEmpty());
    }

    @Test
    void what_was_said_last_is_on_its_way_before_a_node_stops() {
        Network kate = net.start("kate@localhost");
        for (int i = 0; i < 50; i++) {
            Network alex = net.start("alex" + i + "@localhost");
            CompletableFuture<Integer> counted = new CompletableFuture<>();
            Pid counter = counter(kate, counted).pid();
            assertThat(alex.connect(name(kate))).isTrue();
            value(talks(alex, counter, new CyclicBarrier(1), 0));
            alex.close();
            assertThat(value(counted)).isEqualTo(50);
        }
    }

    private void cycle(Network kate, int i) {
        Network other = net.start("other" + i + "@localhost");
        CompletableFuture<Term> end = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        Pid there = idle(other).pid();
        ProcessCell linked = spawn(kate, self -> {
            self.trapExit(true);
            self.link(kate.to(there.node()), there);
            end.complete(next(self));
            if (self.receive(m -> m, Deadline.in(Duration.ofMillis(1))) != null) {
                second.complete(null);
            }
            return NORMAL;
        });
        assertThat(i % 2 == 0 ? other.connect(name(kate)) : kate.connect(name(other)))
                .isTrue();
        TestNet.await("linked", () -> linked.info().links().contains(there));
        other.close();
        assertThat(names()).noneMatch(thread -> thread.startsWith("tiebeam " + name(other)));
        assertThat(value(end)).isEqualTo(Tuple.of(Atom.of("EXIT"), there, NOCONNECTION));
        TestNet.await("it has ended", () -> !linked.isAlive());
        assertThat(second).isNotDone();
        other.node().killAll(Atom.of("shutdown"));
    }

    private static List<String> names() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("tiebeam ") && name.contains("@")) // those of nodes, not of the JVM
                .toList();
    }

    private static long threads() {
        return names().size();
    }

    /** How many sockets and selectors are open; 0 where that cannot be seen. */
    private static long files() {
        File[] open = new File("/proc/self/fd").listFiles();
        return open == null
                ? 0
                : Stream.of(open).filter(TwoNodesTest::isOfTheNetwork).count();
    }

    private static boolean isOfTheNetwork(File descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor.toPath()).toString();
            return target.startsWith("socket:") || target.startsWith("anon_inode:");
        } catch (IOException closed) {
            return false;
        }
    }
}
