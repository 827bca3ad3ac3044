// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * An open connection: a socket that never blocks, what waits to be written to it, and two threads, a reader and a writer.
 * Both are platform threads: a user's endless computation can hold every carrier of the virtual ones, and must not hold up
 * what others sent.
 */
final class Connection {
    private final Handshake.Peer peer;
    private final SocketChannel socket;
    private final Selector selector;
    private final SelectionKey key;
    private final Outbox outbox;
    private final Writer writer;
    private final Thread reader;
    private final FrameReceiver receiver;
    private volatile boolean closing;

    /**
     * @param dispatcher takes what arrives, on the reader's thread
     * @param lost called once when the connection ends by itself, on the reader's thread
     */
    Connection(SocketChannel socket, Handshake.Peer peer, Consumer<ControlMessage> dispatcher, Consumer<String> lost)
            throws IOException {
        this.peer = peer;
        this.socket = socket;
        socket.configureBlocking(false);
        this.selector = Selector.open();
        this.key = socket.register(selector, SelectionKey.OP_READ);
        this.outbox = new Outbox(
                socket,
                new FrameWriter(peer.flags(), FrameWriter.MAX_FRAME),
                new Outbox.Wake() {
                    @Override
                    public void whenWritable() {
                        awaitWritable();
                    }

                    @Override
                    public void failed(IOException cause) {
                        interruptReader();
                    }
                });
        this.writer = new Writer(outbox, peer.name().toString());
        this.receiver = new FrameReceiver(socket, new FrameReader(peer.atom()), dispatcher);
        this.reader = Thread.ofPlatform()
                .daemon()
                .name("tiebeam reader " + peer.name())
                .unstarted(() -> lost.accept(read()));
    }

    /** Starts the two threads. What is sent before waits. */
    void start() {
        writer.start();
        reader.start();
    }

    Handshake.Peer peer() {
        return peer;
    }

    Outbox outbox() {
        return outbox;
    }

    Writer writer() {
        return writer;
    }

    /** Grows with everything that was read. */
    long received() {
        return receiver.received();
    }

    /** Reads and dispatches until the connection ends; says why it did. */
    private String read() {
        try {
            while (!closing) {
                selector.select();
                selector.selectedKeys().clear();
                if (key.isWritable()) {
                    key.interestOpsAnd(~SelectionKey.OP_WRITE);
                    outbox.resume();
                }
                if (!receiver.receive()) {
                    return "connection_closed";
                }
                outbox.flush(); // what handling it gave rise to: acknowledgements, news of deaths
            }
            return "disconnected";
        } catch (ProtocolException | IOException e) {
            return e.getMessage() == null ? e.toString() : e.getMessage();
        }
    }

    private void awaitWritable() {
        if (key.isValid()) {
            key.interestOpsOr(SelectionKey.OP_WRITE);
            selector.wakeup();
        }
    }

    private void interruptReader() {
        closing = true;
        selector.wakeup();
    }

    /** Closes the socket and ends both threads, without waiting for them. */
    void close() {
        closing = true;
        outbox.close();
        writer.close();
        try {
            selector.close();
            socket.close();
        } catch (IOException ignored) {
            // it is of no use any more either way
        }
    }

    /** Waits until both threads have ended. Not to be called on one of them. */
    void join() throws InterruptedException {
        if (Thread.currentThread() != reader) {
            reader.join();
        }
        writer.join();
    }
}
