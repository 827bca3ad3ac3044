// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.ControlMessage;
import io.tiebeam.dist.wire.ControlMessage.AliasSend;
import io.tiebeam.dist.wire.ControlMessage.AltactSend;
import io.tiebeam.dist.wire.ControlMessage.RegSend;
import io.tiebeam.dist.wire.ControlMessage.Send;
import io.tiebeam.dist.wire.ControlMessage.SendSender;
import io.tiebeam.dist.wire.ControlMessage.SpawnRequest;
import io.tiebeam.dist.wire.FrameWriter;
import io.tiebeam.term.TermWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What waits to be written to one peer. Senders encode straight into a batch, under a short lock; whoever flushes swaps
 * the batch for an empty one and writes it with the lock left. Writing never blocks: when the socket takes no more, the
 * rest waits until {@link #writable()}. So a user's thread may flush, interrupted or not: an interrupt closes a channel
 * only in a call that can block. One thread writes at a time, and each writes one batch only: what others add meanwhile is
 * left to the connection's writer, so that no sender works for all the others.
 */
final class Outbox {
    /** As the BEAM's {@code dist_buf_busy_limit}: who sends while more than this waits is suspended. */
    static final long BUSY = 1 << 20;

    /**
     * How much may wait that nobody can be suspended for: answers to the peer, the news of deaths. More than this means
     * that the peer asks without end and reads no answer, or is stuck while a huge number of processes die.
     */
    static final long OVERFLOW = 128 << 20;

    private static final int SEGMENT_FROM = 32 << 10; // binaries this large are written from where they lie
    private static final int DIRECT = 256 << 10;
    private static final long LOCK_PAUSE = 10_000; // ns

    /** What the outbox asks of its connection. None of it blocks. */
    interface Wake {
        /** The socket is full: say {@link Outbox#writable()} when it takes more. */
        void whenWritable();

        /** Somebody should {@link Outbox#flush()}: there is more to write, and this thread leaves it. */
        void more();

        /** The socket takes nothing any more. What the peer had sent before may still be there to read. */
        void broken(IOException cause);

        /** The connection must end, though its socket may be well. */
        void failed(String why);
    }

    private enum State {
        IDLE,
        FLUSHING,
        SOCKET_FULL
    }

    private final WritableByteChannel socket;
    private final FrameWriter frames;
    private final Wake wake;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Thread> suspended = ConcurrentHashMap.newKeySet();

    // Guarded by the lock.
    private TermWriter batch = new TermWriter(SEGMENT_FROM);
    private TermWriter spare = new TermWriter(SEGMENT_FROM); // what is being written
    private long unasked; // bytes of the batch that nobody could be suspended for
    private State state = State.IDLE;
    private boolean unfinished; // the socket has not taken all of the last batch
    private volatile boolean closed; // written under the lock

    // The flusher's.
    private final ByteBuffer direct = ByteBuffer.allocateDirect(DIRECT).limit(0);
    private final ArrayDeque<ByteBuffer> writing = new ArrayDeque<>();

    // Bytes since the beginning: written under the lock, and by the flusher; read by anyone.
    private volatile long added;
    private volatile long taken;

    Outbox(WritableByteChannel socket, FrameWriter frames, Wake wake) {
        this.socket = socket;
        this.frames = frames;
        this.wake = wake;
    }

    // ---- adding ---------------------------------------------------------------------------------------------------

    /**
     * Adds {@code message} to the batch. Any thread.
     *
     * @return false if the connection is closed
     * @throws io.tiebeam.term.TermException if it cannot be written; the batch is as before
     */
    boolean add(ControlMessage message) {
        boolean overflows;
        lock();
        try {
            if (closed) {
                return false;
            }
            long before = batch.size();
            frames.write(batch, message);
            long size = batch.size() - before;
            added += size;
            unasked += isUsers(message) ? 0 : size;
            overflows = unasked > OVERFLOW;
        } finally {
            lock.unlock();
        }
        if (overflows) {
            wake.failed("the peer reads nothing, and more than " + OVERFLOW + " bytes wait for it");
        }
        return true;
    }

    /** Whether a process sends it, which is suspended while the peer is busy. */
    private static boolean isUsers(ControlMessage message) {
        return message instanceof SendSender
                || message instanceof RegSend
                || message instanceof AliasSend
                || message instanceof Send
                || message instanceof AltactSend
                || message instanceof SpawnRequest;
    }

    /** Adds a tick, if nothing else is on its way that serves as one. */
    void addTick() {
        lock();
        try {
            if (!closed && state == State.IDLE && !hasWork()) {
                batch.putInt(0);
                added += Integer.BYTES;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * A platform thread does not queue for the lock. The first in the queue may be a process, and it alone is woken when
     * the lock is left; while endless computations hold all carriers it cannot run, and those behind it would wait with
     * it, the ticker among them.
     */
    private void lock() {
        if (lock.tryLock()) {
            return;
        }
        if (Thread.currentThread().isVirtual()) {
            lock.lock();
            return;
        }
        while (!lock.tryLock()) {
            LockSupport.parkNanos(this, LOCK_PAUSE);
        }
    }

    // ---- writing --------------------------------------------------------------------------------------------------

    private boolean hasWork() {
        return unfinished || batch.size() > 0;
    }

    /** Whether something waits that nobody is writing, though the socket may take it. */
    boolean needsFlush() {
        lock();
        try {
            return !closed && state == State.IDLE && hasWork();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what was added until now, as far as the socket takes it. Any thread; never blocks. */
    void flush() {
        lock();
        try {
            if (closed || state != State.IDLE || !hasWork()) {
                return;
            }
            if (!unfinished) {
                swap();
            }
            state = State.FLUSHING;
        } finally {
            lock.unlock();
        }
        boolean failed = true;
        try {
            boolean finished = writeBatch();
            failed = false;
            leave(finished);
        } catch (IOException e) {
            failed = false;
            wake.broken(e);
        } finally {
            if (failed) { // who sends from a nearly full stack, say: nobody knows any more what has been written
                wake.failed("writing broke off");
            }
        }
    }

    private void swap() {
        TermWriter full = batch;
        batch = spare;
        spare = full;
        unasked = 0;
        writing.addAll(full.buffers());
    }

    private void leave(boolean finished) {
        boolean more;
        lock();
        try {
            unfinished = !finished;
            state = finished ? State.IDLE : State.SOCKET_FULL;
            if (finished) {
                spare.reset();
            }
            more = finished && batch.size() > 0;
        } finally {
            lock.unlock();
        }
        if (!finished) {
            wake.whenWritable();
        } else if (more) {
            wake.more();
        }
    }

    /** The socket takes more: whoever flushes now goes on with what it refused. */
    void writable() {
        lock();
        try {
            if (state == State.SOCKET_FULL) {
                state = State.IDLE;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes the current batch; false if the socket is full. Everything goes through one direct buffer: the JDK would copy
     * a heap buffer into one anyway, and the whole of it at each attempt, however little the socket takes.
     */
    private boolean writeBatch() throws IOException {
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
        taken += bytes;
        if (!isBusy() && !suspended.isEmpty()) {
            suspended.forEach(LockSupport::unpark);
        }
    }

    // ---- waiting --------------------------------------------------------------------------------------------------

    /** How many bytes wait to be taken by the socket. */
    long waiting() {
        long sinceThen = taken; // read first, so that the difference is never negative
        return added - sinceThen;
    }

    /** Whether more than {@link #BUSY} waits. */
    boolean isBusy() {
        return waiting() > BUSY;
    }

    /** Grows with every byte that the socket takes: unchanged since the last look means silence. */
    long taken() {
        return taken;
    }

    /**
     * Suspends the calling thread while the peer is busy and {@code wanted} holds; who makes that false unparks the thread.
     * An interrupt is kept for later.
     */
    void awaitRoom(BooleanSupplier wanted) {
        if (!isBusy()) {
            return;
        }
        flush();
        boolean interrupted = false;
        Thread self = Thread.currentThread();
        suspended.add(self);
        while (isBusy() && !closed && wanted.getAsBoolean()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        suspended.remove(self);
        if (interrupted) {
            self.interrupt();
        }
    }

    /** Drops everything and lets suspended senders go. */
    void close() {
        lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        suspended.forEach(LockSupport::unpark);
    }
}
