// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * Looks on while processes, timers and nodes of this JVM begin: what tests use to say who left something behind. At most
 * one does; where nobody does, a beginning costs the reading of one field. All methods are called on the thread that
 * begins something, before it runs, and must neither block nor throw.
 */
public interface Witness {
    /** A process has been made; {@link ProcessCell#currentOrNull()} is who asked for it, if a process did. */
    void spawned(ProcessCell process);

    /** A timer has been set that sends something to {@code to}: a pid, a name or an alias. */
    void timerSet(LocalNode node, Future<?> timer, Optional<Term> to, Duration delay);

    /** A node has started. */
    void started(LocalNode node);

    /** Lets {@code witness} look on from now on; false if another one does. */
    static boolean appoint(Witness witness) {
        return Onlooker.appoint(witness);
    }

    /** Takes back {@link #appoint}. */
    static void dismiss(Witness witness) {
        Onlooker.dismiss(witness);
    }

    /** Tells whoever looks on that {@code node} has started. */
    static void nodeStarted(LocalNode node) {
        Witness witness = Onlooker.current();
        if (witness != null) {
            witness.started(node);
        }
    }
}
