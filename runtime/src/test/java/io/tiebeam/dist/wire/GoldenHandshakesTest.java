// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.dist.wire.Acceptor.Door;
import io.tiebeam.dist.wire.Gate.Given;
import io.tiebeam.dist.wire.Gate.Verdict;
import io.tiebeam.dist.wire.Handshake.Peer;
import io.tiebeam.dist.wire.Handshake.Self;
import io.tiebeam.dist.wire.Handshake.Step;
import io.tiebeam.dist.wire.HandshakeMessage.Challenge;
import io.tiebeam.dist.wire.HandshakeMessage.ChallengeAck;
import io.tiebeam.dist.wire.HandshakeMessage.ChallengeReply;
import io.tiebeam.dist.wire.HandshakeMessage.Complement;
import io.tiebeam.dist.wire.HandshakeMessage.Named;
import io.tiebeam.dist.wire.HandshakeMessage.OldName;
import io.tiebeam.dist.wire.HandshakeMessage.SendName;
import io.tiebeam.dist.wire.HandshakeMessage.Status;
import io.tiebeam.dist.wire.Initiator.Attempt;
import io.tiebeam.term.NodeName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All recorded handshakes of real nodes; each is played again with our machine in either role. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GoldenHandshakesTest {
    private static final NodeName KATE = NodeName.of("kate@localhost");

    /** One recorded handshake, its messages told apart. */
    private record Recorded(String title, Map<String, Object> line, List<HandshakeMessage> messages) {
        static Recorded of(Map<String, Object> line) {
            var messages = new ArrayList<HandshakeMessage>();
            for (Object each : (List<?>) line.get("messages")) {
                byte[] bytes = Recording.bytes(((Map<?, ?>) each).get("hex"));
                messages.add(parse(Arrays.copyOfRange(bytes, 2, bytes.length), messages.isEmpty()));
                assertThat(messages.getLast().bytes()).isEqualTo(bytes);
            }
            return new Recorded(line.get("source") + " " + line.get("status"), line, messages);
        }

        private static HandshakeMessage parse(byte[] message, boolean first) {
            return switch (message[0]) {
                case 'N' -> first ? SendName.parse(message) : Challenge.parse(message);
                case 's' -> HandshakeMessage.parseStatus(message);
                case 'r' -> ChallengeReply.parse(message);
                default -> ChallengeAck.parse(message);
            };
        }

        <M extends HandshakeMessage> Optional<M> find(Class<M> type) {
            return messages.stream().filter(type::isInstance).map(type::cast).findFirst();
        }

        boolean says(String status) {
            return messages.contains(new Status(status));
        }

        String outcome() {
            return (String) line.get("outcome");
        }

        Optional<Secret> secret(String digest) {
            return Optional.ofNullable((List<?>) ((Map<?, ?>) line.get("cookie_of_digests")).get(digest))
                    .map(cookies -> GoldenHandshakesTest.secret((String) cookies.getFirst()));
        }

        /** Whether the initiator sent message {@code i}. */
        boolean isInitiators(int i) {
            return switch (messages.get(i)) {
                case SendName _, OldName _, Complement _, ChallengeReply _ -> true;
                case Status(String word) -> word.equals("true") || word.equals("false");
                case Named _, Challenge _, ChallengeAck _ -> false;
            };
        }

        @Override
        public String toString() {
            return title;
        }
    }

    static Stream<Recorded> handshakes() {
        return Recording.lines("handshakes").stream().map(Recorded::of);
    }

    @Test
    void there_are_75_of_them() {
        assertThat(handshakes()).hasSize(75);
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void the_digests_are_those_of_the_cookies(Recorded recorded) {
        recorded.find(ChallengeReply.class)
                .ifPresent(reply -> assertThat(recorded.secret("r")
                                .orElseThrow()
                                .isProvenBy(
                                        reply.digest(),
                                        recorded.find(Challenge.class)
                                                .orElseThrow()
                                                .challenge()))
                        .isTrue());
        recorded.find(ChallengeAck.class)
                .ifPresent(ack -> assertThat(recorded.secret("a")
                                .orElseThrow()
                                .isProvenBy(
                                        ack.digest(),
                                        recorded.find(ChallengeReply.class)
                                                .orElseThrow()
                                                .challenge()))
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void our_initiator_says_what_the_recorded_one_said(Recorded recorded) {
        var name = recorded.find(SendName.class).orElseThrow();
        var challenge = recorded.find(Challenge.class);
        var attempt = new Attempt(
                new Self(name.name(), name.flags(), name.creation()),
                challenge.map(c -> NodeName.of(c.name())).orElse(KATE),
                recorded.secret("r").orElse(secret("never asked for")),
                () -> recorded.find(ChallengeReply.class).orElseThrow().challenge(),
                () -> recorded.says(Status.TRUE));

        var last = play(recorded, true, Initiator.begin(attempt));

        switch (last) {
            case Step.Up(var self, var peer, var bytes, boolean replacesOld) -> {
                assertThat(recorded.outcome()).isEqualTo("up");
                var theirs = challenge.orElseThrow();
                assertThat(peer)
                        .isEqualTo(new Peer(
                                NodeName.of(theirs.name()), common(name.flags(), theirs.flags()), theirs.creation()));
                assertThat(self.name())
                        .isEqualTo(recorded.find(Named.class).map(Named::name).orElse(name.name()));
                assertThat(bytes).isEmpty();
                assertThat(replacesOld).isFalse();
            }
            case Step.Refused(var refusal, var _) -> {
                assertThat(recorded.outcome()).isEqualTo("stopped_at_status");
                Class<? extends Refusal> expected = recorded.says(Status.NOK)
                        ? Refusal.TheirsWins.class
                        : recorded.says(Status.NOT_ALLOWED) ? Refusal.NotAllowed.class : Refusal.AlreadyConnected.class;
                assertThat(refusal).isInstanceOf(expected);
            }
            case Step.Send(var _, var state) -> {
                assertThat(recorded.outcome()).isEqualTo("rejected_after_reply");
                assertThat(Handshake.closed(state)).isInstanceOf(Refusal.CookieRefused.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void our_acceptor_says_what_the_recorded_one_said(Recorded recorded) {
        var name = recorded.find(SendName.class).orElseThrow();
        var challenge = recorded.find(Challenge.class);
        var self = challenge
                .map(c -> new Self(c.name(), c.flags(), c.creation()))
                .orElse(Self.named(KATE, Flags.offered(), 1));
        var cookie = recorded.outcome().equals("up")
                ? recorded.secret("a").orElseThrow()
                : secret((String) recorded.line().get("acceptor_cookie"));
        var door = new Door(
                self, gate(recorded), _ -> cookie, () -> challenge.orElseThrow().challenge());

        var last = play(recorded, false, Acceptor.begin(door));

        switch (last) {
            case Step.Up(var _, var peer, var _, boolean replacesOld) -> {
                assertThat(recorded.outcome()).isEqualTo("up");
                assertThat(peer.flags()).isEqualTo(common(name.flags(), self.flags()));
                assertThat(peer.name())
                        .hasToString(recorded.find(Named.class).map(Named::name).orElse(name.name()));
                assertThat(replacesOld).isEqualTo(recorded.says(Status.ALIVE));
            }
            case Step.Refused(var refusal, var _) -> {
                switch (recorded.outcome()) {
                    case "rejected_after_reply" -> assertThat(refusal).isInstanceOf(Refusal.WrongCookie.class);
                    case "stopped_at_status" ->
                        assertThat(refusal)
                                .isInstanceOfAny(
                                        Refusal.OursWins.class,
                                        Refusal.OurName.class,
                                        Refusal.MissingFlags.class,
                                        Refusal.AlreadyConnected.class);
                    default -> throw new AssertionError(refusal.text());
                }
            }
            case Step.Send send -> throw new AssertionError("not finished: " + send);
        }
    }

    /** Feeds the other side's messages, compares what ours says between them, and gives the last step. */
    private static Step play(Recorded recorded, boolean initiator, Step first) {
        Step step = first;
        int i = 0;
        for (; ; ) {
            var expected = new ByteArrayOutputStream();
            while (i < recorded.messages().size() && recorded.isInitiators(i) == initiator) {
                expected.writeBytes(recorded.messages().get(i++).bytes());
            }
            assertThat(said(step)).isEqualTo(expected.toByteArray());
            if (i == recorded.messages().size() || !(step instanceof Step.Send(var _, var state))) {
                assertThat(i).isEqualTo(recorded.messages().size());
                return step;
            }
            // A status needs no answer as a rule: then ours is silent until the challenge, too.
            do {
                byte[] bytes = recorded.messages().get(i++).bytes();
                step = Handshake.next(state, Arrays.copyOfRange(bytes, 2, bytes.length));
                if (!(step instanceof Step.Send(byte[] silence, var next)) || silence.length > 0) {
                    break;
                }
                state = next;
            } while (i < recorded.messages().size() && recorded.isInitiators(i) != initiator);
        }
    }

    private static byte[] said(Step step) {
        return switch (step) {
            case Step.Send(byte[] bytes, var _) -> bytes;
            case Step.Up(var _, var _, byte[] bytes, var _) -> bytes;
            case Step.Refused(var _, byte[] bytes) -> bytes;
        };
    }

    private static Gate gate(Recorded recorded) {
        return new Gate() {
            @Override
            public Verdict arrival(Peer peer) {
                return recorded.says(Status.ALIVE)
                        ? Verdict.ALIVE
                        : recorded.says(Status.NOK)
                                ? Verdict.NOK
                                : recorded.says(Status.OK_SIMULTANEOUS) ? Verdict.OK_SIMULTANEOUS : Verdict.OK;
            }

            @Override
            public Optional<Given> nameFor(String host) {
                assertThat(host).isEqualTo("localhost");
                return recorded.find(Named.class).map(named -> new Given(NodeName.of(named.name()), named.creation()));
            }
        };
    }

    private static long common(long one, long other) {
        return Flags.expanded(one) & Flags.expanded(other);
    }

    private static Secret secret(String cookie) {
        return new Secret(cookie.getBytes(StandardCharsets.ISO_8859_1), "#0000");
    }
}
