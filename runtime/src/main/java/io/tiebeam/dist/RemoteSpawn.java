// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.process.LocalNode;
import io.tiebeam.process.NetworkStarter.Entry;
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
    private static final Atom BADOPT = Atom.of("badopt");
    private static final Atom LINK = Atom.of("link");
    private static final Atom MONITOR = Atom.of("monitor");

    private final LocalNode node;
    private final Entry entry;

    RemoteSpawn(LocalNode node, Entry entry) {
        this.node = node;
        this.entry = entry;
    }

    void serve(ControlMessage.SpawnRequest request, PeerChannel peer) {
        if (!(request.options() instanceof ListTerm options)
                || !isWellFormed(options)
                || !(request.arguments() instanceof ListTerm arguments)
                || !arguments.isProper()
                || arguments.size() != request.arity()) {
            answer(request, peer, false, false, BADOPT);
            return;
        }
        boolean link = options.elements().contains(LINK);
        boolean monitor = options.elements().stream().anyMatch(RemoteSpawn::isMonitor);
        Optional<Ref> monitorRef = monitor ? Optional.of(request.ref()) : Optional.empty();
        SpawnOptions how = SpawnOptions.of(
                        request.groupLeader(), request.module().name() + ":" + request.function().name() + "/" + request.arity())
                .childOf(request.from(), link, monitorRef, peer);
        ProcessCell process = node.create(how, entry.bodyFor(request.module(), request.function(), arguments));
        answer(request, peer, link, monitor, process.pid());
        node.start(process);
    }

    private void answer(ControlMessage.SpawnRequest request, PeerChannel peer, boolean link, boolean monitor, Term result) {
        peer.offer(node.user(), request.from(), new Signal.SpawnReply(request.ref(), link, monitor, result, null));
    }

    /** Options are atoms and tuples that begin with one; those of the memory of a BEAM process mean nothing here. */
    private static boolean isWellFormed(ListTerm options) {
        return options.isProper()
                && options.elements().stream()
                        .allMatch(option -> option instanceof Atom
                                || (option instanceof Tuple t && t.size() >= 2 && t.get(0) instanceof Atom));
    }

    private static boolean isMonitor(Term option) {
        return option.equals(MONITOR) || (option instanceof Tuple t && t.size() >= 2 && t.get(0).equals(MONITOR));
    }
}
