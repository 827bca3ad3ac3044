// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

/**
 * The peer sent something that no node sends: the message says what and what was expected. Thrown by everything that
 * reads what a peer sent, on the thread that reads; fatal for the connection and for nothing else, as on the BEAM.
 */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what was expected, and what came; nothing of its content beyond that */
    public ProtocolException(String message) {
        super(message);
    }

    /** As {@link #ProtocolException(String)}, where {@code cause} found out. */
    public ProtocolException(String message, Throwable cause) {
        super(message, cause);
    }
}
