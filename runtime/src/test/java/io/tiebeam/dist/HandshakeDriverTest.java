// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.dist.HandshakeDriver.Outcome;
import io.tiebeam.dist.wire.Acceptor;
import io.tiebeam.dist.wire.Flags;
import io.tiebeam.dist.wire.Gate;
import io.tiebeam.dist.wire.Handshake;
import io.tiebeam.dist.wire.Refusal;
import io.tiebeam.dist.wire.Secret;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The handshake on a socket whose other end is slow, silent or gone. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class HandshakeDriverTest {
    private static final Duration STEP = Duration.ofMillis(200);

    private SocketChannel near;
    private SocketChannel far;

    @BeforeEach
    void connect() throws IOException {
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            far = SocketChannel.open(server.getLocalAddress());
            near = server.accept();
        }
    }

    @AfterEach
    void close() throws IOException {
        near.close();
        far.close();
    }

    private CompletableFuture<Outcome> shakingHands() {
        var self = Handshake.Self.named(new NodeName(Atom.of("kate@localhost")), Flags.offered(), 1);
        Secret secret = new Secret("secret".getBytes(StandardCharsets.UTF_8), "test");
        var door = new Acceptor.Door(self, _ -> Gate.Verdict.OK, _ -> secret, () -> 7);
        return CompletableFuture.supplyAsync(() -> {
            try {
                return HandshakeDriver.run(near, Acceptor.begin(door), STEP);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static Refusal refusal(CompletableFuture<Outcome> outcome) throws Exception {
        return ((Outcome.Refused) outcome.get(20, TimeUnit.SECONDS)).refusal();
    }

    private static byte[] name() {
        byte[] name = "alex@localhost".getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(17 + name.length)
                .putShort((short) (15 + name.length))
                .put((byte) 'N')
                .putLong(ScriptedPeer.OTP_25)
                .putInt(77)
                .putShort((short) name.length)
                .put(name)
                .array();
    }

    @Test
    void a_peer_that_says_nothing_is_given_up() throws Exception {
        assertThat(refusal(shakingHands())).isInstanceOf(Refusal.TimedOut.class);
    }

    @Test
    void a_peer_that_sends_a_byte_now_and_then_gains_no_time() throws Exception {
        CompletableFuture<Outcome> outcome = shakingHands();
        long start = System.nanoTime();
        OutputStream out = far.socket().getOutputStream();
        byte[] name = name();
        for (int i = 0; !outcome.isDone(); i++) {
            out.write(name[i]); // had it all its bytes, it would run out of them before 20 steps have passed
            LockSupport.parkNanos(STEP.toNanos() / 2);
        }
        assertThat(refusal(outcome)).isInstanceOf(Refusal.TimedOut.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(STEP.multipliedBy(10));
    }

    @Test
    void a_message_that_is_too_long_is_refused_by_its_length() throws Exception {
        CompletableFuture<Outcome> outcome = shakingHands();
        far.write(ByteBuffer.wrap(new byte[] {(byte) 0xFF, (byte) 0xFF, 'N'}));
        assertThat(refusal(outcome)).isInstanceOf(Refusal.Garbage.class);
    }

    @Test
    void a_peer_that_leaves_is_told_from_one_that_is_silent() throws Exception {
        CompletableFuture<Outcome> outcome = shakingHands();
        far.write(ByteBuffer.wrap(name()));
        far.shutdownOutput();
        assertThat(refusal(outcome)).isInstanceOf(Refusal.Closed.class);
    }
}
