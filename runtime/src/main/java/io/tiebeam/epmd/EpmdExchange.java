// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * One request of a client and its answer, all within one deadline. Used by the thread that asks, and by no other but
 * for {@link #close()}.
 */
final class EpmdExchange implements AutoCloseable {
    private final InetSocketAddress epmd;
    private final Socket socket;
    private final DataInputStream in;

    private EpmdExchange(InetSocketAddress epmd, Socket socket, DataInputStream in) {
        this.epmd = epmd;
        this.socket = socket;
        this.in = in;
    }

    /** Reads one kind of answer. */
    interface Answer<T> {
        T read(DataInputStream in) throws IOException;
    }

    /**
     * Connects and sends the request.
     *
     * @throws ConnectException if nobody listens there
     * @throws IOException if it failed otherwise; both texts name the address
     */
    static EpmdExchange ask(InetSocketAddress epmd, EpmdRequest request, Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Socket socket = SocketChannel.open().socket(); // what a channel does ends with an interrupt, on any thread
        try {
            socket.connect(epmd, Math.toIntExact(timeout.toMillis()));
            if (socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress())) {
                // With nobody listening on a port from the range the system gives out by itself, it may give out that
                // very port, and TCP then connects the socket to itself.
                throw new ConnectException("Connection refused");
            }
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(request.bytes());
            return new EpmdExchange(epmd, socket, new DataInputStream(new Timed(socket, deadline)));
        } catch (IOException e) {
            socket.close();
            throw said(epmd, e);
        }
    }

    /** Reads the answer; if that fails, the connection is closed and the text names EPMD's address. */
    <T> T answer(Answer<T> answer) throws IOException {
        try {
            return answer.read(in);
        } catch (IOException e) {
            close();
            throw said(epmd, e);
        }
    }

    /** Waits, without any deadline, until the connection ends; returns at once if it has. */
    void awaitEnd() {
        try {
            socket.setSoTimeout(0);
            InputStream raw = socket.getInputStream();
            while (raw.read() >= 0) {
                // EPMD never says anything more; if it does, it means nothing to us.
            }
        } catch (IOException _) {
            // a reset, or our own close: ended all the same
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // nothing was left to flush; the descriptor is gone either way
        }
    }

    private static IOException said(InetSocketAddress epmd, IOException e) {
        String at = EpmdEndpoint.at(epmd);
        IOException said = switch (e) {
            case ConnectException _ -> new ConnectException("no epmd on " + at + ": " + e.getMessage());
            case EOFException _ -> new IOException("epmd on " + at + " closed the connection instead of answering");
            default -> new IOException("epmd on " + at + " failed: " + e.getMessage());
        };
        said.initCause(e);
        return said;
    }

    /** A socket's own timeout starts anew with each read, so that a byte now and then could hold us forever. */
    private static final class Timed extends FilterInputStream {
        private final Socket socket;
        private final long deadline;

        Timed(Socket socket, long deadline) throws IOException {
            super(socket.getInputStream());
            this.socket = socket;
            this.deadline = deadline;
        }

        @Override
        public int read() throws IOException {
            waitNoLonger();
            return super.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            waitNoLonger();
            return super.read(bytes, offset, length);
        }

        private void waitNoLonger() throws IOException {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new SocketTimeoutException("no answer in time");
            }
            socket.setSoTimeout(Math.toIntExact(left));
        }
    }
}
