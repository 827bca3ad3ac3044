// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.dist.wire.Acceptor.Door;
import io.tiebeam.dist.wire.Gate.Verdict;
import io.tiebeam.dist.wire.Handshake.Self;
import io.tiebeam.dist.wire.Handshake.State;
import io.tiebeam.dist.wire.Handshake.Step;
import io.tiebeam.dist.wire.Initiator.Attempt;
import io.tiebeam.term.NodeName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Two nodes connect to each other at the same moment; each message arrives at a moment of its own. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SimultaneousConnectTest {
    private final Node alex = new Node(NodeName.of("alex@localhost"));
    private final Node kate = new Node(NodeName.of("kate@localhost"));
    private Random random;

    @RepeatedTest(200)
    void exactly_one_of_two_attempts_lives_in_whatever_order_messages_arrive(RepetitionInfo info) {
        random = new Random(info.getCurrentRepetition());
        var ofAlex = new Socket(alex, kate);
        var ofKate = new Socket(kate, alex);
        alex.attempt = ofAlex;
        kate.attempt = ofKate;

        for (; ; ) {
            var ends = new ArrayList<End>(List.of(ofAlex.near, ofAlex.far, ofKate.near, ofKate.far));
            ends.removeIf(end -> end.inbox.isEmpty() && !(end.other.closed && end.isReading()));
            if (ends.isEmpty()) {
                break;
            }
            ends.get(random.nextInt(ends.size())).proceed();
        }

        assertThat(List.of(ofAlex.isUp(), ofKate.isUp())).containsExactlyInAnyOrder(true, false);
        // The greater name's attempt is the one that lives.
        assertThat(ofKate.isUp()).isTrue();
        assertThat(alex.up).isSameAs(ofKate);
        assertThat(kate.up).isSameAs(ofKate);
    }

    /** What one node knows of the other. */
    private static final class Node implements Gate {
        final NodeName name;
        Socket attempt; // null: none is under way
        Socket up; // null: not connected

        Node(NodeName name) {
            this.name = name;
        }

        @Override
        public Verdict arrival(Handshake.Peer peer) {
            var verdict = Verdict.of(name, peer.name(), up != null, attempt != null);
            if (verdict == Verdict.OK_SIMULTANEOUS) {
                attempt.near.close();
            }
            return verdict;
        }
    }

    private final class Socket {
        final Node from;
        final Node to;
        final End near = new End(this);
        final End far = new End(this);

        Socket(Node from, Node to) {
            this.from = from;
            this.to = to;
            near.other = far;
            far.other = near;
            var secret = new Secret("c".getBytes(StandardCharsets.US_ASCII), "#1234");
            near.node = from;
            far.node = to;
            far.perform(Acceptor.begin(
                    new Door(Self.named(to.name, Flags.offered(), 1), to, _ -> secret, () -> random.nextInt())));
            near.perform(Initiator.begin(new Attempt(
                    Self.named(from.name, Flags.offered(), 2),
                    to.name,
                    secret,
                    () -> random.nextInt(),
                    () -> from.attempt == this)));
        }

        boolean isUp() {
            return near.isUp && far.isUp;
        }
    }

    private static final class End {
        final Socket socket;
        final Deque<byte[]> inbox = new ArrayDeque<>();
        Node node;
        End other;
        State waits; // null: the handshake is over
        boolean isUp;
        boolean closed;

        End(Socket socket) {
            this.socket = socket;
        }

        boolean isReading() {
            return waits != null && !closed;
        }

        void proceed() {
            if (closed || waits == null) {
                inbox.clear();
            } else if (inbox.isEmpty()) {
                close(); // the other end has closed
            } else {
                perform(Handshake.next(waits, inbox.poll()));
            }
        }

        void perform(Step step) {
            switch (step) {
                case Step.Send(var bytes, var next) -> {
                    write(bytes);
                    waits = next;
                }
                case Step.Up(var _, var _, var bytes, boolean replacesOld) -> {
                    assertThat(replacesOld).isFalse();
                    write(bytes);
                    waits = null;
                    isUp = true;
                    node.up = socket;
                    if (node.attempt == socket) {
                        node.attempt = null;
                    }
                }
                case Step.Refused(var _, var bytes) -> {
                    write(bytes);
                    close();
                }
            }
        }

        void close() {
            closed = true;
            waits = null;
            if (node.attempt == socket) {
                node.attempt = null;
            }
        }

        private void write(byte[] messages) {
            var bytes = ByteBuffer.wrap(messages);
            while (bytes.hasRemaining()) {
                byte[] message = new byte[bytes.getShort()];
                bytes.get(message);
                other.inbox.add(message);
            }
        }
    }
}
