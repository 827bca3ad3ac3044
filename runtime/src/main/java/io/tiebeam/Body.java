// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

/**
 * What a process does, on a virtual thread of its own, until it returns or throws. Given to {@link
 * Kernel#spawn} and its siblings; called once, on that thread. Returning is the end with reason {@code normal}.
 */
@FunctionalInterface
public interface Body {
    /**
     * Runs to the end.
     *
     * @throws Exception ends the process: an {@link ExitException} with its reason, any other as an error that is logged
     */
    void run() throws Exception;
}
