// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An EPMD of our own, for a machine on which none runs: real BEAM nodes register here and find each other, {@code epmd
 * -names} prints what is here. Started by {@link EpmdPresence} on behalf of a node, or by the command line in the
 * foreground. Threads, all ended by {@link #close()}, and none virtual, since endless computations of a program may hold
 * every carrier of those and all nodes of the machine come here: one per address that accepts, one that watches how
 * long connections stay, one per connection, so that a stuck client delays nobody.
 */
public final class EpmdServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger("io.tiebeam.epmd");
    private static final int BACKLOG = 256;
    private static final int MAX_GUESTS = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final EpmdEndpoint endpoint;
    private final List<ServerSocket> doors;
    private final NameTable names = new NameTable(InstantSource.system());
    private final Visitors visitors;
    private final ExecutorService keepers = threads("tiebeam epmd keeper ");
    private final ExecutorService sessions = threads("tiebeam epmd session ");
    private final CountDownLatch closed = new CountDownLatch(1);

    private EpmdServer(EpmdEndpoint endpoint, List<ServerSocket> doors, Visitors visitors) {
        this.endpoint = endpoint;
        this.doors = doors;
        this.visitors = visitors;
        keepers.submit(() -> {
            visitors.watch();
            return null;
        });
        doors.forEach(door -> keepers.submit(() -> accept(door)));
    }

    /**
     * Serves EPMD at the endpoint's addresses from now on. The first address decides; another one that cannot be bound
     * is logged and left out, since the nodes of this machine do without it.
     *
     * @throws BindException if the port is taken, by another EPMD in all likelihood
     * @throws IOException if it cannot be served for another reason
     */
    public static EpmdServer start(EpmdEndpoint endpoint) throws IOException {
        return start(endpoint, new Visitors(MAX_GUESTS, PATIENCE));
    }

    static EpmdServer start(EpmdEndpoint endpoint, Visitors visitors) throws IOException {
        List<InetAddress> addresses = endpoint.toBind();
        List<ServerSocket> doors = new ArrayList<>();
        doors.add(open(new InetSocketAddress(addresses.getFirst(), endpoint.port())));
        int port = doors.getFirst().getLocalPort();
        for (InetAddress address : addresses.subList(1, addresses.size())) {
            try {
                doors.add(open(new InetSocketAddress(address, port)));
            } catch (IOException e) {
                LOG.log(Level.WARNING, "{0}; epmd is served without that address", e.getMessage());
            }
        }
        return new EpmdServer(endpoint.on(port), List.copyOf(doors), visitors);
    }

    /** Where this is served: what was asked for, with the real port. */
    public EpmdEndpoint endpoint() {
        return endpoint;
    }

    /** Waits until somebody closes this: for the thread of a command that serves in the foreground. */
    public void awaitClose() throws InterruptedException {
        closed.await();
    }

    /**
     * Stops serving, and returns when the port is free and all threads have ended. Nodes that were registered here see
     * the end of their connections and look for the next EPMD.
     */
    @Override
    public void close() {
        for (ServerSocket door : doors) {
            try {
                door.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "cannot close {0}: {1}", door, e.getMessage());
            }
        }
        visitors.close();
        keepers.close(); // first these: an acceptor may be about to start a session
        sessions.close();
        closed.countDown();
    }

    /** Whether any thread of this server still lives. */
    boolean hasThreads() {
        return !keepers.isTerminated() || !sessions.isTerminated();
    }

    private void accept(ServerSocket door) {
        while (!door.isClosed()) {
            try {
                acceptOne(door);
            } catch (IOException | OutOfMemoryError e) { // no file descriptor is left, or no thread
                if (!door.isClosed()) {
                    LOG.log(Level.WARNING, "epmd cannot accept a connection now, tries again: {0}", e.getMessage());
                    pause();
                }
            }
        }
    }

    private void acceptOne(ServerSocket door) throws IOException {
        Socket socket = door.accept();
        boolean served = false;
        try {
            if (visitors.enter(socket)) {
                sessions.submit(() -> serve(socket));
                served = true;
            }
        } finally {
            if (!served) {
                visitors.leave(socket);
                socket.close();
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new DataInputStream(socket.getInputStream());
            int size = in.readUnsignedShort();
            byte[] body = in.readNBytes(size); // allocates as bytes arrive, whatever the size says
            if (body.length < size) {
                throw new IOException("a request of " + size + " bytes ended after " + body.length);
            }
            switch (EpmdRequest.parse(body)) {
                case EpmdRequest.Alive2(EpmdEntry entry) -> keep(entry, socket, in);
                case EpmdRequest.Port2(String name) -> answer(socket, new EpmdReply.Port2(names.find(name)));
                case EpmdRequest.Names() -> answer(socket, new EpmdReply.Names(endpoint.port(), names.names()));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "epmd ends a connection from {0}: {1}", socket.getInetAddress(), e.getMessage());
        } finally {
            visitors.leave(socket);
        }
    }

    /** Registers a node and holds the registration until its connection ends, or says something, which no node does. */
    private void keep(EpmdEntry entry, Socket socket, InputStream in) throws IOException {
        if (!isLocal(socket)) {
            throw new IOException("only nodes of this machine may register");
        }
        boolean wide = entry.highest() >= 6;
        OptionalInt creation = names.register(entry);
        if (creation.isEmpty()) {
            answer(socket, new EpmdReply.Alive2(wide, creation));
            return;
        }
        try {
            if (visitors.settle(socket)) {
                answer(socket, new EpmdReply.Alive2(wide, creation));
                String end = in.read() < 0 ? "ended" : "spoke";
                LOG.log(Level.DEBUG, "epmd forgets {0}: its connection {1}", entry.name(), end);
            }
        } finally {
            names.unregister(entry.name());
        }
    }

    private static void answer(Socket socket, EpmdReply reply) throws IOException {
        socket.getOutputStream().write(reply.bytes());
    }

    private static boolean isLocal(Socket socket) {
        InetAddress peer = socket.getInetAddress();
        return peer.isLoopbackAddress() || peer.equals(socket.getLocalAddress());
    }

    /** After a failed accept, for want of file descriptors most likely: without a pause it would be a busy loop. */
    private void pause() {
        try {
            boolean _ = closed.await(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static ServerSocket open(InetSocketAddress address) throws IOException {
        ServerSocket door = new ServerSocket();
        try {
            door.bind(address, BACKLOG);
            return door;
        } catch (IOException e) {
            door.close();
            String text = "cannot serve epmd on " + EpmdEndpoint.at(address) + ": " + e.getMessage();
            IOException said = e instanceof BindException ? new BindException(text) : new IOException(text);
            said.initCause(e);
            throw said;
        }
    }

    private static ExecutorService threads(String name) {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().daemon().name(name, 0).factory());
    }
}
