// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Term;

/** A call was not answered in time: {@code timeout}. A late answer is dropped. */
public final class CallTimeoutException extends ExitException {
    private static final long serialVersionUID = 1L;

    /** Raised with {@code reason}, the whole exit reason of the failed call, and {@code message} for people. */
    public CallTimeoutException(Term reason, String message) {
        super(reason, message);
    }
}
