// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What people see and type at: a terminal, the standard streams, a text kept for a test. A {@link ConsoleLeader} owns
 * one. Writing and reading happen on two threads at once, since output does not wait for somebody to type.
 */
public interface Console {
    /**
     * Shows {@code text}, which ends in a new line or not. Called on the thread of the leader's process.
     *
     * @throws java.io.UncheckedIOException if it cannot be shown; whoever printed it is told
     */
    void write(String text);

    /**
     * Shows {@code prompt} and waits for a line. Called on the leader's reading thread, which is interrupted when the
     * leader ends.
     *
     * @return the line with its new line; the last one may have none; empty when the input is at its end
     * @throws java.io.UncheckedIOException if nothing can be read
     */
    Optional<String> readLine(String prompt);

    /** The columns of the screen; empty if there is none. */
    default OptionalInt columns() {
        return OptionalInt.empty();
    }

    /** The rows of the screen; empty if there is none. */
    default OptionalInt rows() {
        return OptionalInt.empty();
    }
}
