// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import io.tiebeam.dist.wire.Handshake.Peer;
import io.tiebeam.dist.wire.Handshake.Self;
import io.tiebeam.dist.wire.Handshake.State;
import io.tiebeam.dist.wire.Handshake.Step;
import io.tiebeam.dist.wire.HandshakeMessage.Challenge;
import io.tiebeam.dist.wire.HandshakeMessage.ChallengeAck;
import io.tiebeam.dist.wire.HandshakeMessage.ChallengeReply;
import io.tiebeam.dist.wire.HandshakeMessage.Complement;
import io.tiebeam.dist.wire.HandshakeMessage.Named;
import io.tiebeam.dist.wire.HandshakeMessage.OldName;
import io.tiebeam.dist.wire.HandshakeMessage.SendName;
import io.tiebeam.dist.wire.HandshakeMessage.Status;
import io.tiebeam.term.NodeName;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** The side of the handshake that connected. */
public sealed interface Initiator extends State {
    /**
     * What stays the same during one attempt.
     *
     * @param expected the node that was asked for; any other is refused
     * @param secret the cookie for that node
     * @param challenges makes random numbers that nobody can foresee
     * @param stillWanted asked when the peer believes us connected: true where our old connection is gone or going
     */
    record Attempt(Self self, NodeName expected, Secret secret, IntSupplier challenges, BooleanSupplier stillWanted) {
        boolean isNameless() {
            return Flags.has(self.flags(), Flags.NAME_ME);
        }

        Attempt as(Self named) {
            return new Attempt(named, expected, secret, challenges, stillWanted);
        }
    }

    /** The first step: say who we are. */
    static Step begin(Attempt attempt) {
        Self self = attempt.self();
        return new Step.Send(
                new SendName(self.flags(), self.creation(), self.name()).bytes(), new AwaitStatus(attempt));
    }

    /** What stays the same. */
    Attempt attempt();

    @Override
    default Optional<NodeName> peer() {
        return Optional.of(attempt().expected());
    }

    /** Our name is sent. */
    record AwaitStatus(Attempt attempt) implements Initiator {
        @Override
        public String awaited() {
            return "status";
        }

        @Override
        public Step on(byte[] message) {
            return switch (HandshakeMessage.parseStatus(message)) {
                case Named named -> named(named);
                case Status(String word) -> status(word);
                case SendName _, OldName _, Complement _, Challenge _, ChallengeReply _, ChallengeAck _ ->
                    throw new ProtocolException("expected a status");
            };
        }

        private Step status(String word) {
            NodeName peer = attempt.expected();
            if (attempt.isNameless()) {
                return Handshake.refuse(new Refusal.GivesNoName(peer, word));
            }
            return switch (word) {
                case Status.OK, Status.OK_SIMULTANEOUS -> Handshake.await(new AwaitChallenge(attempt));
                case Status.NOK -> Handshake.refuse(new Refusal.TheirsWins(peer));
                case Status.NOT_ALLOWED -> Handshake.refuse(new Refusal.NotAllowed(peer));
                case Status.ALIVE ->
                    attempt.stillWanted().getAsBoolean()
                            ? new Step.Send(new Status(Status.TRUE).bytes(), new AwaitChallenge(attempt))
                            : new Step.Refused(
                                    new Refusal.AlreadyConnected(peer, false), new Status(Status.FALSE).bytes());
                default ->
                    throw new ProtocolException("expected ok, ok_simultaneous, nok, not_allowed, alive or named:");
            };
        }

        private Step named(Named named) {
            Self self = attempt.self();
            if (!attempt.isNameless()) {
                throw new ProtocolException("expected no name, since none was asked for");
            }
            NodeName name = Handshake.nodeName(named.name());
            if (!name.host().equals(self.name())) {
                throw new ProtocolException("expected a name on the host " + self.name());
            }
            return Handshake.await(
                    new AwaitChallenge(attempt.as(new Self(name.toString(), self.flags(), named.creation()))));
        }

        /** A node that cannot make sense of a host in the place of a name closes. */
        @Override
        public Refusal closed() {
            return attempt.isNameless() ? new Refusal.GivesNoName(attempt.expected(), "") : Initiator.super.closed();
        }
    }

    /** The peer let us in so far. */
    record AwaitChallenge(Attempt attempt) implements Initiator {
        @Override
        public String awaited() {
            return "challenge";
        }

        @Override
        public Step on(byte[] message) {
            var theirs = Challenge.parse(message);
            NodeName expected = attempt.expected();
            if (!theirs.name().equals(expected.toString())) {
                return Handshake.refuse(new Refusal.NameMismatch(expected, theirs.name()));
            }
            long flags = Flags.expanded(theirs.flags());
            if (Flags.missing(flags) != 0) {
                return Handshake.refuse(new Refusal.MissingFlags(peer(), Flags.missing(flags), false));
            }
            int ours = attempt.challenges().getAsInt();
            var reply = new ChallengeReply(ours, attempt.secret().digest(theirs.challenge()));
            var peer = new Peer(expected, flags & Flags.expanded(attempt.self().flags()), theirs.creation());
            return new Step.Send(reply.bytes(), new AwaitAck(attempt, peer, ours));
        }
    }

    /** We proved that we know the cookie and wait for the same. */
    record AwaitAck(Attempt attempt, Peer found, int challenge) implements Initiator {
        @Override
        public String awaited() {
            return "challenge ack";
        }

        @Override
        public Step on(byte[] message) {
            var ack = ChallengeAck.parse(message);
            return attempt.secret().isProvenBy(ack.digest(), challenge)
                    ? Handshake.up(attempt.self(), found)
                    : Handshake.refuse(new Refusal.WrongCookie(
                            attempt.expected(), false, attempt.secret().label()));
        }

        /** A node that cannot check our proof closes without a word. */
        @Override
        public Refusal closed() {
            return new Refusal.CookieRefused(
                    attempt.expected(), attempt.secret().label());
        }
    }
}
