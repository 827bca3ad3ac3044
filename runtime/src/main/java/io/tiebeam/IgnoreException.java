// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

/**
 * A server does not want to run: the {@code ignore} of OTP's {@code init}. Thrown by what initialises a server, in its
 * process, which then ends with {@code normal}; thrown again by what starts the server, in the process that asked for
 * it. A supervisor takes it for no error, and goes on without that child. Has no stack, since nothing went wrong.
 */
public final class IgnoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The server does not run, without a word why. */
    public IgnoreException() {
        this("it chose not to run (ignore)");
    }

    /** The server does not run because of {@code why}, for people. */
    public IgnoreException(String why) {
        super(why, null, false, false);
    }
}
