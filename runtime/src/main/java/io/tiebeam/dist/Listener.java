// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Accepts connections and hands each to a thread of its own for the handshake. Strangers can hold up to {@value #HALF_OPEN}
 * of these, for a few seconds each: the next waits in the queue of the operating system, and no peer that is connected
 * notices.
 */
final class Listener {
    private static final System.Logger LOG = System.getLogger("io.tiebeam.dist");
    private static final int HALF_OPEN = 64;
    private static final int BACKLOG = 128;

    private final ServerSocketChannel server;
    private final InetSocketAddress address;
    private final Semaphore doors = new Semaphore(HALF_OPEN);
    private final Set<SocketChannel> arriving = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private Thread acceptor;
    private volatile boolean closed;

    /** Listens on a free port of {@code address}. */
    Listener(InetAddress address) throws IOException {
        this.server = ServerSocketChannel.open().bind(new InetSocketAddress(address, 0), BACKLOG);
        this.address = (InetSocketAddress) server.getLocalAddress();
    }

    InetSocketAddress address() {
        return address;
    }

    /** Lets peers in. {@code handshake} runs on a thread of its own and owns the socket. */
    void start(Consumer<SocketChannel> handshake) {
        acceptor = Thread.ofPlatform()
                .daemon()
                .name("tiebeam listener " + address.getPort())
                .start(() -> accept(handshake));
    }

    private void accept(Consumer<SocketChannel> handshake) {
        while (!closed) {
            try {
                doors.acquire();
                SocketChannel socket = server.accept();
                arriving.add(socket);
                Thread thread = Thread.ofPlatform()
                        .daemon()
                        .name("tiebeam handshake " + socket.getRemoteAddress())
                        .unstarted(() -> welcome(socket, handshake));
                threads.add(thread);
                thread.start();
            } catch (AsynchronousCloseException | InterruptedException stopped) {
                return;
            } catch (IOException e) {
                doors.release();
                if (!closed) {
                    LOG.log(Level.WARNING, "cannot accept a connection: " + e.getMessage());
                }
            }
        }
    }

    private void welcome(SocketChannel socket, Consumer<SocketChannel> handshake) {
        try {
            if (!closed) {
                handshake.accept(socket);
            }
        } finally {
            arriving.remove(socket);
            doors.release();
            threads.remove(Thread.currentThread());
            if (closed) {
                Sockets.close(socket);
            }
        }
    }

    /** Stops listening; handshakes on their way are broken off. */
    void close() {
        closed = true;
        Sockets.close(server);
        arriving.forEach(Sockets::close);
        try {
            if (acceptor != null) {
                acceptor.interrupt();
                acceptor.join();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
