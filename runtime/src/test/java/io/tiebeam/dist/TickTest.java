// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import static io.tiebeam.dist.TestNet.await;
import static io.tiebeam.dist.TestNet.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.dist.ScriptedPeer.Who;
import io.tiebeam.dist.wire.ControlMessage;
import io.tiebeam.dist.wire.Flags;
import io.tiebeam.dist.wire.FrameWriter;
import io.tiebeam.dist.wire.Handshake;
import io.tiebeam.process.Channel;
import io.tiebeam.process.Network;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.TermWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class TickTest {
    private static final Duration TICK_TIME = Duration.ofMillis(400);

    private final TestNet net = new TestNet();
    private final Who alex = Who.named("alex@localhost");
    private final Who moebi = Who.named("moebi@localhost");

    @AfterEach
    void end() {
        net.close();
    }

    // ---- the rule, without a clock --------------------------------------------------------------------------------

    /** A connection whose other end is a plain socket. */
    private static final class Pair implements AutoCloseable {
        final Crew crew = new Crew("near");
        final Connection connection;
        final Socket far;

        Pair() throws IOException {
            try (var server = ServerSocketChannel.open()) {
                server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
                SocketChannel near = SocketChannel.open(server.getLocalAddress());
                far = server.accept().socket();
                connection = new Connection(
                        near,
                        new Handshake.Peer(new NodeName(Atom.of("far@localhost")), Flags.offered(), 1),
                        Optional.empty(),
                        _ -> {});
            }
            far.setSoTimeout((int) TestNet.SOON.toMillis());
            connection.start(crew, _ -> {});
        }

        void hears(byte[] expected) throws IOException {
            InputStream in = far.getInputStream();
            assertThat(in.readNBytes(expected.length)).isEqualTo(expected);
        }

        @Override
        public void close() throws IOException {
            connection.close();
            crew.close();
            far.close();
        }
    }

    @Test
    void a_peer_is_given_up_at_the_fourth_look_in_silence_and_any_byte_counts_as_life() throws Exception {
        try (Pair pair = new Pair()) {
            List<Connection> givenUp = new ArrayList<>();
            Ticker ticker = new Ticker(TICK_TIME, () -> List.of(pair.connection), givenUp::add);
            ticker.tickAll();
            for (int i = 0; i < 10; i++) {
                ticker.tickAll();
                ticker.tickAll();
                ticker.tickAll();
                long before = pair.connection.received();
                pair.far.getOutputStream().write(new byte[4]);
                await("the tick has arrived", () -> pair.connection.received() > before);
                ticker.tickAll();
            }
            assertThat(givenUp).isEmpty();
            ticker.tickAll();
            ticker.tickAll();
            ticker.tickAll();
            assertThat(givenUp).isEmpty();
            ticker.tickAll();
            assertThat(givenUp).containsExactly(pair.connection);
        }
    }

    @Test
    void a_tick_is_sent_when_nothing_was_since_the_last_look_and_only_then() throws Exception {
        try (Pair pair = new Pair()) {
            Ticker ticker = new Ticker(TICK_TIME, () -> List.of(pair.connection), _ -> {});
            ticker.tickAll();
            ticker.tickAll();
            pair.hears(new byte[4]);
            var message = new ControlMessage.RegSend(
                    new Pid(Atom.of("near@localhost"), 1, 0, 1), Atom.of("x"), Optional.empty(), Int.of(1));
            pair.connection.outbox().add(message);
            pair.connection.outbox().flush();
            ticker.tickAll();
            pair.connection.outbox().add(message);
            pair.connection.outbox().flush();
            ticker.tickAll();
            ticker.tickAll();
            var expected = new TermWriter();
            var frames = new FrameWriter(Flags.offered(), FrameWriter.MAX_FRAME);
            frames.write(expected, message);
            frames.write(expected, message);
            expected.putInt(0);
            pair.hears(expected.toByteArray());
        }
    }

    // ---- with the clock -------------------------------------------------------------------------------------------

    private Network start() {
        return net.start("kate@localhost", TestNet.COOKIE, TICK_TIME);
    }

    /** Answers ticks with ticks for {@code ticks} times: each must come in time for the peer not to give us up. */
    private static void breathes(ScriptedPeer peer, int ticks) {
        for (int i = 0; i < ticks; i++) {
            long before = System.nanoTime();
            while (peer.nextRaw().length > 0) {
                // a word is as good as a tick
            }
            // A peer with the same tick time gives up after 0.75 of it at the earliest; we are due at half of it.
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(TICK_TIME.multipliedBy(3).dividedBy(4));
            peer.ticks();
        }
    }

    @Test
    void a_silent_peer_is_dropped_after_the_tick_time_and_a_quarter_and_a_breathing_one_stays() {
        Network kate = start();
        try (var breathing = ScriptedPeer.connected(kate, moebi);
                var silent = ScriptedPeer.connected(kate, alex)) {
            long start = System.nanoTime();
            Thread reader = Thread.ofVirtual().start(() -> breathes(breathing, 12));
            assertThat(silent.isClosed()).isTrue();
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            assertThat(taken).isBetween(TICK_TIME.multipliedBy(9).dividedBy(10), TICK_TIME.multipliedBy(2));
            await("twelve ticks", () -> !reader.isAlive());
            assertThat(TestNet.peers(kate)).extracting(Object::toString).containsExactly("moebi@localhost");
        }
    }

    @Test
    void ticks_are_in_time_while_another_peer_is_stuck() {
        Network kate = start();
        try (var breathing = ScriptedPeer.connected(kate, moebi);
                var stuck = ScriptedPeer.connected(kate, alex)) {
            Channel via = kate.to(alex.atom());
            ProcessCell sender = spawn(kate, self -> {
                while (via.relate(self)) {
                    self.send(via, alex.pid(1), Bits.of(new byte[100_000]));
                }
                return Atom.of("normal");
            });
            await("the sender is suspended", () -> sender.thread().getState() == Thread.State.WAITING);
            Thread wheezing = Thread.ofPlatform()
                    .start(
                            () -> { // it does not read, but lives
                                for (int i = 0; i < 12; i++) {
                                    stuck.ticks();
                                    LockSupport.parkNanos(TICK_TIME.toNanos() / 4);
                                }
                            });
            breathes(breathing, 10);
            assertThat(TestNet.peers(kate)).hasSize(2);
            await("the end", () -> !wheezing.isAlive());
        }
    }

    @Test
    void ticks_are_in_time_while_endless_computations_hold_all_carriers() {
        Network kate = start();
        AtomicBoolean stop = new AtomicBoolean();
        try (var breathing = ScriptedPeer.connected(kate, moebi)) {
            holdAllCarriers(kate, stop);
            breathes(breathing, 8);
            // Signals are handled on the reader: a link to nobody, a death.
            ProcessCell victim = kate.node().processes().getLast();
            breathing.sends(1, moebi.pid(1), victim.pid());
            breathing.sendsWith(Atom.of("kill"), 26, moebi.pid(1), victim.pid());
            ScriptedPeer.Frame exit = breathing.next();
            assertThat(exit).isEqualTo(ScriptedPeer.frameWith(Atom.of("killed"), 24, victim.pid(), moebi.pid(1)));
            kate.node().deliver(victim.pid(), new Signal.Exit(victim.pid(), Atom.of("kill")));
            assertThat(TestNet.peers(kate)).hasSize(1);
        } finally {
            stop.set(true);
        }
    }

    @Test
    void nodes_start_connect_and_stop_while_endless_computations_hold_all_carriers() {
        Network kate = start();
        AtomicBoolean stop = new AtomicBoolean();
        try {
            holdAllCarriers(kate, stop);
            Network anna = net.start("anna@localhost");
            assertThat(anna.connect(new NodeName(kate.node().name()))).isTrue();
            anna.close();
            await("kate has noticed", () -> TestNet.peers(kate).isEmpty());
        } finally {
            stop.set(true);
        }
    }

    private static void holdAllCarriers(Network network, AtomicBoolean stop) {
        int carriers = Runtime.getRuntime().availableProcessors();
        AtomicInteger running = new AtomicInteger();
        for (int i = 0; i < carriers; i++) {
            spawn(network, _ -> {
                running.incrementAndGet();
                while (!stop.get()) {
                    Thread.onSpinWait();
                }
                return Atom.of("normal");
            });
        }
        while (running.get() < carriers) {
            Thread.yield();
        }
    }
}
