// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.term.TermWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What waits to be written to one peer. Senders encode straight into a batch, under a short lock; whoever flushes swaps
 * the batch for an empty one and writes it with the lock left. Writing never blocks: when the socket takes no more, the rest
 * waits for {@link Wake#whenWritable()}, which the connection's reader serves from its selector. So a user's thread may
 * flush, interrupted or not: an interrupt closes a channel only in a call that can block.
 *
 * <p>At most one thread flushes at a time. It goes on until nothing is left, so who finds it busy can leave.
 */
final class Outbox {
    /** As the BEAM's {@code dist_buf_busy_limit}: who sends while more than this waits is suspended. */
    static final long BUSY = 1 << 20;

    private static final int SEGMENT_FROM = 32 << 10; // binaries this large are written from where they lie
    private static final int DIRECT = 256 << 10;

    /** What the outbox asks of its connection. */
    interface Wake {
        /** Call {@link Outbox#flush()} again when the socket takes more. */
        void whenWritable();

        /** The socket failed. */
        void failed(IOException cause);
    }

    private enum State {
        IDLE,
        FLUSHING,
        WAITING_FOR_SOCKET
    }

    private final WritableByteChannel socket;
    private final FrameWriter frames;
    private final Wake wake;
    private final ReentrantLock lock = new ReentrantLock();
    private final ConcurrentLinkedQueue<Thread> suspended = new ConcurrentLinkedQueue<>();

    // Guarded by the lock.
    private TermWriter batch = new TermWriter(SEGMENT_FROM);
    private TermWriter spare = new TermWriter(SEGMENT_FROM);
    private State state = State.IDLE;
    private boolean closed;

    // The flusher's.
    private final ByteBuffer direct = ByteBuffer.allocateDirect(DIRECT);
    private final ArrayDeque<ByteBuffer> writing = new ArrayDeque<>();

    private volatile long waiting; // bytes not yet taken by the socket; written under the lock or by the flusher
    private volatile long written; // counts batches, for the ticker

    Outbox(WritableByteChannel socket, FrameWriter frames, Wake wake) {
        this.socket = socket;
        this.frames = frames;
        this.wake = wake;
        direct.limit(0);
    }

    /**
     * Adds {@code message} to the batch.
     *
     * @return false if the connection is closed
     * @throws io.tiebeam.term.TermException if it cannot be written; the batch is as before
     */
    boolean add(ControlMessage message) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            frames.write(batch, message);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a tick, if nothing else is on its way that serves as one. */
    void addTick() {
        lock.lock();
        try {
            if (!closed && state == State.IDLE && batch.size() == 0) {
                batch.putInt(0);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether something waits that nobody is writing. */
    boolean needsFlush() {
        lock.lock();
        try {
            return !closed && state == State.IDLE && batch.size() > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Grows with everything that was written: unchanged since the last look means silence. */
    long written() {
        return written;
    }

    /** Writes what there is, as far as the socket takes it. Any thread; never blocks. */
    void flush() {
        lock.lock();
        try {
            if (closed || state != State.IDLE || !swap()) {
                return;
            }
            state = State.FLUSHING;
        } finally {
            lock.unlock();
        }
        writeAll();
    }

    /** The socket takes more: goes on with what it refused. Called by the reader of the connection. */
    void resume() {
        lock.lock();
        try {
            if (closed || state != State.WAITING_FOR_SOCKET) {
                return;
            }
            state = State.FLUSHING;
        } finally {
            lock.unlock();
        }
        writeAll();
    }

    private boolean swap() {
        if (batch.size() == 0) {
            return false;
        }
        TermWriter full = batch;
        batch = spare;
        spare = full;
        waiting += full.size();
        writing.addAll(full.buffers());
        return true;
    }

    private void writeAll() {
        try {
            while (true) {
                if (!writePart()) {
                    lock.lock();
                    try {
                        state = State.WAITING_FOR_SOCKET;
                    } finally {
                        lock.unlock();
                    }
                    wake.whenWritable();
                    return;
                }
                written++;
                lock.lock();
                try {
                    spare.reset();
                    if (!swap()) {
                        state = State.IDLE;
                        break;
                    }
                } finally {
                    lock.unlock();
                }
            }
            makeRoom();
        } catch (IOException e) {
            wake.failed(e);
        }
    }

    /**
     * Writes the current batch; false if the socket is full. Everything goes through one direct buffer: the JDK would copy
     * a heap buffer into one anyway, and the whole of it at each attempt, however little the socket takes.
     */
    private boolean writePart() throws IOException {
        while (true) {
            if (direct.hasRemaining()) {
                count(socket.write(direct));
                if (direct.hasRemaining()) {
                    return false;
                }
            }
            if (writing.isEmpty()) {
                return true;
            }
            fill();
        }
    }

    private void fill() {
        direct.clear();
        for (ByteBuffer next = writing.peek(); next != null && direct.hasRemaining(); next = writing.peek()) {
            if (next.remaining() <= direct.remaining()) {
                direct.put(writing.poll());
            } else {
                ByteBuffer part = next.slice(next.position(), direct.remaining());
                next.position(next.position() + part.remaining());
                direct.put(part);
            }
        }
        direct.flip();
    }

    private void count(int bytes) {
        long before = waiting;
        waiting = before - bytes;
        if (before > BUSY && before - bytes <= BUSY) {
            makeRoom();
        }
    }

    private void makeRoom() {
        for (Thread next = suspended.poll(); next != null; next = suspended.poll()) {
            LockSupport.unpark(next);
        }
    }

    /** How much waits to be written, in bytes. */
    long waitingBytes() {
        lock.lock();
        try {
            return waiting + batch.size();
        } finally {
            lock.unlock();
        }
    }

    /** Suspends the calling thread while the peer is busy and {@code wanted} holds. An interrupt is kept for later. */
    void awaitRoom(BooleanSupplier wanted) {
        if (waiting <= BUSY && !isBatchLarge()) {
            return;
        }
        boolean interrupted = false;
        flush();
        while (isBusy() && wanted.getAsBoolean()) {
            suspended.add(Thread.currentThread());
            if (isBusy() && wanted.getAsBoolean()) {
                LockSupport.park(this);
            }
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isBatchLarge() {
        // Read without the lock: off by a message at most, where a megabyte decides.
        return batch.size() > BUSY;
    }

    private boolean isBusy() {
        lock.lock();
        try {
            return !closed && waiting + batch.size() > BUSY;
        } finally {
            lock.unlock();
        }
    }

    /** Drops everything and lets suspended senders go. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        makeRoom();
    }
}
