// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.dist.wire.Acceptor.Door;
import io.tiebeam.dist.wire.Gate.Verdict;
import io.tiebeam.dist.wire.Handshake.Self;
import io.tiebeam.dist.wire.Handshake.State;
import io.tiebeam.dist.wire.Handshake.Step;
import io.tiebeam.dist.wire.HandshakeMessage.SendName;
import io.tiebeam.dist.wire.Initiator.Attempt;
import io.tiebeam.term.NodeName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HandshakeTest {
    private static final NodeName ALEX = NodeName.of("alex@localhost");
    private static final NodeName KATE = NodeName.of("kate@localhost");
    private static final int ALEX_CREATION = 0x6B02C3A5;
    private static final int KATE_CREATION = 0x6B02C3A6;

    private final Random random = new Random(20250611);
    private final IntSupplier challenges = random::nextInt;

    private Secret alexKnows = secret("secret_token", "#a41f from ~/.erlang.cookie");
    private Secret kateKnows = secret("secret_token", "#a41f from ~/.erlang.cookie");
    private long alexOffers = Flags.offered();
    private long kateOffers = Flags.offered();
    private boolean stillWanted = true;

    @Test
    void two_nodes_of_one_cookie_come_up() {
        var duel = duel(Verdict.OK);

        var up = (Step.Up) duel.initiator;
        assertThat(up.peer().name()).isEqualTo(KATE);
        assertThat(up.peer().creation()).isEqualTo(KATE_CREATION);
        assertThat(up.peer().flags()).isEqualTo(Flags.offered());
        var accepted = (Step.Up) duel.acceptor;
        assertThat(accepted.peer().name()).isEqualTo(ALEX);
        assertThat(accepted.peer().creation()).isEqualTo(ALEX_CREATION);
        assertThat(accepted.replacesOld()).isFalse();
        assertThat(accepted.peer().isHidden()).isTrue();
    }

    @Test
    void a_connection_is_visible_only_if_both_are() {
        alexOffers |= Flags.PUBLISHED;
        assertThat(((Step.Up) duel(Verdict.OK).acceptor).peer().isHidden()).isTrue();
        kateOffers |= Flags.PUBLISHED;
        var duel = duel(Verdict.OK);
        assertThat(((Step.Up) duel.initiator).peer().isHidden()).isFalse();
        assertThat(((Step.Up) duel.acceptor).peer().isHidden()).isFalse();
    }

    @Test
    void nok_ends_the_attempt_of_the_smaller_name_without_an_error() {
        var duel = duel(Verdict.NOK);
        assertThat(((Step.Refused) duel.initiator).refusal()).isEqualTo(new Refusal.TheirsWins(KATE));
        assertThat(((Step.Refused) duel.acceptor).refusal()).isEqualTo(new Refusal.OursWins(ALEX));
    }

    @Test
    void ok_simultaneous_goes_on() {
        var duel = duel(Verdict.OK_SIMULTANEOUS);
        assertThat(duel.initiator).isInstanceOf(Step.Up.class);
        assertThat(duel.acceptor).isInstanceOf(Step.Up.class);
    }

    @Test
    void alive_and_true_replaces_the_old_connection_after_the_cookie_was_checked() {
        var duel = duel(Verdict.ALIVE);
        assertThat(duel.initiator).isInstanceOf(Step.Up.class);
        assertThat(((Step.Up) duel.acceptor).replacesOld()).isTrue();

        alexKnows = secret("other_token", "#0000");
        assertThat(((Step.Refused) duel(Verdict.ALIVE).acceptor).refusal()).isInstanceOf(Refusal.WrongCookie.class);
    }

    @Test
    void alive_and_false_keeps_the_old_connection() {
        stillWanted = false;
        var duel = duel(Verdict.ALIVE);
        assertThat(((Step.Refused) duel.initiator).refusal()).isEqualTo(new Refusal.AlreadyConnected(KATE, false));
        assertThat(((Step.Refused) duel.acceptor).refusal()).isEqualTo(new Refusal.AlreadyConnected(ALEX, true));
    }

    @Test
    void not_allowed_is_said_and_understood() {
        var duel = duel(Verdict.NOT_ALLOWED);
        assertThat(((Step.Refused) duel.initiator).refusal()).isEqualTo(new Refusal.NotAllowed(KATE));
        assertThat(((Step.Refused) duel.acceptor).refusal()).isEqualTo(new Refusal.Disallowed(ALEX));
    }

    @Test
    void another_cookie_is_found_by_the_acceptor_first_and_told_by_closing() {
        alexKnows = secret("other_token", "#77aa from --cookie");
        var duel = duel(Verdict.OK);

        assertThat(((Step.Refused) duel.acceptor).refusal().text())
                .startsWith("refused a connection from alex@localhost: cookie refused (invalid challenge reply)")
                .contains("ours is #a41f from ~/.erlang.cookie");
        assertThat(duel.closedForInitiator().text()).isEqualTo("""
                        no connection to kate@localhost: cookie refused
                           kate answered the handshake and closed it after our challenge reply \
                        (usual sign of a different cookie; ours is #77aa from --cookie)
                           → use the same cookie on both nodes:  --cookie-file PATH
                           → compare on kate:  iex> :erlang.get_cookie()""");
    }

    @Test
    void an_acceptor_that_does_not_know_the_cookie_is_found_too() {
        var begin = (Step.Send) Initiator.begin(attempt());
        var challenge = new HandshakeMessage.Challenge(Flags.offered(), 1, KATE_CREATION, KATE.toString());
        var waits = (Step.Send) Handshake.next(begin.next(), body(new HandshakeMessage.Status("ok").bytes()));
        var proves = (Step.Send) Handshake.next(waits.next(), body(challenge.bytes()));

        var end = Handshake.next(proves.next(), body(new HandshakeMessage.ChallengeAck(new byte[16]).bytes()));

        assertThat(((Step.Refused) end).refusal().text())
                .startsWith("no connection to kate@localhost: cookie refused (invalid challenge ack)");
    }

    @Test
    void missing_capabilities_are_named_by_whoever_misses_them() {
        alexOffers &= ~(Flags.MAP_TAG | Flags.V4_NC | Flags.MANDATORY_25_DIGEST);
        var duel = duel(Verdict.OK);
        assertThat(((Step.Refused) duel.acceptor).refusal().text())
                .startsWith("refused a connection from alex@localhost: it cannot handle [MAP_TAG, V4_NC]");
        assertThat(((Step.Refused) duel.initiator).refusal()).isEqualTo(new Refusal.NotAllowed(KATE));

        alexOffers = Flags.offered();
        kateOffers &= ~Flags.UNLINK_ID;
        duel = duel(Verdict.OK);
        assertThat(((Step.Refused) duel.initiator).refusal().text())
                .startsWith("no connection to kate@localhost: it cannot handle [UNLINK_ID]");
    }

    @Test
    void the_digest_flag_stands_for_all_that_OTP_25_made_mandatory() {
        alexOffers = Flags.MANDATORY_25_DIGEST | Flags.V4_NC | Flags.UNLINK_ID;
        assertThat(((Step.Up) duel(Verdict.OK).acceptor).peer().flags())
                .isEqualTo(Flags.MANDATORY_25_DIGEST | Flags.MANDATORY);
    }

    @Test
    void the_rule_for_arrivals_is_that_of_net_kernel() {
        assertThat(Verdict.of(ALEX, KATE, false, false)).isEqualTo(Verdict.OK);
        assertThat(Verdict.of(ALEX, KATE, false, true)).isEqualTo(Verdict.OK_SIMULTANEOUS);
        assertThat(Verdict.of(KATE, ALEX, false, true)).isEqualTo(Verdict.NOK);
        assertThat(Verdict.of(ALEX, KATE, true, false)).isEqualTo(Verdict.ALIVE);
    }

    @Test
    void another_node_than_the_one_asked_for_is_refused() {
        var begin = (Step.Send) Initiator.begin(attempt());
        var waits = (Step.Send) Handshake.next(begin.next(), body(new HandshakeMessage.Status("ok").bytes()));
        var moebi = new HandshakeMessage.Challenge(Flags.offered(), 1, 7, "moebi@localhost");
        var end = (Step.Refused) Handshake.next(waits.next(), body(moebi.bytes()));
        assertThat(end.refusal().text()).contains("expected kate@localhost at this address, got \"moebi@localhost\"");
    }

    @Test
    void a_node_with_our_own_name_is_turned_away() {
        var end = arrives(new SendName(Flags.offered(), 1, KATE.toString()).bytes());
        assertThat(end.refusal()).isEqualTo(new Refusal.OurName(KATE));
        assertThat(end.bytes()).isEqualTo(new HandshakeMessage.Status("nok").bytes());
    }

    @Test
    void a_node_without_a_name_is_told_that_there_are_none() {
        var end = arrives(new SendName(Flags.offered() | Flags.NAME_ME, 0, "localhost").bytes());
        assertThat(end.refusal()).isEqualTo(new Refusal.Nameless("localhost"));
        assertThat(end.bytes()).isEqualTo(new HandshakeMessage.Status("not_allowed").bytes());
    }

    @Test
    void a_node_without_a_name_is_given_one_and_is_hidden_under_it() {
        alexOffers = Flags.askingForName(Flags.visible(Flags.offered()));
        kateOffers = Flags.visible(Flags.offered());
        NodeName given = NodeName.of("2K8X@localhost");
        var duel = new Duel(asking(), naming(given)).run();

        var up = (Step.Up) duel.initiator;
        assertThat(up.self().name()).isEqualTo(given.toString());
        assertThat(up.self().creation()).isEqualTo(77);
        assertThat(up.peer().isHidden()).isTrue();
        var accepted = (Step.Up) duel.acceptor;
        assertThat(accepted.peer().name()).isEqualTo(given);
        assertThat(accepted.peer().creation()).isEqualTo(77);
        assertThat(accepted.peer().isHidden()).isTrue();
    }

    @Test
    void a_name_on_another_host_than_that_which_asked_is_refused() {
        alexOffers = Flags.askingForName(Flags.offered());
        var duel = new Duel(asking(), naming(NodeName.of("2K8X@elsewhere"))).run();
        assertThat(((Step.Refused) duel.initiator).refusal().text()).contains("expected a name on the host localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ok", "ok_simultaneous", "not_allowed"})
    void who_asks_for_a_name_and_gets_none_is_told_what_to_do(String status) {
        alexOffers = Flags.askingForName(Flags.offered());
        var begin = (Step.Send) Initiator.begin(asking());
        var end = (Step.Refused) Handshake.next(begin.next(), body(new HandshakeMessage.Status(status).bytes()));
        assertThat(end.refusal().text())
                .startsWith("no connection to kate@localhost: it gave this node no name\n   this node was started as"
                        + " \"undefined\" and asked kate for a name (NAME_ME), which answered \"" + status + "\"")
                .contains("→ or start this node with a name of its own:  --sname NAME");
        assertThat(Handshake.closed(begin.next()).text()).contains("which closed the socket");
    }

    private Attempt asking() {
        return new Attempt(new Self("localhost", alexOffers, 0), KATE, alexKnows, challenges, () -> stillWanted);
    }

    private Door naming(NodeName name) {
        Gate gate = new Gate() {
            @Override
            public Verdict arrival(Handshake.Peer peer) {
                throw new AssertionError("it has no name to decide about");
            }

            @Override
            public Optional<Given> nameFor(String host) {
                return Optional.of(new Given(name, 77));
            }
        };
        return new Door(Self.named(KATE, kateOffers, KATE_CREATION), gate, _ -> kateKnows, challenges);
    }

    @Test
    void the_old_name_message_is_refused_with_its_name() {
        byte[] name = "n\0\5\0\0\0\0old@localhost".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(arrives(prefixed(name)).refusal().text())
                .contains("handshake version 5")
                .contains("\"old@localhost\"");
    }

    /** Nodes up to OTP 24 that do not know whom they reach: in two messages, what others say in one. */
    @Test
    void a_node_may_begin_with_half_of_its_flags() {
        assertThat(((Step.Up) halved(Verdict.OK, Flags.offered())).peer())
                .isEqualTo(new Handshake.Peer(ALEX, Flags.offered(), ALEX_CREATION));
        assertThat(((Step.Up) halved(Verdict.ALIVE, Flags.offered())).replacesOld())
                .isTrue();

        var lacking = (Step.Refused) halved(Verdict.OK, Flags.offered() & ~Flags.V4_NC);
        assertThat(lacking.refusal()).isInstanceOf(Refusal.MissingFlags.class);
        assertThat(lacking.bytes()).isEqualTo(new HandshakeMessage.Status("not_allowed").bytes());
        var early = (Step.Refused) halved(Verdict.OK, Flags.HANDSHAKE_23);
        assertThat(early.refusal()).isInstanceOf(Refusal.MissingFlags.class);
        assertThat(early.bytes()).isEqualTo(new HandshakeMessage.Status("not_allowed").bytes());
    }

    /** What kate says at last to alex, who begins with half of {@code flags}. */
    private Step halved(Verdict verdict, long flags) {
        Step step = Acceptor.begin(door(verdict));
        step = after(step, new HandshakeMessage.OldName(flags & 0xFFFF_FFFFL, ALEX.toString()));
        if (step instanceof Step.Refused) {
            return step;
        }
        if (verdict == Verdict.ALIVE) {
            step = after(step, new HandshakeMessage.Status("true"));
        }
        byte[] said = ((Step.Send) step).bytes();
        byte[] question = Arrays.copyOfRange(said, verdict == Verdict.ALIVE ? 2 : 7, said.length);
        int challenge = HandshakeMessage.Challenge.parse(question).challenge();
        step = after(step, new HandshakeMessage.Complement(flags & ~0xFFFF_FFFFL, ALEX_CREATION));
        return step instanceof Step.Refused
                ? step
                : after(step, new HandshakeMessage.ChallengeReply(7, alexKnows.digest(challenge)));
    }

    private static Step after(Step step, HandshakeMessage message) {
        return Handshake.next(((Step.Send) step).next(), body(message.bytes()));
    }

    @Test
    void bytes_after_the_name_belong_to_later_versions() {
        byte[] name = new SendName(Flags.offered(), 1, ALEX.toString()).bytes();
        var begin = (Step.Send) Acceptor.begin(door(Verdict.OK));
        var step = Handshake.next(begin.next(), body(Arrays.copyOf(name, name.length + 9)));
        assertThat(((Step.Send) step).next().peer()).contains(ALEX);
    }

    @Test
    void names_are_latin_1() {
        var name = new SendName(1, 2, "jürgen@localhost");
        assertThat(name.bytes()).hasSize(2 + 15 + 16);
        assertThat(SendName.parse(body(name.bytes()))).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alex", "@localhost", "alex@", "a@b@c", "alex@local\nhost", ""})
    void what_is_no_node_name_is_refused(String name) {
        var end = arrives(new SendName(Flags.offered(), 1, name).bytes());
        assertThat(end.refusal()).isInstanceOf(Refusal.Garbage.class);
    }

    @Test
    void garbage_is_shown_in_hexadecimal() {
        var end = arrives(prefixed("GET / HTTP/1.1".getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(end.refusal().text())
                .contains("waiting for its name message")
                .contains("got 14 bytes: 474554202f20485454502f312e31");
        assertThat(arrives(new byte[2 + Handshake.MAX_MESSAGE + 1]).refusal().text())
                .contains("at most 4096 bytes");
        assertThat(arrives(new byte[2]).refusal()).isInstanceOf(Refusal.Garbage.class);
    }

    @Test
    void silence_and_closing_are_told_apart() {
        var begin = (Step.Send) Initiator.begin(attempt());
        assertThat(Handshake.closed(begin.next()).text())
                .startsWith("no connection to kate@localhost: closed during the handshake")
                .contains("waited for its status");
        assertThat(Handshake.timedOut(begin.next()).text()).contains("nothing came for 7 s");
        var accept = (Step.Send) Acceptor.begin(door(Verdict.OK));
        assertThat(Handshake.timedOut(accept.next()).text()).startsWith("refused a connection from an unnamed node");
    }

    @Test
    void a_cookie_never_shows() {
        assertThat(alexKnows).hasToString("#a41f from ~/.erlang.cookie");
        assertThat(attempt().toString()).doesNotContain("secret_token");
        assertThat(Initiator.begin(attempt()).toString()).doesNotContain("secret_token");
    }

    @Test
    void damaged_messages_refuse_and_never_throw() {
        for (int round = 0; round < 20_000; round++) {
            var duel = new Duel(attempt(), door(Verdict.values()[random.nextInt(5)]));
            duel.damage = random.nextInt(8);
            duel.run();
            // Flags, creations and extra bytes may change unseen; nothing may come up on a wrong digest or name.
            if (duel.initiator instanceof Step.Up up) {
                assertThat(up.peer().name()).isEqualTo(KATE);
            }
        }
    }

    /** Alex connects to kate. */
    private Duel duel(Verdict verdict) {
        return new Duel(attempt(), door(verdict)).run();
    }

    private Attempt attempt() {
        return new Attempt(Self.named(ALEX, alexOffers, ALEX_CREATION), KATE, alexKnows, challenges, () -> stillWanted);
    }

    private Door door(Verdict verdict) {
        return new Door(Self.named(KATE, kateOffers, KATE_CREATION), _ -> verdict, _ -> kateKnows, challenges);
    }

    /** What becomes of a first message that must be refused. */
    private Step.Refused arrives(byte[] message) {
        var begin = (Step.Send) Acceptor.begin(door(Verdict.OK));
        return (Step.Refused) Handshake.next(begin.next(), body(message));
    }

    private static Secret secret(String cookie, String label) {
        return new Secret(cookie.getBytes(StandardCharsets.US_ASCII), label);
    }

    private static byte[] body(byte[] message) {
        return Arrays.copyOfRange(message, 2, message.length);
    }

    private static byte[] prefixed(byte[] body) {
        return ByteBuffer.allocate(2 + body.length)
                .putShort((short) body.length)
                .put(body)
                .array();
    }

    /** Two machines and the wires between them. */
    private final class Duel {
        private final Deque<byte[]> toInitiator = new ArrayDeque<>();
        private final Deque<byte[]> toAcceptor = new ArrayDeque<>();
        private int damage = -1; // how many messages until one is damaged
        Step initiator;
        Step acceptor;
        private State initiatorWaits;

        Duel(Attempt attempt, Door door) {
            acceptor = Acceptor.begin(door);
            initiator = Initiator.begin(attempt);
        }

        /** Until nobody has anything to say or to read. */
        Duel run() {
            write(initiator, toAcceptor);
            while (!toInitiator.isEmpty() || !toAcceptor.isEmpty()) {
                if (!toAcceptor.isEmpty()) {
                    acceptor = step(acceptor, toAcceptor.poll(), toInitiator);
                }
                if (!toInitiator.isEmpty()) {
                    initiator = step(initiator, toInitiator.poll(), toAcceptor);
                }
            }
            return this;
        }

        private Step step(Step step, byte[] message, Deque<byte[]> answers) {
            if (!(step instanceof Step.Send(var _, var state))) {
                return step; // it closed, or is up
            }
            var next = Handshake.next(state, message);
            write(next, answers);
            return next;
        }

        Refusal closedForInitiator() {
            return Handshake.closed(((Step.Send) initiator).next());
        }

        private void write(Step step, Deque<byte[]> wire) {
            var bytes = ByteBuffer.wrap(
                    switch (step) {
                        case Step.Send(byte[] b, var _) -> b;
                        case Step.Up(var _, var _, byte[] b, var _) -> b;
                        case Step.Refused(var _, byte[] b) -> b;
                    });
            while (bytes.hasRemaining()) {
                byte[] message = new byte[bytes.getShort()];
                bytes.get(message);
                wire.add(damage-- == 0 ? damaged(message) : message);
            }
        }

        private byte[] damaged(byte[] message) {
            byte[] copy = Arrays.copyOf(message, random.nextInt(4) == 0 ? random.nextInt(64) : message.length);
            if (copy.length > 0) {
                copy[random.nextInt(copy.length)] = (byte) random.nextInt();
            }
            return copy;
        }
    }
}
