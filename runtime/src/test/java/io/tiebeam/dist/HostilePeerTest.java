// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import static io.tiebeam.dist.ScriptedPeer.control;
import static io.tiebeam.dist.ScriptedPeer.frame;
import static io.tiebeam.dist.ScriptedPeer.frameWith;
import static io.tiebeam.dist.ScriptedPeer.plain;
import static io.tiebeam.dist.TestNet.asProcess;
import static io.tiebeam.dist.TestNet.idle;
import static io.tiebeam.dist.TestNet.next;
import static io.tiebeam.dist.TestNet.spawn;
import static io.tiebeam.dist.TestNet.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.dist.ScriptedPeer.Frame;
import io.tiebeam.dist.ScriptedPeer.Who;
import io.tiebeam.process.Channel;
import io.tiebeam.process.Network;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermWriter;
import io.tiebeam.term.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that are strange, simple or malicious: each harms its own connection at most. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class HostilePeerTest {
    private static final Atom BOOM = Atom.of("boom");
    private static final Atom EMPTY = Atom.of("");

    private final TestNet net = new TestNet();
    private final Network kate = net.start("kate@localhost");
    private final Who alex = Who.named("alex@localhost");
    private final Who moebi = Who.named("moebi@localhost");
    private ScriptedPeer bystander;

    @BeforeEach
    void connect() {
        bystander = ScriptedPeer.connected(kate, moebi);
    }

    @AfterEach
    void end() {
        bystander.close();
        net.close();
    }

    static Stream<byte[]> fatal() {
        Who alex = Who.named("alex@localhost");
        Pid here = new Pid(Atom.of("kate@localhost"), 100, 0, 1);
        Pid third = new Pid(Atom.of("moebi@localhost"), 1, 0, 77);
        Pid from = alex.pid(1);
        List<byte[]> frames = new ArrayList<>(List.of(
                new byte[] {1},
                new byte[] {112},
                new byte[] {112, (byte) 131},
                new byte[] {(byte) 131, 68, 5, 1},
                new byte[] {(byte) 131, 80, 0, 0, 0, 1},
                "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                plain(control(99, from, here), null),
                plain(control(5, from, here), null),
                plain(control(1, from), null),
                plain(control(1, from, here, here), null),
                plain(control(1, from, EMPTY), null),
                plain(control(22, from, here), null), // its payload is missing
                plain(control(1, from, here), Int.of(1)), // and here is one too many
                plain(Tuple.of(EMPTY, from, here), null),
                plain(Tuple.of(), null),
                plain(control(35, Int.of(0), from, here), null),
                plain(control(6, EMPTY, EMPTY, Atom.of("name")), Int.of(1)),
                plain(control(31, alex.ref(1), here, Int.of(1), Bits.of("pid")), null)));
        // In the name of another node, or of ours.
        for (Pid forged : List.of(third, here)) {
            frames.add(plain(control(1, forged, here), null));
            frames.add(plain(control(3, forged, here, BOOM), null));
            frames.add(plain(control(24, forged, here), BOOM));
            frames.add(plain(control(26, forged, here), BOOM));
            frames.add(plain(control(35, Int.of(1), forged, here), null));
            frames.add(plain(control(36, Int.of(1), forged, here), null));
            frames.add(plain(control(19, forged, here, alex.ref(1)), null));
            frames.add(plain(control(20, forged, here, alex.ref(1)), null));
            frames.add(plain(control(37, Int.of(16), forged, here), BOOM));
        }
        return frames.stream();
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void what_no_node_sends_ends_its_connection_and_no_other(byte[] frame) {
        try (var peer = ScriptedPeer.connected(kate, alex)) {
            peer.sendsFrame(frame);
            assertThat(peer.isClosed()).isTrue();
        }
        bystander.isAnsweredWith();
        try (var again = ScriptedPeer.connected(kate, alex)) {
            again.isAnsweredWith();
        }
    }

    @Test
    void a_length_beyond_all_frames_ends_the_connection_at_once() {
        try (var peer = ScriptedPeer.connected(kate, alex)) {
            peer.sendsBytes(new byte[] {127, 0, 0, 0});
            assertThat(peer.isClosed()).isTrue();
        }
        bystander.isAnsweredWith();
    }

    @Test
    void random_frames_end_connections_at_most() {
        Random random = new Random(2024);
        byte[] good =
                plain(control(22, alex.pid(1), idle(kate).pid()), Tuple.of(Int.of(1), Bits.of("abc"), alex.ref(1)));
        for (int i = 0; i < 300; i++) {
            byte[] frame = good.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
            }
            try (var peer = ScriptedPeer.connected(kate, alex)) {
                peer.sendsFrame(frame);
            }
        }
        bystander.isAnsweredWith();
    }

    @Test
    void a_forged_exit_reaches_nobody() {
        ProcessCell victim = idle(kate);
        bystander.sends(1, moebi.pid(1), victim.pid());
        bystander.isAnsweredWith();
        try (var peer = ScriptedPeer.connected(kate, alex)) {
            peer.sendsWith(BOOM, 24, moebi.pid(1), victim.pid());
            assertThat(peer.isClosed()).isTrue();
        }
        assertThat(victim.isAlive()).isTrue();
    }

    @Test
    void a_link_of_one_connection_is_not_broken_by_another_of_the_same_name() {
        CompletableFuture<Term> got = new CompletableFuture<>();
        ProcessCell cell = spawn(kate, self -> {
            self.trapExit(true);
            while (!got.isDone()) {
                got.complete(next(self));
            }
            return next(self);
        });
        try (var first = ScriptedPeer.connected(kate, alex)) {
            first.sends(1, alex.pid(1), cell.pid());
            first.isAnsweredWith();
        }
        assertThat(value(got)).isEqualTo(Tuple.of(Atom.of("EXIT"), alex.pid(1), Atom.of("noconnection")));
        try (var second = ScriptedPeer.connected(kate, alex)) {
            second.sendsWith(BOOM, 24, alex.pid(1), cell.pid());
            second.isAnsweredWith();
            assertThat(cell.info().messages()).isZero();
        }
    }

    @Test
    void exits_and_acknowledgements_for_an_earlier_life_of_the_peer_are_not_sent() {
        Pid earlier = alex.creation(76).pid(1);
        try (var peer = ScriptedPeer.connected(kate, alex)) {
            Channel via = kate.to(alex.atom());
            ProcessCell self = idle(kate);
            via.offer(self.pid(), earlier, new Signal.LinkExit(self.pid(), BOOM, null));
            via.offer(self.pid(), earlier, new Signal.Unlink(self.pid(), 5, null));
            via.offer(self.pid(), earlier, new Signal.UnlinkAck(self.pid(), 5, null));
            via.offer(self.pid(), earlier, new Signal.Exit(self.pid(), BOOM));
            via.offer(self.pid(), earlier, new Signal.Link(self.pid(), null));
            via.flushNow();
            peer.isAnsweredWith(frameWith(BOOM, 26, self.pid(), earlier), frame(1, self.pid(), earlier));
        }
    }

    // ---- peers that know little -----------------------------------------------------------------------------------

    @Test
    void a_peer_that_offers_the_least_gets_old_forms() {
        Who simple = Who.named("simple@localhost").flags(ScriptedPeer.LEAST);
        try (var peer = ScriptedPeer.connected(kate, simple)) {
            Channel via = kate.to(simple.atom());
            ProcessCell linked = idle(kate);
            asProcess(kate, self -> {
                self.send(via, simple.pid(1), Bits.of("hi"));
                self.exit(via, simple.pid(1), BOOM);
                return null;
            });
            assertThat(peer.next()).isEqualTo(frameWith(Bits.of("hi"), 2, EMPTY, simple.pid(1)));
            Frame exit = peer.next();
            assertThat(exit).isEqualTo(frame(8, exit.control().get(1), simple.pid(1), BOOM));
            peer.sends(1, simple.pid(1), linked.pid());
            peer.isAnsweredWith();
            linked.node().deliver(linked.pid(), new Signal.Exit(linked.pid(), BOOM));
            assertThat(peer.next()).isEqualTo(frame(3, linked.pid(), simple.pid(1), BOOM));
        }
    }

    @Test
    void a_monitor_of_a_process_whose_node_knows_no_monitors_ends_with_the_connection_and_a_call_works() {
        Who simple = Who.named("simple@localhost").flags(ScriptedPeer.LEAST);
        CompletableFuture<Term> reply = new CompletableFuture<>();
        CompletableFuture<Term> down = new CompletableFuture<>();
        try (var peer = ScriptedPeer.connected(kate, simple)) {
            Channel via = kate.to(simple.atom());
            ProcessCell cell = spawn(kate, self -> {
                self.monitor(via, Atom.of("server"), Atom.of("server"), AliasUse.UNTIL_REPLY);
                self.send(via, Atom.of("server"), Bits.of("question"));
                reply.complete(next(self));
                down.complete(next(self));
                return Atom.of("normal");
            });
            assertThat(peer.next()).isEqualTo(frameWith(Bits.of("question"), 6, cell.pid(), EMPTY, Atom.of("server")));
            peer.sendsWith(Bits.of("answer"), 2, EMPTY, cell.pid());
            assertThat(value(reply)).isEqualTo(Bits.of("answer"));
        }
        assertThat(((Tuple) value(down)).get(4)).isEqualTo(Atom.of("noconnection"));
    }

    // ---- frames in every wrapping ---------------------------------------------------------------------------------

    @Test
    void headers_with_cached_atoms_are_read() {
        CompletableFuture<Term> first = new CompletableFuture<>();
        CompletableFuture<Term> second = new CompletableFuture<>();
        ProcessCell cell = spawn(kate, self -> {
            first.complete(next(self));
            second.complete(next(self));
            return BOOM;
        });
        kate.node().register(Atom.of("x"), cell);
        try (var peer = ScriptedPeer.connected(kate, alex)) {
            var header = new TermWriter();
            header.putBytes(new byte[] {(byte) 131, 68, 3, (byte) 0x88, 0x08});
            for (String atom : List.of("alex@localhost", "x", "hello")) {
                header.putByte(atom.length());
                header.putByte(atom.length());
                header.putBytes(atom.getBytes(StandardCharsets.UTF_8));
            }
            regSend(header);
            peer.sendsFrame(header.toByteArray());
            var again = new TermWriter(); // the same three, by their numbers in the cache
            again.putBytes(new byte[] {(byte) 131, 68, 3, 0, 0, 14, 1, 5});
            regSend(again);
            peer.sendsFrame(again.toByteArray());
            assertThat(value(first)).isEqualTo(Atom.of("hello"));
            assertThat(value(second)).isEqualTo(Atom.of("hello"));
        }
    }

    /** {@code {6, Pid, '', x} :: hello} with references to the atoms 0, 1 and 2 of the header. */
    private static void regSend(TermWriter out) {
        out.putBytes(new byte[] {104, 4, 97, 6, 88, 82, 0});
        out.putInt(1);
        out.putInt(0);
        out.putInt(77);
        out.putBytes(new byte[] {119, 0, 82, 1, 82, 2});
    }

    @Test
    void messages_in_fragments_are_put_together_with_others_between_them() {
        List<Term> got = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        ProcessCell cell = spawn(kate, self -> {
            got.add(next(self));
            got.add(next(self));
            done.complete(null);
            return BOOM;
        });
        byte[] large = new byte[200_000];
        new Random(3).nextBytes(large);
        var payload = new TermWriter();
        payload.write(Bits.of(large));
        byte[] bytes = payload.toByteArray();
        try (var peer = ScriptedPeer.connected(kate, alex)) {
            var start = new TermWriter();
            start.putBytes(new byte[] {(byte) 131, 69});
            start.putLong(1);
            start.putLong(4);
            start.putByte(0);
            start.write(control(22, alex.pid(1), cell.pid()));
            start.putBytes(Arrays.copyOfRange(bytes, 0, 60_000));
            peer.sendsFrame(start.toByteArray());
            peer.ticks();
            peer.sendsWith(Int.of(1), 22, alex.pid(2), cell.pid());
            for (int number = 3; number >= 1; number--) {
                var more = new TermWriter();
                more.putBytes(new byte[] {(byte) 131, 70});
                more.putLong(1);
                more.putLong(number);
                int from = 60_000 * (4 - number);
                more.putBytes(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 60_000)));
                peer.sendsFrame(more.toByteArray());
            }
            value(done);
            assertThat(got).containsExactly(Int.of(1), Bits.of(large));
        }
    }
}
