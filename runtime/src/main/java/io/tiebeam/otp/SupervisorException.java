// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.term.Term;

/**
 * A supervisor answered {@code {error, Reason}} to what it was asked: a child that cannot start, an id that is taken, a
 * child that runs. Uncaught it ends the process with that reason. A supervisor that does not answer at all is any
 * other {@link ExitException}.
 */
public final class SupervisorException extends ExitException {
    private static final long serialVersionUID = 1L;

    SupervisorException(Term reason, String message) {
        super(reason, message);
    }
}
