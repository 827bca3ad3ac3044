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
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;

/** The side of the handshake that was connected to. */
public sealed interface Acceptor extends State {
    /**
     * What stays the same for one incoming connection.
     *
     * @param gate knows which nodes are connected or being connected to; asked once, when the name is known
     * @param secrets the cookie for each node
     * @param challenges makes random numbers that nobody can foresee
     */
    record Door(Self self, Gate gate, Function<NodeName, Secret> secrets, IntSupplier challenges) {}

    /** The first step: listen. */
    static Step begin(Door door) {
        return Handshake.await(new AwaitName(door));
    }

    /** Somebody connected. */
    record AwaitName(Door door) implements Acceptor {
        @Override
        public String awaited() {
            return "name message";
        }

        @Override
        public Optional<NodeName> peer() {
            return Optional.empty();
        }

        @Override
        public Step on(byte[] message) {
            if (message.length > 7 && message[0] == 'n') {
                return old(OldName.parse(message));
            }
            var hello = SendName.parse(message);
            long flags = Flags.expanded(hello.flags());
            if (Flags.has(flags, Flags.NAME_ME)) {
                return nameless(hello.name(), flags);
            }
            NodeName name = Handshake.nodeName(hello.name());
            if (Flags.missing(flags) != 0) {
                return notAllowed(new Refusal.MissingFlags(Optional.of(name), Flags.missing(flags), true));
            }
            return judged(new Peer(name, flags & Flags.expanded(door.self().flags()), hello.creation()), true);
        }

        /** The peer could not ask EPMD what we speak, so that it began with what all understand; the rest follows. */
        private Step old(OldName hello) {
            long flags = Flags.expanded(hello.flags());
            if (!Flags.has(flags, Flags.HANDSHAKE_23)) {
                return notAllowed(new Refusal.OldProtocol(hello.name()));
            }
            NodeName name = Handshake.nodeName(hello.name());
            long missing = Flags.missing(flags) & OldName.FLAGS;
            return missing != 0
                    ? notAllowed(new Refusal.MissingFlags(Optional.of(name), missing, true))
                    : judged(new Peer(name, flags, 0), false);
        }

        /** @param complete whether flags and creation of {@code peer} are all known already */
        private Step judged(Peer peer, boolean complete) {
            NodeName name = peer.name();
            if (name.toString().equals(door.self().name())) {
                return new Step.Refused(new Refusal.OurName(name), new Status(Status.NOK).bytes());
            }
            return switch (door.gate().arrival(peer)) {
                case OK -> Acceptor.challenge(door, new Status(Status.OK).bytes(), peer, complete, false);
                case OK_SIMULTANEOUS ->
                    Acceptor.challenge(door, new Status(Status.OK_SIMULTANEOUS).bytes(), peer, complete, false);
                case NOK -> new Step.Refused(new Refusal.OursWins(name), new Status(Status.NOK).bytes());
                case ALIVE -> new Step.Send(new Status(Status.ALIVE).bytes(), new AwaitAlive(door, peer, complete));
                case NOT_ALLOWED -> notAllowed(new Refusal.Disallowed(name));
            };
        }

        private Step nameless(String host, long flags) {
            if (Flags.missing(flags) != 0) {
                return notAllowed(new Refusal.MissingFlags(Optional.empty(), Flags.missing(flags), true));
            }
            var given = door.gate().nameFor(host);
            if (given.isEmpty()) {
                return notAllowed(new Refusal.Nameless(host));
            }
            long ours = Flags.expanded(door.self().flags()) & ~Flags.PUBLISHED | Flags.NAME_ME;
            var peer = new Peer(given.get().name(), flags & ours, given.get().creation());
            return Acceptor.challenge(
                    door, new Named(peer.name().toString(), peer.creation()).bytes(), peer, true, false);
        }

        private static Step notAllowed(Refusal why) {
            return new Step.Refused(why, new Status(Status.NOT_ALLOWED).bytes());
        }
    }

    /** We believed the peer connected, and asked. */
    record AwaitAlive(Door door, Peer known, boolean complete) implements Acceptor {
        @Override
        public String awaited() {
            return "answer to alive";
        }

        @Override
        public Optional<NodeName> peer() {
            return Optional.of(known.name());
        }

        @Override
        public Step on(byte[] message) {
            if (HandshakeMessage.parseStatus(message) instanceof Status(String word)) {
                if (word.equals(Status.TRUE)) {
                    return Acceptor.challenge(door, new byte[0], known, complete, true);
                }
                if (word.equals(Status.FALSE)) {
                    return Handshake.refuse(new Refusal.AlreadyConnected(known.name(), true));
                }
            }
            throw new ProtocolException("expected true or false");
        }
    }

    /** The peer began with the old name message, which has room for half of the flags: the rest comes before its proof. */
    record AwaitComplement(AwaitReply then) implements Acceptor {
        @Override
        public String awaited() {
            return "complement";
        }

        @Override
        public Optional<NodeName> peer() {
            return then.peer();
        }

        @Override
        public Step on(byte[] message) {
            var complement = Complement.parse(message);
            long flags = then.known().flags() | complement.flags();
            if (Flags.missing(flags) != 0) {
                // Not the message that comes next, but a status: a BEAM says it that late, too.
                return AwaitName.notAllowed(new Refusal.MissingFlags(peer(), Flags.missing(flags), true));
            }
            long common = flags & Flags.expanded(then.door().self().flags());
            var peer = new Peer(then.known().name(), common, complement.creation());
            return Handshake.await(new AwaitReply(then.door(), peer, then.challenge(), then.replacesOld()));
        }
    }

    /** We told who we are and asked for proof of the cookie. */
    record AwaitReply(Door door, Peer known, int challenge, boolean replacesOld) implements Acceptor {
        @Override
        public String awaited() {
            return "challenge reply";
        }

        @Override
        public Optional<NodeName> peer() {
            return Optional.of(known.name());
        }

        @Override
        public Step on(byte[] message) {
            var reply = ChallengeReply.parse(message);
            var secret = door.secrets().apply(known.name());
            if (!secret.isProvenBy(reply.digest(), challenge)) {
                return Handshake.refuse(new Refusal.WrongCookie(known.name(), true, secret.label()));
            }
            var ack = new ChallengeAck(secret.digest(reply.challenge()));
            return new Step.Up(door.self(), known, ack.bytes(), replacesOld);
        }
    }

    private static Step challenge(Door door, byte[] status, Peer peer, boolean complete, boolean replacesOld) {
        Self self = door.self();
        int challenge = door.challenges().getAsInt();
        // A peer that was given its name learns that it is not published: the flag that asked takes the place.
        long flags =
                Flags.has(peer.flags(), Flags.NAME_ME) ? self.flags() & ~Flags.PUBLISHED | Flags.NAME_ME : self.flags();
        byte[] question = new Challenge(flags, challenge, self.creation(), self.name()).bytes();
        byte[] both = Arrays.copyOf(status, status.length + question.length);
        System.arraycopy(question, 0, both, status.length, question.length);
        var reply = new AwaitReply(door, peer, challenge, replacesOld);
        return new Step.Send(both, complete ? reply : new AwaitComplement(reply));
    }
}
