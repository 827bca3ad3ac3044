// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import static io.tiebeam.dist.TestNet.await;
import static io.tiebeam.dist.TestNet.next;
import static io.tiebeam.dist.TestNet.spawn;
import static io.tiebeam.dist.TestNet.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.dist.ScriptedPeer.Frame;
import io.tiebeam.dist.ScriptedPeer.Who;
import io.tiebeam.process.Channel;
import io.tiebeam.process.Network;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermWriter;
import io.tiebeam.term.Tuple;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that does not read: its own senders wait, can be killed and interrupted, and nobody else notices. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(120)
class StuckPeerTest {
    private static final Bits CHUNK = Bits.of(new byte[16 << 10]);

    private final TestNet net = new TestNet();
    private final Network kate = net.start("kate@localhost");
    private final Who alex = Who.named("alex@localhost");
    private final Who moebi = Who.named("moebi@localhost");
    private ScriptedPeer stuck;
    private ScriptedPeer quick;

    @BeforeEach
    void connect() {
        stuck = ScriptedPeer.connected(kate, alex);
        quick = ScriptedPeer.connected(kate, moebi);
    }

    @AfterEach
    void end() {
        stuck.close();
        quick.close();
        net.close();
    }

    private Channel toStuck() {
        return kate.to(alex.atom());
    }

    /** A process that sends chunks to the stuck peer without end. */
    private ProcessCell sender() {
        return spawn(kate, self -> {
            for (int i = 0; ; i++) {
                self.send(toStuck(), alex.pid(1), Tuple.of(Int.of(i), CHUNK));
            }
        });
    }

    private Outbox outbox() {
        return ((PeerChannel) toStuck()).connection().orElseThrow().outbox();
    }

    private void awaitSuspended(ProcessCell cell) {
        await(
                cell + " is suspended",
                () -> cell.thread().getState() == Thread.State.WAITING
                        && ((PeerChannel) toStuck())
                                .connection()
                                .filter(up -> up.outbox().waiting() > Outbox.BUSY)
                                .isPresent());
    }

    private void kill(ProcessCell cell) {
        kate.node().deliver(cell.pid(), new Signal.Exit(cell.pid(), Atom.of("kill")));
    }

    @Test
    void its_senders_are_suspended_at_about_a_mebibyte_and_others_flow() {
        List<ProcessCell> senders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            senders.add(sender());
        }
        senders.forEach(this::awaitSuspended);
        assertThat(outbox().waiting()).isBetween(Outbox.BUSY, Outbox.BUSY + 21 * (16L << 10) + 4096);

