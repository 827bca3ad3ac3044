// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Term;

/** A call failed since nobody is there: {@code noproc}. */
public final class NoProcessException extends ExitException {
    private static final long serialVersionUID = 1L;

    /** Raised with {@code reason}, the whole exit reason of the failed call, and {@code message} for people. */
    public NoProcessException(Term reason, String message) {
        super(reason, message);
    }
}
