// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.Channel;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.Mark;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.process.SpawnRequest;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Starts processes by name, here or on another node. Source: {@code erlang:spawn_link/4} and {@code spawn_request/5}. */
final class RemoteSpawning {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Atom SPAWN_REPLY = Atom.of("spawn_reply");

    private RemoteSpawning() {}

    /** Starts {@code call} on {@code node}, on the thread of {@code self}, and waits until it is known to run. */
    static Kernel.Monitored spawn(ProcessCell self, NodeName node, Mfa call, boolean link, boolean monitor) {
        Ref ref = self.newRef();
        Channel via = self.node().channelTo(node.atom());
        if (via == null) {
            ProcessCell child = self.startChild(
                    options(self, call.toString(), link, monitor, ref),
                    RemoteEntry.bodyFor(call.module(), call.function(), call.arguments()));
            return new Kernel.Monitored(child.pid(), ref);
        }
        via.awaitRoom(self);
        Mark mark = self.mark();
        self.spawn(
                via,
                new SpawnRequest(
                        ref,
                        self.pid(),
                        self.groupLeader(),
                        call.module(),
                        call.function(),
                        call.arguments(),
                        link,
                        monitor));
        Tuple reply = self.receiveAfter(
                mark,
                message -> message instanceof Tuple t
                                && t.is(SPAWN_REPLY, 4)
                                && t.get(1).equals(ref)
                        ? t
                        : null,
                Deadline.NEVER);
        if (reply.get(3) instanceof Pid pid) {
            return new Kernel.Monitored(pid, ref);
        }
        return crashed(self, node, call, link, monitor, ref, reply.get(3));
    }

    /**
     * Nothing was started there. As on a BEAM the caller gets the pid of a process that ends with the reason, so that links
     * and monitors see what they would have seen.
     */
    private static Kernel.Monitored crashed(
            ProcessCell self, NodeName node, Mfa call, boolean link, boolean monitor, Ref ref, Term reason) {
        LOG.log(
                Level.WARNING,
                "** Can not start " + call + " on " + node + " ** " + reason
                        + Node.whyNot(node).map(why -> "\n" + why).orElse(""));
        ProcessCell child = self.startChild(options(self, "could not start " + call, link, monitor, ref), _ -> reason);
        return new Kernel.Monitored(child.pid(), ref);
    }

    private static SpawnOptions options(ProcessCell self, String label, boolean link, boolean monitor, Ref ref) {
        return SpawnOptions.of(self.groupLeader(), label)
                .childOf(self.pid(), link, monitor ? Optional.of(ref) : Optional.empty());
    }
}
