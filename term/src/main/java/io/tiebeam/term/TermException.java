// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/**
 * Bytes that are no term, a term that has not the wanted shape, or a Java value that has no term: the message says what
 * was found, where (byte offset, or path of components) and what was expected.
 */
public final class TermException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure described by {@code message}. */
    public TermException(String message) {
        super(message);
    }

    /** A failure described by {@code message}, brought about by {@code cause}. */
    public TermException(String message, Throwable cause) {
        super(message, cause);
    }
}
