// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.io.ConsoleLeader;
import io.tiebeam.io.ProcessStreams;
import io.tiebeam.process.LocalNode;

/** Gives each node its {@code user}: the process at the console that all output goes to which nobody sends elsewhere. */
final class Consoles {
    static {
        lead(LocalNode.nameless());
    }

    private Consoles() {}

    /** Starts the leader of {@code node} at the console of this JVM. */
    static void lead(LocalNode node) {
        ConsoleLeader.startUser(node, ProcessStreams.console());
    }

    /** Makes sure that the nameless node, which is there from the start, has its leader too. */
    static void leadByDefault() {
        // the static initialiser does it, once
    }
}
