// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.ControlMessage;
import io.tiebeam.dist.wire.FrameReader;
import io.tiebeam.dist.wire.FrameWriter;
import io.tiebeam.dist.wire.Handshake;
import io.tiebeam.dist.wire.ProtocolException;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Renaming;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * An open connection: a socket that never blocks, what waits to be written to it, and two threads, a reader and a writer.
 * The reader owns the end: whoever wants it over says {@link #close()}, and the reader, which dispatches nothing more from
 * then on, closes the socket and tells that it is over.
 */
final class Connection {
    /** Why a node is down, in the words of {@code net_kernel}. */
    static final Atom CONNECTION_CLOSED = Atom.of("connection_closed");

    static final Atom DISCONNECT = Atom.of("disconnect");
    static final Atom NET_KERNEL_TERMINATED = Atom.of("net_kernel_terminated");
    static final Atom NET_TICK_TIMEOUT = Atom.of("net_tick_timeout");
    /** It said what no node says. */
    static final Atom KILLED = Atom.of("killed");

    private static final System.Logger LOG = System.getLogger("io.tiebeam.dist");

    private final Handshake.Peer peer;
    private final SocketChannel socket;
    private final Selector selector;
    private final SelectionKey key;
    private final Outbox outbox;
    private final Writer writer;
    private final FrameReceiver receiver;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile Thread reader; // null until it runs
    private volatile String why = "it was closed here";
    private volatile Atom reason = CONNECTION_CLOSED;

    /**
     * Takes over {@code socket}, unless it throws.
     *
     * @param names what the peer calls this node, if its own processes call it something else
     * @param dispatcher takes what arrives, on the reader's thread
     */
    Connection(SocketChannel socket, Handshake.Peer peer, Optional<Renaming> names, Consumer<ControlMessage> dispatcher)
            throws IOException {
        this.peer = peer;
        this.socket = socket;
        socket.configureBlocking(false);
        this.selector = Selector.open();
        try {
            this.key = socket.register(selector, SelectionKey.OP_READ);
        } catch (IOException | RuntimeException e) {
            selector.close();
            throw e;
        }
        this.outbox = new Outbox(socket, new FrameWriter(peer.flags(), FrameWriter.MAX_FRAME, names), new Wake());
        this.writer = new Writer(outbox);
        this.receiver = new FrameReceiver(socket, new FrameReader(peer.atom(), names), dispatcher);
    }

    private final class Wake implements Outbox.Wake {
        @Override
        public void whenWritable() {
            if (key.isValid()) {
                key.interestOpsOr(SelectionKey.OP_WRITE);
                selector.wakeup();
            }
        }

        @Override
        public void more() {
            writer.wake();
        }

        @Override
        public void broken(IOException cause) {
            outbox.close(); // the reader comes to the end of what the peer sent, and closes
            selector.wakeup();
        }

        @Override
        public void failed(String reason) {
            close(reason);
        }
    }

    /** Starts the two threads. What was added before is written first. {@code ended} is called once, by the reader. */
    void start(Crew crew, Consumer<String> ended) {
        crew.start("writer " + peer.name(), writer);
        crew.start("reader " + peer.name(), () -> {
            reader = Thread.currentThread();
            try {
                read();
            } finally {
                close();
                release();
                ended.accept(why);
            }
        });
    }

    Handshake.Peer peer() {
        return peer;
    }

    Outbox outbox() {
        return outbox;
    }

    /** Has what was added written soon. The reader flushes by itself when it has dispatched what there was. */
    void flushSoon() {
        if (Thread.currentThread() != reader) {
            writer.wake();
        }
    }

    /** Grows with everything that was read. */
    long received() {
        return receiver.received();
    }

    private void read() {
        try {
            while (!closing.get()) {
                selector.select();
                selector.selectedKeys().clear();
                if (key.isWritable()) {
                    key.interestOpsAnd(~SelectionKey.OP_WRITE);
                    outbox.writable();
                    writer.wake();
                }
                if (!receiver.receive()) {
                    close("the peer closed it");
                }
                outbox.flush(); // what handling it gave rise to: acknowledgements, news of deaths
            }
        } catch (ProtocolException e) {
            LOG.log(
                    Level.WARNING,
                    "closing the connection to " + peer.name() + ", which sent what no node sends: " + e.getMessage());
            close(e.getMessage(), KILLED);
        } catch (IOException e) {
            close(text(e));
        } catch (CancelledKeyException | ClosedSelectorException e) {
            close("its socket was closed here"); // the node stops while it shook hands
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "closing the connection to " + peer.name() + ": handling what it sent failed", e);
            close(e.toString());
        }
    }

    private static String text(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** Why it is down, once it is. */
    Atom reason() {
        return reason;
    }

    /** Ends the connection, without waiting for it; true if nobody did before. Any thread; touches no socket. */
    boolean close() {
        return close(CONNECTION_CLOSED);
    }

    /** {@link #close()} for {@code because}, which those hear who watch nodes. */
    boolean close(Atom because) {
        return close("it was closed here", because);
    }

    private boolean close(String text) {
        return close(text, CONNECTION_CLOSED);
    }

    private boolean close(String text, Atom because) {
        if (!closing.compareAndSet(false, true)) {
            return false;
        }
        why = text;
        reason = because;
        outbox.close();
        writer.close();
        selector.wakeup();
        return true;
    }

    /** Frees the socket of a connection that was never started. */
    void discard() {
        close();
        release();
    }

    private void release() {
        try {
            selector.close();
        } catch (IOException ignored) {
            // it is of no use any more either way
        }
        Sockets.close(socket);
    }
}
