// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * Accepts connections and hands each to a thread of its own for the handshake. Strangers can hold up to {@value #HALF_OPEN}
 * of these, for a few seconds each: the next waits in the queue of the operating system, and no peer that is connected
 * notices.
 */
final class Listener {
    static final int HALF_OPEN = 64;

    private static final System.Logger LOG = System.getLogger("io.tiebeam.dist");
    private static final int BACKLOG = 128;
    private static final long PAUSE = 100; // ms; with no file descriptor left each attempt fails at once

    private final ServerSocketChannel server;
    private final InetSocketAddress address;
    private final Semaphore doors = new Semaphore(HALF_OPEN);
    private final Set<SocketChannel> arriving = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Listens on a free port of {@code address}. */
    Listener(InetAddress address) throws IOException {
        this.server = ServerSocketChannel.open();
        try {
            server.bind(new InetSocketAddress(address, 0), BACKLOG);
            this.address = (InetSocketAddress) server.getLocalAddress();
        } catch (IOException | RuntimeException e) {
            Sockets.close(server);
            throw e;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /**
     * Lets peers in.
     *
     * @param handshake runs on a thread of its own; true if it keeps the socket, which is closed otherwise
     */
    void start(Crew crew, Predicate<SocketChannel> handshake) {
        crew.start("listener", () -> accept(crew, handshake));
    }

    private void accept(Crew crew, Predicate<SocketChannel> handshake) {
        try {
            while (!closed) {
                doors.acquire();
                if (!acceptOne(crew, handshake)) {
                    doors.release();
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException stopped) {
            // the node is closing
        }
    }

    private boolean acceptOne(Crew crew, Predicate<SocketChannel> handshake) {
        SocketChannel socket = null;
        boolean started = false;
        try {
            socket = server.accept();
            SocketChannel arrived = socket;
            arriving.add(arrived);
            crew.start("handshake", () -> welcome(arrived, handshake));
            started = true;
        } catch (ClosedChannelException stopped) {
            // the node is closing
        } catch (IOException | OutOfMemoryError e) { // no file descriptor is left, or no thread
            LOG.log(Level.WARNING, "cannot accept a connection; trying again: " + e.getMessage());
        } finally {
            if (!started && socket != null) {
                arriving.remove(socket);
                Sockets.close(socket);
            }
        }
        return started;
    }

    private void welcome(SocketChannel socket, Predicate<SocketChannel> handshake) {
        boolean kept = false;
        try {
            kept = !closed && handshake.test(socket);
        } finally {
            arriving.remove(socket);
            doors.release();
            if (!kept) {
                Sockets.close(socket);
            }
        }
    }

    /** Stops listening, and breaks handshakes off; their threads end soon. */
    void close() {
        closed = true;
        Sockets.close(server);
        arriving.forEach(Sockets::close);
    }
}
