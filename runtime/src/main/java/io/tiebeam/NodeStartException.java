// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

/** A node could not be started; the message says why and what to do. */
public final class NodeStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure described by {@code message}. */
    public NodeStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
