// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.cli;

/** A command was not understood; the text says which word, and what was expected. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String text) {
        super(text);
    }
}
