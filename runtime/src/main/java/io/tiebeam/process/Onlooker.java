// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

/** Who looks on in this JVM: read by whatever begins something, on its thread. */
final class Onlooker {
    private static volatile Witness current;

    private Onlooker() {}

    /** The witness; null: nobody looks on. */
    static Witness current() {
        return current;
    }

    static synchronized boolean appoint(Witness witness) {
        if (current != null) {
            return false;
        }
        current = witness;
        return true;
    }

    static synchronized void dismiss(Witness witness) {
        if (current == witness) {
            current = null;
        }
    }
}
