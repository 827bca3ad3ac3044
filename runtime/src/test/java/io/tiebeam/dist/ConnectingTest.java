// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import static io.tiebeam.dist.ScriptedPeer.frame;
import static io.tiebeam.dist.ScriptedPeer.frameWith;
import static io.tiebeam.dist.TestNet.asProcess;
import static io.tiebeam.dist.TestNet.await;
import static io.tiebeam.dist.TestNet.idle;
import static io.tiebeam.dist.TestNet.next;
import static io.tiebeam.dist.TestNet.spawn;
import static io.tiebeam.dist.TestNet.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.dist.ScriptedPeer.Door;
import io.tiebeam.dist.ScriptedPeer.Who;
import io.tiebeam.dist.wire.FrameWriter;
import io.tiebeam.dist.wire.Handshake;
import io.tiebeam.epmd.NameTakenException;
import io.tiebeam.epmd.NodeKind;
import io.tiebeam.process.Channel;
import io.tiebeam.process.Network;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.Signal;
import io.tiebeam.process.SpawnRequest;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How connections come about, or do not, and what the processes hear that wait for them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class ConnectingTest {
    private static final Atom EMPTY = Atom.of("");
    private static final Atom NOCONNECTION = Atom.of("noconnection");

    private final TestNet net = new TestNet();
    private final Network kate = net.start("kate@localhost");
    private final Who alex = Who.named("alex@localhost");
    private final Who zoe = Who.named("zoe@localhost");

    @AfterEach
    void end() {
        net.close();
    }

    private static NodeName name(Who who) {
        return new NodeName(who.atom());
    }

    private CompletableFuture<Boolean> connecting(Who to) {
        return CompletableFuture.supplyAsync(() -> kate.connect(name(to)));
    }

    private String whyNot(Who who) {
        return kate.whyNot(name(who)).orElseThrow();
    }

    // ---- what waits for a connection ------------------------------------------------------------------------------

    @Test
    void what_is_sent_while_connecting_arrives_in_order_and_before_what_comes_later() {
        Channel[] via = new Channel[1];
        CompletableFuture<Void> more = new CompletableFuture<>();
        try (Door door = new Door(net.epmd(), alex)) {
            ProcessCell cell = spawn(kate, self -> {
                via[0] = kate.to(alex.atom());
                self.link(via[0], alex.pid(1));
                self.monitor(via[0], alex.pid(1), alex.pid(1), AliasUse.NONE);
                for (int i = 0; i < 100; i++) {
                    self.send(via[0], alex.pid(1), Int.of(i));
                }
                self.unlink(alex.pid(1));
                value(more);
                self.send(via[0], alex.pid(1), Int.of(100));
                return next(self);
            });
            ScriptedPeer peer = door.awaits();
            peer.answers("ok");
            peer.asksForProof();
            assertThat(peer.next()).isEqualTo(frame(1, cell.pid(), alex.pid(1)));
            assertThat(peer.next().control().get(0)).isEqualTo(Int.of(19));
            for (int i = 0; i < 100; i++) {
                assertThat(peer.next()).isEqualTo(frameWith(Int.of(i), 22, cell.pid(), alex.pid(1)));
            }
            assertThat(peer.next().control().get(0)).isEqualTo(Int.of(35));
            more.complete(null);
            assertThat(peer.next()).isEqualTo(frameWith(Int.of(100), 22, cell.pid(), alex.pid(1)));
            peer.close();
        }
    }

    @Test
    void the_first_frame_of_the_peer_may_come_with_its_last_word_of_the_handshake() {
        ProcessCell idle = idle(kate);
        try (Door door = new Door(net.epmd(), alex)) {
            CompletableFuture<Boolean> connected = connecting(alex);
            ScriptedPeer peer = door.accepts("ok");
            peer.sends(1, alex.pid(1), idle.pid());
            peer.isAnsweredWith();
            assertThat(value(connected)).isTrue();
            assertThat(idle.info().links()).containsExactly(alex.pid(1));
            peer.close();
        }
    }

    @Test
    void where_there_is_no_way_links_monitors_and_requests_end_in_noconnection_and_messages_are_lost() {
        List<Term> heard = asProcess(kate, self -> {
            self.trapExit(true);
            Channel via = kate.to(alex.atom());
            self.send(via, alex.pid(1), Bits.of("lost"));
            self.link(via, alex.pid(1));
            self.monitorNode(via, true);
            self.monitor(via, Atom.of("x"), Tuple.of(Atom.of("x"), alex.atom()), AliasUse.NONE);
            self.spawn(
                    via,
                    new SpawnRequest(
                            self.newRef(),
                            self.pid(),
                            self.pid(),
                            Atom.of("m"),
                            Atom.of("f"),
                            ListTerm.EMPTY,
                            true,
                            true));
            List<Term> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Tuple message = (Tuple) next(self);
                all.add(message.get(0));
                assertThat(message.elements()).containsAnyOf(NOCONNECTION, alex.atom());
            }
            return all;
        });
        assertThat(heard)
                .containsExactly(Atom.of("EXIT"), Atom.of("nodedown"), Atom.of("DOWN"), Atom.of("spawn_reply"));
    }

    @Test
    void a_message_that_cannot_be_sent_is_its_sender_s_mistake_even_before_the_connection_is_up() {
        try (Door door = new Door(net.epmd(), alex)) {
            Channel via = kate.to(alex.atom());
            asProcess(kate, self -> {
                assertThatThrownBy(() -> self.send(via, alex.pid(1), Bits.of(new byte[FrameWriter.MAX_FRAME])))
                        .isInstanceOf(TermException.class)
                        .hasMessageContaining("too large");
                self.send(via, alex.pid(1), Bits.of("small"));
                return null;
            });
            ScriptedPeer peer = door.accepts("ok");
            assertThat(peer.next().payload()).contains(Bits.of("small"));
            asProcess(kate, self -> {
                assertThatThrownBy(() -> self.send(via, alex.pid(1), Bits.of(new byte[FrameWriter.MAX_FRAME])))
                        .isInstanceOf(TermException.class);
                self.send(via, alex.pid(1), Bits.of("small again"));
                return null;
            });
            assertThat(peer.next().payload()).contains(Bits.of("small again"));
            peer.close();
        }
    }

    @Test
    void the_end_of_a_process_whose_reason_is_too_large_is_told_all_the_same() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        ProcessCell cell = spawn(kate, _ -> {
            value(end);
            return Bits.of(new byte[FrameWriter.MAX_FRAME]);
        });
        try (var peer = ScriptedPeer.connected(kate, alex)) {
            peer.sends(1, alex.pid(1), cell.pid());
            peer.sends(19, alex.pid(1), cell.pid(), alex.ref(1));
            peer.isAnsweredWith();
            end.complete(null);
            assertThat(peer.next()).isEqualTo(frameWith(Atom.of("system_limit"), 24, cell.pid(), alex.pid(1)));
            assertThat(peer.next())
                    .isEqualTo(frameWith(Atom.of("system_limit"), 28, cell.pid(), alex.pid(1), alex.ref(1)));
        }
    }

    @Test
    void senders_to_a_node_that_is_being_connected_are_suspended_too_and_can_be_killed() {
        try (Door door = new Door(net.epmd(), alex)) {
            Channel via = kate.to(alex.atom());
            CompletableFuture<Void> filled = new CompletableFuture<>();
            ProcessCell suspended = spawn(kate, self -> {
                self.send(via, alex.pid(1), Bits.of(new byte[(int) Outbox.BUSY + 1]));
                filled.complete(null);
                self.thread().interrupt(); // no reason to spin, or to send on
                self.send(via, alex.pid(1), Int.of(2));
                return Atom.of("normal");
            });
            ProcessCell killed = spawn(kate, self -> {
                value(filled);
                self.send(via, alex.pid(1), Int.of(3));
                return Atom.of("normal");
            });
            value(filled);
            ScriptedPeer peer = door.awaits();
            await(
                    "both wait",
                    () -> suspended.thread().getState() == Thread.State.WAITING
                            && killed.thread().getState() == Thread.State.WAITING);
            kate.node().deliver(killed.pid(), new Signal.Exit(killed.pid(), Atom.of("kill")));
            await("it is gone", () -> !killed.thread().isAlive());
            peer.answers("ok");
            peer.asksForProof();
            assertThat(peer.next().control())
                    .isEqualTo(frame(22, suspended.pid(), alex.pid(1)).control());
            assertThat(peer.next()).isEqualTo(frameWith(Int.of(2), 22, suspended.pid(), alex.pid(1)));
            peer.isAnsweredWith();
            peer.close();
        }
    }

    // ---- why not --------------------------------------------------------------------------------------------------

    @Test
    void a_node_that_epmd_does_not_know() {
        net.start("anna@localhost");
        assertThat(kate.connect(name(zoe))).isFalse();
        assertThat(whyNot(zoe))
                .startsWith("no connection to zoe@localhost (noconnection): no such node\n   epmd on 127.0.0.1:")
                .contains(" knows: anna, kate\n")
                .contains("→ start it:    ./tiebeam shell --sname zoe@localhost");
    }

    @Test
    void a_node_that_epmd_knows_and_nobody_listens_for() throws Exception {
        try (var _ = net.epmd().register(name(zoe), freePort(), NodeKind.VISIBLE)) {
            assertThat(kate.connect(name(zoe))).isFalse();
        }
        assertThat(whyNot(zoe))
                .startsWith("no connection to zoe@localhost (noconnection): Connection refused")
                .contains("epmd says that it listens on port");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    @Test
    void a_host_that_cannot_be_resolved() {
        Who nowhere = Who.named("zoe@no-such-host");
        assertThat(kate.connect(name(nowhere))).isFalse();
        assertThat(whyNot(nowhere)).contains("no connection to zoe@no-such-host", "no-such-host cannot be resolved");
    }

    @Test
    void long_and_short_names_cannot_talk_and_odd_names_are_nobody() {
        Who elsewhere = Who.named("zoe@host.example.org");
        assertThat(kate.connect(name(elsewhere))).isFalse();
        assertThat(whyNot(elsewhere)).contains("cannot talk: one uses short names, one long");
        assertThat(kate.to(Atom.of("no node")).relate(idle(kate))).isFalse();
        assertThat(kate.connect(new NodeName(Atom.of("kate@localhost")))).isTrue();
    }

    @Test
    void a_wrong_cookie_is_refused_by_both_and_told_to_both() {
        try (var peer = ScriptedPeer.dial(kate, alex.cookie("other"))) {
            assertThat(peer.says()).isEqualTo("ok");
            assertThatThrownBy(peer::proves).hasRootCauseInstanceOf(IOException.class);
        }
        assertThat(TestNet.peers(kate)).isEmpty();
        Network anna = net.start("anna@localhost", "another cookie", Duration.ofSeconds(60));
        NodeName annaName = new NodeName(anna.node().name());
        assertThat(kate.connect(annaName)).isFalse();
        assertThat(kate.whyNot(annaName).orElseThrow()).startsWith("no connection to anna@localhost: cookie refused");
        assertThat(anna.connect(new NodeName(kate.node().name()))).isFalse();
        kate.cookie(annaName, "another cookie".getBytes(StandardCharsets.UTF_8));
        assertThat(kate.connect(annaName)).isTrue();
        assertThat(kate.whyNot(annaName)).isEmpty();
        await(
                "anna knows too",
                () -> TestNet.peers(anna).contains(new NodeName(kate.node().name())));
    }

    @Test
    void a_peer_that_cannot_prove_the_cookie_is_refused_when_we_connect() {
        try (Door door = new Door(net.epmd(), alex.cookie("other"))) {
            CompletableFuture<Boolean> connected = connecting(alex);
            ScriptedPeer peer = door.accepts("ok");
            assertThat(value(connected)).isFalse();
            assertThat(peer.isClosed()).isTrue();
            assertThat(whyNot(alex)).contains("cookie");
            peer.close();
        }
    }

    @Test
    void a_name_that_is_taken_cannot_be_started_and_leaves_nothing_behind() {
        assertThatThrownBy(() ->
                        net.tryStart("kate@localhost", TestNet.COOKIE, Duration.ofSeconds(60), (_, _, _) -> _ -> EMPTY))
                .isInstanceOf(NameTakenException.class)
                .hasMessageContaining("kate@localhost");
    }

    @Test
    void a_host_of_another_machine_cannot_be_listened_on() {
        assertThatThrownBy(() -> net.tryStart(
                        "kate@no-such-host", TestNet.COOKIE, Duration.ofSeconds(60), (_, _, _) -> _ -> EMPTY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the host name no-such-host cannot be resolved");
    }

    @Test
    void not_allowed_is_told_and_a_peer_that_lacks_flags_is_not_let_in() {
        try (var peer = ScriptedPeer.dial(kate, alex.flags(0))) {
            assertThat(peer.says()).isEqualTo("not_allowed");
            assertThat(peer.isClosed()).isTrue();
        }
        try (Door door = new Door(net.epmd(), alex)) {
            CompletableFuture<Boolean> connected = connecting(alex);
            ScriptedPeer peer = door.awaits();
            peer.answers("not_allowed");
            assertThat(value(connected)).isFalse();
            assertThat(whyNot(alex)).contains("alex@localhost");
            peer.close();
        }
    }

    // ---- both at once ---------------------------------------------------------------------------------------------

    @Test
    void the_smaller_name_gives_way_to_us_and_its_connection_is_ours() {
        // We are kate, greater than alex: our attempt lives, its one is told nok.
        try (Door door = new Door(net.epmd(), alex)) {
            CompletableFuture<Boolean> connected = connecting(alex);
            ScriptedPeer ours = door.awaits();
            try (var theirs = ScriptedPeer.dial(kate, alex)) {
                assertThat(theirs.says()).isEqualTo("nok");
                assertThat(theirs.isClosed()).isTrue();
            }
            ours.answers("ok_simultaneous");
            ours.asksForProof();
            assertThat(value(connected)).isTrue();
            ours.isAnsweredWith();
            ours.close();
        }
    }

    @Test
    void we_give_way_to_a_greater_name_and_what_waited_goes_over_its_connection() {
        try (Door door = new Door(net.epmd(), zoe)) {
            ProcessCell idle = idle(kate);
            Channel via = kate.to(zoe.atom());
            via.offer(idle.pid(), zoe.pid(1), new Signal.Link(idle.pid(), null));
            ScriptedPeer ours = door.awaits();
            ScriptedPeer theirs = ScriptedPeer.dial(kate, zoe);
            assertThat(theirs.says()).isEqualTo("ok_simultaneous");
            assertThat(ours.isClosed()).isTrue();
            theirs.proves();
            assertThat(theirs.next()).isEqualTo(frame(1, idle.pid(), zoe.pid(1)));
            ours.close();
            theirs.close();
        }
    }

    @Test
    void told_nok_we_wait_for_the_other_s_connection() {
        try (Door door = new Door(net.epmd(), zoe)) {
            CompletableFuture<Boolean> connected = connecting(zoe);
            ScriptedPeer ours = door.awaits();
            ours.answers("nok");
            assertThat(ours.isClosed()).isTrue();
            assertThat(connected).isNotDone();
            try (var theirs = ScriptedPeer.connected(kate, zoe)) {
                assertThat(value(connected)).isTrue();
                theirs.isAnsweredWith();
            }
            ours.close();
        }
    }

    @Test
    void a_greater_name_that_leaves_in_the_middle_leaves_nobody_waiting() {
        try (Door door = new Door(net.epmd(), zoe)) {
            CompletableFuture<Boolean> connected = connecting(zoe);
            ScriptedPeer ours = door.awaits();
            long before = System.nanoTime();
            try (var theirs = ScriptedPeer.dial(kate, zoe)) {
                assertThat(theirs.says()).isEqualTo("ok_simultaneous");
            }
            assertThat(value(connected)).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Handshake.STEP_TIMEOUT);
            assertThat(whyNot(zoe)).contains("it was connecting to us, and gave up");
            ours.close();
        }
    }

    @Test
    void believing_the_other_connected_we_ask_and_replace_or_keep_the_old_connection() {
        ProcessCell cell = spawn(kate, self -> {
            value(new CompletableFuture<Void>()); // never looks at its mailbox
            return EMPTY;
        });
        ScriptedPeer first = ScriptedPeer.connected(kate, alex);
        first.sends(1, alex.pid(1), cell.pid());
        first.isAnsweredWith();
        try (var second = ScriptedPeer.dial(kate, alex)) {
            assertThat(second.says()).isEqualTo("alive");
            second.answers("false");
            assertThat(second.isClosed()).isTrue();
        }
        first.isAnsweredWith();
        Who again = alex.creation(78);
        try (var third = ScriptedPeer.dial(kate, again)) {
            assertThat(third.says()).isEqualTo("alive");
            third.answers("true");
            third.proves();
            // The nodedown was finished before the nodeup.
            assertThat(cell.exitReason()).isEqualTo(NOCONNECTION);
            assertThat(first.isClosed()).isTrue();
            third.isAnsweredWith();
            assertThat(TestNet.peers(kate)).containsExactly(name(alex));
        }
        first.close();
    }

    @Test
    void told_alive_we_say_that_we_do_connect() {
        try (Door door = new Door(net.epmd(), alex)) {
            CompletableFuture<Boolean> connected = connecting(alex);
            ScriptedPeer peer = door.awaits();
            peer.answers("alive");
            assertThat(readStatus(peer)).isEqualTo("true");
            peer.asksForProof();
            assertThat(value(connected)).isTrue();
            peer.close();
        }
    }

    private static String readStatus(ScriptedPeer peer) {
        try {
            return peer.status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_wrong_cookie_does_not_replace_a_connection() {
        try (var first = ScriptedPeer.connected(kate, alex)) {
            try (var thief = ScriptedPeer.dial(kate, alex.cookie("guessed"))) {
                assertThat(thief.says()).isEqualTo("alive");
                thief.answers("true");
                assertThatThrownBy(thief::proves).hasRootCauseInstanceOf(IOException.class);
            }
            first.isAnsweredWith();
        }
    }

    @Test
    void strangers_that_say_nothing_are_limited_and_no_peer_that_is_connected_notices() {
        try (var peer = ScriptedPeer.connected(kate, alex)) {
            List<ScriptedPeer> strangers = new ArrayList<>();
            for (int i = 0; i < Listener.HALF_OPEN + 16; i++) {
                strangers.add(ScriptedPeer.dial(kate, zoe));
            }
            await("all doors are taken", () -> threads("tiebeam kate@localhost handshake") == Listener.HALF_OPEN);
            peer.isAnsweredWith();
            assertThat(threads("tiebeam kate@localhost handshake")).isEqualTo(Listener.HALF_OPEN);
            strangers.forEach(ScriptedPeer::close);
            try (var welcome = ScriptedPeer.connected(kate, zoe)) {
                welcome.isAnsweredWith();
            }
        }
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }

    @Test
    void disconnecting_tells_everyone_before_it_returns_and_connecting_again_works() {
        Network anna = net.start("anna@localhost");
        NodeName annaName = new NodeName(anna.node().name());
        Pid there = idle(anna).pid();
        CompletableFuture<Term> end = new CompletableFuture<>();
        CompletableFuture<Void> linked = new CompletableFuture<>();
        assertThat(kate.connect(annaName)).isTrue();
        spawn(kate, self -> {
            self.trapExit(true);
            self.link(kate.to(there.node()), there);
            linked.complete(null);
            end.complete(next(self));
            return next(self);
        });
        value(linked);
        assertThat(kate.disconnect(annaName)).isTrue();
        assertThat(kate.disconnect(annaName)).isFalse();
        assertThat(value(end)).isEqualTo(Tuple.of(Atom.of("EXIT"), there, NOCONNECTION));
        assertThat(kate.connect(annaName)).isTrue();
    }
}
