// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.Handshake;
import io.tiebeam.dist.wire.Refusal;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Carries a {@link Handshake} out on a socket, which still blocks. On a thread of its own, never a process's. Each message
 * has to be there in time as a whole: a peer that sends a byte now and then gains nothing.
 */
final class HandshakeDriver {
    /** How it ended. */
    sealed interface Outcome {
        /** The peer proved who it is; the caller writes {@link Handshake.Step.Up#bytes()}. */
        record Up(Handshake.Step.Up step) implements Outcome {}

        /** It came to nothing; the caller closes. */
        record Refused(Refusal refusal) implements Outcome {}
    }

    private final SocketChannel socket;
    private final InputStream in;
    private final Duration stepTimeout;

    private HandshakeDriver(SocketChannel socket, Duration stepTimeout) throws IOException {
        this.socket = socket;
        this.in = socket.socket().getInputStream();
        this.stepTimeout = stepTimeout;
    }

    /** Goes through the handshake from {@code first}. */
    static Outcome run(SocketChannel socket, Handshake.Step first) throws IOException {
        return run(socket, first, Handshake.STEP_TIMEOUT);
    }

    static Outcome run(SocketChannel socket, Handshake.Step first, Duration stepTimeout) throws IOException {
        return new HandshakeDriver(socket, stepTimeout).run(first);
    }

    private Outcome run(Handshake.Step first) throws IOException {
        Handshake.Step step = first;
        while (true) {
            switch (step) {
                case Handshake.Step.Up up -> {
                    return new Outcome.Up(up);
                }
                case Handshake.Step.Refused(Refusal refusal, byte[] bytes) -> {
                    writeQuietly(bytes);
                    return new Outcome.Refused(refusal);
                }
                case Handshake.Step.Send(byte[] bytes, Handshake.State next) -> {
                    try {
                        write(socket, bytes);
                        step = Handshake.next(next, message());
                    } catch (SocketTimeoutException silent) {
                        return new Outcome.Refused(Handshake.timedOut(next));
                    } catch (EOFException | SocketException closed) {
                        return new Outcome.Refused(Handshake.closed(next));
                    }
                }
            }
        }
    }

    /** The next message without its length; one that is too long is not read: its length says enough. */
    private byte[] message() throws IOException {
        long deadline = System.nanoTime() + stepTimeout.toNanos();
        byte[] length = read(2, deadline);
        int bytes = (length[0] & 0xFF) << 8 | length[1] & 0xFF;
        return bytes > Handshake.MAX_MESSAGE ? new byte[bytes] : read(bytes, deadline);
    }

    private byte[] read(int length, long deadline) throws IOException {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; ) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException();
            }
            socket.socket().setSoTimeout((int) left);
            int n = in.read(bytes, at, length - at);
            if (n < 0) {
                throw new EOFException();
            }
            at += n;
        }
        return bytes;
    }

    static void write(SocketChannel socket, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            socket.write(buffer);
        }
    }

    private void writeQuietly(byte[] bytes) {
        try {
            write(socket, bytes);
        } catch (IOException gone) {
            // the peer left before it heard that it is refused
        }
    }
}
