// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Term;

/** What a process does. Runs once, on the process's own thread. */
@FunctionalInterface
public interface ProcessBody {
    /**
     * Runs to the end.
     *
     * @return the reason the process exits with: {@code normal} when all went well. The caller of this layer turns
     *     exceptions into reasons; one that escapes ends the process all the same, with reason {@code error}.
     */
    Term run(ProcessCell self);
}
