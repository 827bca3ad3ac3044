// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.ControlMessage;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.NetworkStarter.Entry;
import io.tiebeam.process.ProcessBody;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/**
 * Starts the processes that other nodes ask for. Runs on the reader of the connection: the process itself finds out what
 * it has to do. Links and monitors are in place before the answer is sent, and the answer before anything else that the
 * process sends. Source: erts "Distribution Protocol: Protocol for spawn requests".
 */
final class RemoteSpawn {
    private static final Atom BADARG = Atom.of("badarg");
    private static final Atom BADOPT = Atom.of("badopt");

    private final LocalNode node;
    private final Entry entry;

    RemoteSpawn(LocalNode node, Entry entry) {
        this.node = node;
        this.entry = entry;
    }

    void serve(ControlMessage.SpawnRequest request, PeerChannel peer) {
        Optional<SpawnWishes> wishes = SpawnWishes.of(request.options());
        if (wishes.isEmpty()) {
            answer(request, peer, false, false, BADOPT);
            return;
        }
        boolean link = wishes.get().link();
        boolean monitor = wishes.get().monitor();
        Optional<Ref> monitorRef = monitor ? Optional.of(request.ref()) : Optional.empty();
        SpawnOptions how = SpawnOptions.of(
                        request.groupLeader(),
                        request.module().name() + ":" + request.function().name() + "/" + request.arity())
                .childOf(request.from(), link, monitorRef, peer);
        ProcessCell process = node.create(how, bodyOf(request));
        answer(request, peer, link, monitor, process.pid());
        node.start(process);
    }

    /** How many arguments there are decides, not the arity beside them: so it was seen of OTP 25 to 29. */
    private ProcessBody bodyOf(ControlMessage.SpawnRequest request) {
        return request.arguments() instanceof ListTerm arguments && arguments.isProper()
                ? entry.bodyFor(request.module(), request.function(), arguments)
                : _ -> Tuple.of(BADARG, ListTerm.EMPTY);
    }

    private void answer(
            ControlMessage.SpawnRequest request, PeerChannel peer, boolean link, boolean monitor, Term result) {
        peer.offer(node.user(), request.from(), new Signal.SpawnReply(request.ref(), link, monitor, result, null));
    }
}
