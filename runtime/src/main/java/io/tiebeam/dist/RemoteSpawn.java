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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts the processes that other nodes ask for. Runs on the reader of the connection: the process itself finds out what
 * it has to do. Links and monitors are in place before the answer is sent, and the answer before anything else that the
 * process sends. Source: erts "Distribution Protocol: Protocol for spawn requests".
 */
final class RemoteSpawn {
    private static final Atom BADARG = Atom.of("badarg");
    private static final Atom BADOPT = Atom.of("badopt");
    private static final Atom LINK = Atom.of("link");
    private static final Atom MONITOR = Atom.of("monitor");
    private static final Set<Atom> KNOWN = Stream.of(
                    "link",
                    "monitor",
                    "priority",
                    "min_heap_size",
                    "min_bin_vheap_size",
                    "max_heap_size",
                    "fullsweep_after",
                    "message_queue_data",
                    "scheduler",
                    "async_dist")
            .map(Atom::of)
            .collect(Collectors.toUnmodifiableSet());

    private final LocalNode node;
    private final Entry entry;

    RemoteSpawn(LocalNode node, Entry entry) {
        this.node = node;
        this.entry = entry;
    }

    void serve(ControlMessage.SpawnRequest request, PeerChannel peer) {
        if (!(request.options() instanceof ListTerm options) || !areKnown(options)) {
            answer(request, peer, false, false, BADOPT);
            return;
        }
        boolean link = asksFor(LINK, options);
        boolean monitor = asksFor(MONITOR, options);
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

    /** Options are {@code link}, {@code monitor}, and pairs; those of the memory of a BEAM process mean nothing here. */
    private static boolean areKnown(ListTerm options) {
        return options.isProper()
                && options.elements().stream()
                        .allMatch(option -> option.equals(LINK)
                                || option.equals(MONITOR)
                                || (option instanceof Tuple pair && pair.size() == 2 && KNOWN.contains(pair.get(0))));
    }

    private static boolean asksFor(Atom relation, ListTerm options) {
        return options.elements().stream()
                .anyMatch(option -> option.equals(relation) || (option instanceof Tuple t && t.is(relation, 2)));
    }
}
