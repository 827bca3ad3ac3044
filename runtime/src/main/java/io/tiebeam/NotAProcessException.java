// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

/** Something that only a process can do was tried on a thread that runs none. */
public final class NotAProcessException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** {@code what}, such as {@code self()}, was called outside a process. */
    public NotAProcessException(String what) {
        super(what + " was called outside a process: thread "
                + Thread.currentThread().getName() + " runs none"
                + "\n   → call it inside Processes.run(...), or in a body given to spawn(...)");
    }
}
