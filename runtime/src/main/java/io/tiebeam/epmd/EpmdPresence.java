// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import io.tiebeam.term.NodeName;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A node's place in the list of names of its machine, from {@link #start} to {@link #close()}. Held by whoever runs the
 * node; any thread may call it, though not that of a user's process, since {@code start} and {@code close} block.
 *
 * <p>If the EPMD at which the node is registered ends, the node registers at the next one, or serves one itself if
 * nobody else does (see {@link LocalEpmd} for the race). It keeps its creation then, whatever number the new EPMD gives
 * out, as BEAM nodes do ({@code erl_epmd.erl}): the pids that others hold must stay valid. One thread, the
 * keeper, waits for the loss and registers again; it ends with {@code close}.
 */
public final class EpmdPresence implements AutoCloseable {
    private static final Logger LOG = System.getLogger("io.tiebeam.epmd");
    /** Well within the 2 s in which somebody must serve again: BEAM nodes come back every 2 s. */
    private static final Duration RETRY = Duration.ofMillis(250);
    /**
     * How long a start goes on trying. A node that crashed and starts again can be faster than the EPMD, which has
     * still to read the end of the old connection and says that the name is taken.
     */
    private static final Duration START_LIMIT = Duration.ofSeconds(1);

    private static final Duration START_RETRY = Duration.ofMillis(50);
    private static final int PATIENT_FAILURES = 10;

    private final LocalEpmd epmd;
    private final NodeName node;
    private final int port;
    private final NodeKind kind;
    private final int creation;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService keeper;
    private volatile Registration registration; // the keeper's, but for close(), which may come at any moment
    private volatile boolean registered = true;

    private EpmdPresence(LocalEpmd epmd, NodeName node, int port, NodeKind kind, Registration first) {
        this.epmd = epmd;
        this.node = node;
        this.port = port;
        this.kind = kind;
        this.creation = first.creation();
        this.registration = first;
        this.keeper = Executors.newThreadPerTaskExecutor(Thread.ofPlatform()
                .daemon()
                .name("tiebeam epmd presence " + node)
                .factory());
        keeper.submit(this::keep);
    }

    /**
     * Registers the node, and keeps it registered. Serves EPMD itself if nobody does and the endpoint is on loopback.
     *
     * @param port where the node accepts connections: it must do so already
     * @throws NameTakenException if somebody has the name
     * @throws IOException if there is no EPMD and none can be served; the text says why
     */
    public static EpmdPresence start(EpmdEndpoint endpoint, NodeName node, int port, NodeKind kind) throws IOException {
        var epmd = new LocalEpmd(endpoint);
        try {
            return new EpmdPresence(epmd, node, port, kind, firstRegistration(epmd, node, port, kind));
        } catch (IOException e) {
            epmd.close();
            throw e;
        }
    }

    /** The number of this incarnation of the node, unsigned: that of the first registration, as long as this lasts. */
    public int creation() {
        return creation;
    }

    /** Whether the node is registered at this moment, as far as it has noticed. */
    public boolean isRegistered() {
        return registered;
    }

    /** Whether this process serves the EPMD of the machine at this moment, for this node and all others. */
    public boolean isServing() {
        return epmd.isServedHere();
    }

    /** Unregisters the node, stops serving EPMD if this process did, and returns when all its threads have ended. */
    @Override
    public void close() {
        closed.countDown();
        registration.close();
        keeper.shutdownNow(); // it may be waiting for an answer of EPMD, which the interrupt ends
        keeper.close();
        epmd.close();
    }

    /** Whether any thread of this presence, or of the EPMD it serves, still lives. */
    boolean hasThreads() {
        return !keeper.isTerminated() || epmd.isServedHere();
    }

    private static Registration firstRegistration(LocalEpmd epmd, NodeName node, int port, NodeKind kind)
            throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                return epmd.register(node, port, kind);
            } catch (IOException e) {
                if (System.nanoTime() - deadline >= 0) {
                    throw e;
                }
                LOG.log(Level.DEBUG, "{0} is not registered yet: {1}", node, e.getMessage());
            }
            try {
                Thread.sleep(START_RETRY);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while registering " + node);
            }
        }
    }

    private void keep() {
        while (!isClosed()) {
            registration.awaitLoss();
            registered = false;
            registerAgain();
        }
    }

    private void registerAgain() {
        for (int failures = 0; !isClosed(); ) {
            try {
                registration = epmd.register(node, port, kind);
                registered = true;
                if (isClosed()) {
                    registration.close(); // close() may have looked at the one before
                }
                return;
            } catch (IOException e) {
                failures++;
                Level level = failures == PATIENT_FAILURES ? Level.WARNING : Level.DEBUG;
                LOG.log(level, "{0} lost its registration, and tries again: {1}", node, e.getMessage());
            }
            try {
                boolean _ = closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException _) {
                return; // only close() interrupts
            }
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }
}
