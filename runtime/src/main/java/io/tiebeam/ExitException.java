// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Term;

/**
 * An exit: what {@code exit(Reason)} raises, and what a failed call raises in its caller. Uncaught it ends the process
 * with this reason.
 */
public class ExitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Term reason;

    /** An exit with {@code reason}, told to people in Elixir's words: {@link ExitReasons#format}. */
    public ExitException(Term reason) {
        this(reason, ExitReasons.format(reason));
    }

    /** An exit with {@code reason}, told to people as {@code message}. */
    public ExitException(Term reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The reason, as other processes see it. */
    public final Term reason() {
        return reason;
    }
}
