// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

/**
 * A node's registration at an EPMD: it lasts as long as the TCP connection it holds. Closed by whoever registered; any
 * thread may.
 */
public final class Registration implements AutoCloseable {
    private final EpmdExchange connection;
    private final int creation;

    Registration(EpmdExchange connection, int creation) {
        this.connection = connection;
        this.creation = creation;
    }

    /**
     * The number of this incarnation of the node, unsigned, never 0. It marks every pid, reference and port that the
     * node makes.
     */
    public int creation() {
        return creation;
    }

    /**
     * Waits until EPMD ends the connection, or until this is closed: the node is then registered no more. Blocks in a
     * socket, where an interrupt closes the registration, so it is for a thread of its own.
     */
    public void awaitLoss() {
        connection.awaitEnd();
    }

    /** Unregisters the node. EPMD forgets it as soon as it sees the end of the connection. */
    @Override
    public void close() {
        connection.close();
    }
}
