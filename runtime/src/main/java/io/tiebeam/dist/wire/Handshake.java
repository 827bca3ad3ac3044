// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import java.time.Duration;
import java.util.Optional;

/**
 * How two nodes come to talk: a pure state machine. Whoever owns the socket starts with {@link Initiator#begin} or
 * {@link Acceptor#begin}, does what each {@link Step} says, and hands each message that arrives to {@link #next};
 * where the peer closes or says nothing instead, {@link #closed} and {@link #timedOut} say what that means. Any
 * thread, one at a time.
 *
 * <pre>
 * initiator                                   acceptor
 *   name                                ──►
 *                                       ◄──   status ok | ok_simultaneous | nok | not_allowed | alive | named:
 *   (status true | false, after alive)  ──►
 *                                       ◄──   name, challenge
 *   digest, challenge                   ──►
 *                                       ◄──   digest
 * </pre>
 *
 * Source: erts "Distribution Protocol", {@code dist_util.erl}.
 */
public final class Handshake {
    /** How long each side waits for the next message of the other; OTP's {@code net_setuptime}. */
    public static final Duration STEP_TIMEOUT = Duration.ofSeconds(7);

    /** The longest message that is taken, in bytes without its 2-byte length; real ones stay under 300. */
    public static final int MAX_MESSAGE = 4096;

    /**
     * Who one side says it is.
     *
     * @param name the full name; only the host where it asks for a name with {@link Flags#NAME_ME}
     * @param flags what it offers
     * @param creation its incarnation
     */
    public record Self(String name, long flags, int creation) {
        /** A node with a name of its own. */
        public static Self named(NodeName name, long flags, int creation) {
            return new Self(name.toString(), flags, creation);
        }
    }

    /**
     * The node at the other end.
     *
     * @param flags what both sides offered, the digest flag written out
     * @param creation the incarnation of the peer, part of all its pids
     */
    public record Peer(NodeName name, long flags, int creation) {
        /** The name as it crosses the wire. */
        public Atom atom() {
            return name.atom();
        }

        /** Whether this connection is hidden: left out of {@code nodes()} on both sides. */
        public boolean isHidden() {
            return !Flags.has(flags, Flags.PUBLISHED);
        }
    }

    /** What to do now. Bytes are complete messages, lengths included; they may be empty. */
    public sealed interface Step {
        /** Write {@code bytes}, read one message, and ask {@link #next} with {@code next}. */
        record Send(byte[] bytes, State next) implements Step {}

        /**
         * The peer proved who it is. In this order: where {@code replacesOld}, take down the connection that was
         * thought to be up and finish its nodedown; write {@code bytes}; from then on frames have 4-byte lengths.
         *
         * @param self who we are to the peer: what we said, except where it gave us a name
         */
        record Up(Self self, Peer peer, byte[] bytes, boolean replacesOld) implements Step {}

        /** Write {@code bytes} and close; {@code refusal} says why. */
        record Refused(Refusal refusal, byte[] bytes) implements Step {}
    }

    /** What was agreed so far, and what is awaited. */
    public sealed interface State permits Initiator, Acceptor {
        /** What comes next now that {@code message} arrived. Throws {@link ProtocolException} where it is none. */
        Step on(byte[] message);

        /** What is awaited, in words. */
        String awaited();

        /** The peer, as far as it is known. */
        Optional<NodeName> peer();

        /** What it means that the peer closes here. */
        default Refusal closed() {
            return new Refusal.Closed(peer(), this instanceof Acceptor, awaited());
        }
    }

    private static final byte[] NOTHING = {};

    private Handshake() {}

    /** The step after {@code message}, given without its length, in {@code state}. Never throws. */
    public static Step next(State state, byte[] message) {
        if (message.length > MAX_MESSAGE) {
            return garbage(state, "expected at most " + MAX_MESSAGE + " bytes", message);
        }
        try {
            return state.on(message);
        } catch (ProtocolException e) {
            return garbage(state, e.getMessage(), message);
        }
    }

    private static Step garbage(State state, String problem, byte[] message) {
        return refuse(new Refusal.Garbage(state.peer(), state instanceof Acceptor, state.awaited(), problem, message));
    }

    /** What it means that the peer closed the socket in {@code state}: at one place, that the cookies differ. */
    public static Refusal closed(State state) {
        return state.closed();
    }

    /** What it means that nothing came for {@link #STEP_TIMEOUT} in {@code state}. */
    public static Refusal timedOut(State state) {
        return new Refusal.TimedOut(state.peer(), state instanceof Acceptor, state.awaited(), STEP_TIMEOUT);
    }

    /** Waits for the next message, having nothing to say. */
    static Step await(State next) {
        return new Step.Send(NOTHING, next);
    }

    /** Closes without a word. */
    static Step refuse(Refusal refusal) {
        return new Step.Refused(refusal, NOTHING);
    }

    /** The initiator has the last message of the peer: nothing is left to write. */
    static Step up(Self self, Peer peer) {
        return new Step.Up(self, peer, NOTHING, false);
    }

    /** The node that calls itself {@code name}. Throws {@link ProtocolException} where that is no node name. */
    static NodeName nodeName(String name) {
        try {
            return new NodeName(NetworkAtom.latin1(name));
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(e.getMessage(), e);
        }
    }
}
