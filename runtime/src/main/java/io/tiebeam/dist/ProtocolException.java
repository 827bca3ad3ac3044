// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

/**
 * The peer sent something that no node sends: the message says what and what was expected. Thrown by everything that
 * reads what a peer sent, on the thread that reads; fatal for the connection and for nothing else, as on the BEAM.
 */
final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }

    ProtocolException(String message, Throwable cause) {
        super(message, cause);
    }
}
