// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Term;

/** A call failed since its node cannot be reached, or the connection broke: {@code noconnection}. */
public final class NoConnectionException extends ExitException {
    private static final long serialVersionUID = 1L;

    /** Raised with {@code reason}, the whole exit reason of the failed call, and {@code message} for people. */
    public NoConnectionException(Term reason, String message) {
        super(reason, message);
    }
}
