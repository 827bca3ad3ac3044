// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

/** Sees to it that an object whose fields hold the state of a process is started once. */
final class Once {
    private boolean started; // guarded by this

    /**
     * The object, called {@code label}, is being started.
     *
     * @throws IllegalStateException if it has been before
     */
    synchronized void begin(String label) {
        if (started) {
            throw new IllegalStateException("this " + label + " has been started before: its fields hold the state of"
                    + " that process\n   → make a new one for each start: new " + label + "(...).startLink()");
        }
        started = true;
    }
}