        Channel other = kate.to(moebi.atom());
        ProcessCell writer = spawn(kate, self -> {
            for (int i = 0; i < 1_000; i++) {
                self.send(other, moebi.pid(1), Int.of(i));
            }
            return Atom.of("normal");
        });
        for (int i = 0; i < 1_000; i++) {
            assertThat(quick.next()).isEqualTo(ScriptedPeer.frameWith(Int.of(i), 22, writer.pid(), moebi.pid(1)));
        }
        // What the stuck peer says is heard all the same, and answered within the node.
        CompletableFuture<Term> heard = new CompletableFuture<>();
        ProcessCell listener = spawn(kate, self -> {
            heard.complete(next(self));
            return Atom.of("normal");
        });
        stuck.sendsWith(Int.of(7), 22, alex.pid(1), listener.pid());
        assertThat(value(heard)).isEqualTo(Int.of(7));
    }

    @Test
    void a_suspended_sender_can_be_killed_and_the_rest_goes_on_when_the_peer_reads_again() {
        ProcessCell first = sender();
        awaitSuspended(first);
        ProcessCell second = sender();
        await("the second waits too", () -> second.thread().getState() == Thread.State.WAITING);
        kill(first);
        await("its thread has ended", () -> !first.thread().isAlive());
        assertThat(kate.node().fenced()).isEmpty();

        int next = 0;
        for (int read = 0; next < 100; read++) {
            Frame frame = stuck.next();
            if (frame.control().get(1).equals(second.pid())) {
                assertThat(((Tuple) frame.payload().orElseThrow()).get(0)).isEqualTo(Int.of(next++));
            }
            assertThat(read).isLessThan(100_000);
        }
        kill(second);
    }

    @Test
    void an_interrupted_sender_stays_suspended_without_using_the_processor() throws Exception {
        ProcessCell sender = sender();
        awaitSuspended(sender);
        for (int i = 0; i < 100; i++) {
            sender.thread().interrupt();
        }
        awaitSuspended(sender);
        quick.isAnsweredWith();
        // The system may take some more into its buffers, and the sender fill up again: but never beyond the limit.
        assertThat(outbox().waiting()).isLessThan(Outbox.BUSY + 2 * (16L << 10) + 4096);
        assertThat(TestNet.peers(kate)).hasSize(2);
        kill(sender);
        await("its thread has ended", () -> !sender.thread().isAlive());
    }

    @Test
    void the_end_of_the_connection_wakes_all() {
        List<ProcessCell> senders = new ArrayList<>();
        AtomicInteger lost = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            senders.add(spawn(kate, self -> {
                Channel via = toStuck();
                for (int n = 0; n < 1_000; n++) {
                    self.send(via, alex.pid(1), CHUNK); // lost without a word once the connection is gone
                }
                lost.incrementAndGet();
                return Atom.of("normal");
            }));
        }
        senders.forEach(this::awaitSuspended);
        stuck.close();
        await(
                "all have ended",
                () -> senders.stream().noneMatch(cell -> cell.thread().isAlive()));
        assertThat(lost).hasValue(10);
    }

    @Test
    void a_node_that_stops_does_not_wait_for_it_long() {
        ProcessCell sender = sender();
        awaitSuspended(sender);
        long before = System.nanoTime();
        kate.close();
        assertThat(System.nanoTime() - before).isLessThan(5_000_000_000L);
        kill(sender);
    }

    @Test
    void monitors_and_links_of_a_stuck_peer_are_answered_without_end_but_not_without_limit() {
        // It asks and asks and reads no answer; its connection ends, the other stays.
        Pid dead = new Pid(kate.node().name(), 0xFFFFFF, 7, kate.node().creation());
        Atom long255 = Atom.of("n".repeat(255));
        var frames = new TermWriter();
        byte[] ask = ScriptedPeer.plain(ScriptedPeer.control(19, alex.pid(1), long255, alex.ref(1)), null);
        for (int i = 0; i < 3_000; i++) {
            frames.putInt(ask.length);
            frames.putBytes(ask);
        }
        byte[] burst = frames.toByteArray();
        long sent = 0;
        try {
            while (sent < 4 * Outbox.OVERFLOW) {
                stuck.sendsBytes(burst);
                sent += burst.length;
            }
        } catch (UncheckedIOException broken) {
            // it was thrown out
        }
        assertThat(sent).isLessThan(4 * Outbox.OVERFLOW);
        await("it is gone", () -> TestNet.peers(kate).size() == 1);
        quick.sends(1, moebi.pid(1), dead);
        quick.isAnsweredWith(ScriptedPeer.frameWith(Atom.of("noproc"), 24, dead, moebi.pid(1)));
    }

    @Test
    void a_thousand_kills_of_senders_leave_the_connection_up_and_its_frames_whole() {
        Random random = new Random(99);
        CompletableFuture<Map<Pid, Integer>> counted = CompletableFuture.supplyAsync(() -> readAll(stuck));
        List<ProcessCell> senders = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ProcessCell sender = spawn(kate, self -> {
                if (self.pid().id() % 3 == 0) {
                    self.thread().interrupt();
                }
                for (int n = 0; ; n++) {
                    self.send(toStuck(), alex.pid(1), n % 50 == 49 ? Tuple.of(Int.of(n), CHUNK) : Tuple.of(Int.of(n)));
                }
            });
            senders.add(sender);
            if (random.nextInt(3) > 0) {
                sender.thread().interrupt();
            }
            for (int spins = random.nextInt(3_000); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            kill(sender);
        }
        await(
                "all threads have ended",
                () -> senders.stream().noneMatch(cell -> cell.thread().isAlive()));
        assertThat(kate.node().fenced()).isEmpty();
        kate.to(alex.atom()).offer(kate.node().user(), alex.pid(1), new Signal.Message(Atom.of("end")));
        kate.to(alex.atom()).flushSoon();
        assertThat(value(counted)).isNotEmpty();
        assertThat(TestNet.peers(kate)).hasSize(2);
    }

    /** Reads to the message {@code end}; each sender's numbers must follow one another. */
    private static Map<Pid, Integer> readAll(ScriptedPeer peer) {
        Map<Pid, Integer> next = new HashMap<>();
        while (true) {
            Frame frame = peer.next();
            if (frame.payload().orElseThrow().equals(Atom.of("end"))) {
                return next;
            }
            int n = (int) ((Int) ((Tuple) frame.payload().orElseThrow()).get(0)).value();
            Pid from = (Pid) frame.control().get(1);
            if (next.getOrDefault(from, 0) != n) {
                throw new AssertionError(from + " sent " + n + " after " + next.get(from));
            }
            next.put(from, n + 1);
        }
    }
}
