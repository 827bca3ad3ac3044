// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import java.lang.System.Logger.Level;
import java.util.function.BiConsumer;

/**
 * A registered process that other nodes count on, such as {@code net_kernel} and {@code rex}: it takes every message as a
 * term, survives what a message makes it throw, and ends with its node only. Made by whoever starts a node.
 */
public final class ServiceProcess {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");

    private ServiceProcess() {}

    /**
     * Starts one, registered as {@code name}.
     *
     * @param onMessage handles a message, on the process's thread
     */
    public static ProcessCell start(LocalNode node, String name, BiConsumer<ProcessCell, Term> onMessage) {
        ProcessBody loop = self -> {
            self.trapExit(true); // other nodes count on it: no exit but kill ends it
            while (true) {
                Term message = self.receive(TermMapper::toTerm, Deadline.NEVER);
                try {
                    onMessage.accept(self, message);
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, name + " could not handle a message of another node", e);
                }
            }
        };
        ProcessCell process = node.spawn(SpawnOptions.of(node.user(), name), loop);
        node.register(Atom.of(name), process);
        return process;
    }
}
