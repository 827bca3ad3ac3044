// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.process.Gen;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ServiceProcess;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** The registered processes that the protocol itself expects: {@code net_kernel}, which a ping asks, {@code logger_proxy}. */
final class ServiceProcesses {
    private static final Atom IS_AUTH = Atom.of("is_auth");
    private static final Atom YES = Atom.of("yes");

    private ServiceProcesses() {}

    static void start(LocalNode node) {
        ServiceProcess.start(node, "net_kernel", ServiceProcesses::netKernel);
        ServiceProcess.start(node, "logger_proxy", (_, event) -> LoggerProxy.log(event));
    }

    /** {@code net_adm:ping} asks {@code {is_auth, Node}}; whoever gets through the handshake is. */
    private static void netKernel(ProcessCell self, Term message) {
        Gen.call(message)
                .filter(call -> call.request() instanceof Tuple t && t.is(IS_AUTH, 2))
                .ifPresent(call -> call.reply(self, YES));
    }
}
