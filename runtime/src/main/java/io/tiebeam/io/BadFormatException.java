// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

/**
 * A format that does not go with its arguments, where Erlang raises {@code badarg}. Thrown by {@link IoLib}; whoever
 * serves an I/O request answers it with an error. The message says which control sequence was met and what it
 * expected.
 */
public final class BadFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadFormatException(String message) {
        super(message);
    }
}
