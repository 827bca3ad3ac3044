// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.Term;

/**
 * A leader that did not do what it was asked: it is gone ({@code terminated}), cannot be reached, or refused. Thrown by
 * {@link IoClient}.
 */
public final class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Term reason;

    DeviceException(String message, Term reason) {
        super(message);
        this.reason = reason;
    }

    /** The reason as the leader gave it, or {@code terminated}. */
    public Term reason() {
        return reason;
    }
}
