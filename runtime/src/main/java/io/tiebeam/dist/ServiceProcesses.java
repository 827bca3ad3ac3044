// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.process.Deadline;
import io.tiebeam.process.Gen;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessBody;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.function.BiConsumer;

/** The registered processes that other nodes expect: {@code net_kernel}, which a ping asks, and {@code logger_proxy}. */
final class ServiceProcesses {
    private static final System.Logger LOG = System.getLogger("io.tiebeam.dist");
    private static final Atom IS_AUTH = Atom.of("is_auth");
    private static final Atom YES = Atom.of("yes");

    private ServiceProcesses() {}

    static void start(LocalNode node) {
        register(node, "net_kernel", ServiceProcesses::netKernel);
        register(node, "logger_proxy", (_, event) -> LoggerProxy.log(event));
    }

    private static void register(LocalNode node, String name, BiConsumer<ProcessCell, Term> onMessage) {
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
        node.register(Atom.of(name), node.spawn(SpawnOptions.of(node.user(), name), loop));
    }

    /** {@code net_adm:ping} asks {@code {is_auth, Node}}; whoever gets through the handshake is. */
    private static void netKernel(ProcessCell self, Term message) {
        Gen.call(message)
                .filter(call -> call.request() instanceof Tuple t && t.is(IS_AUTH, 2))
                .ifPresent(call -> call.reply(self, YES));
    }
}
