// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Carries a {@link Handshake} out on a socket, which still blocks. On a thread of its own, never a process's. */
final class HandshakeDriver {
    /** How it ended. */
    sealed interface Outcome {
        /** The peer proved who it is; the caller writes {@link Handshake.Step.Up#bytes()}. */
        record Up(Handshake.Step.Up step) implements Outcome {}

        /** It came to nothing; the caller closes. */
        record Refused(Refusal refusal) implements Outcome {}
    }

    private HandshakeDriver() {}

    /** Goes through the handshake from {@code first}. */
    static Outcome run(SocketChannel socket, Handshake.Step first) throws IOException {
        socket.socket().setSoTimeout((int) Handshake.STEP_TIMEOUT.toMillis());
        DataInputStream in = new DataInputStream(socket.socket().getInputStream());
        Handshake.Step step = first;
        while (true) {
            switch (step) {
                case Handshake.Step.Up up -> {
                    return new Outcome.Up(up);
                }
                case Handshake.Step.Refused(Refusal refusal, byte[] bytes) -> {
                    writeQuietly(socket, bytes);
                    return new Outcome.Refused(refusal);
                }
                case Handshake.Step.Send(byte[] bytes, Handshake.State next) -> {
                    try {
                        write(socket, bytes);
                        int length = in.readUnsignedShort();
                        if (length > Handshake.MAX_MESSAGE) {
                            step = Handshake.next(next, new byte[length]);
                        } else {
                            step = Handshake.next(next, in.readNBytes(length));
                        }
                    } catch (SocketTimeoutException silent) {
                        return new Outcome.Refused(Handshake.timedOut(next));
                    } catch (EOFException closed) {
                        return new Outcome.Refused(Handshake.closed(next));
                    } catch (java.net.SocketException reset) {
                        return new Outcome.Refused(Handshake.closed(next));
                    }
                }
            }
        }
    }

    static void write(SocketChannel socket, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            socket.write(buffer);
        }
    }

    private static void writeQuietly(SocketChannel socket, byte[] bytes) {
        try {
            write(socket, bytes);
        } catch (IOException gone) {
            // the peer left before it heard that it is refused
        }
    }
}
