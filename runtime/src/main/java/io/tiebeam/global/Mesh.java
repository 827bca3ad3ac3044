// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.Channel;
import io.tiebeam.process.Network;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections between nodes that know each other: each has one to each, or none at all. Of the server. */
final class Mesh {
    private static final int MOST_LOSSES = 1_000;

    private final Network network;
    private final Set<Atom> up = ConcurrentHashMap.newKeySet();
    private final long incarnation; // of this node, as lost_connection has it
    private final Map<Tuple, Tuple> losses = new LinkedHashMap<>(); // the newest news of each pair
    private long lastLoss;

    Mesh(Network network) {
        this.network = network;
        // A random part above the 32 bits of the creation, so that it fits a small integer of a BEAM.
        long random = new SecureRandom().nextLong(1L << 26) << 32;
        this.incarnation = random + (network.node().creation() & 0xFFFFFFFFL);
    }

    void up(Atom node) {
        up.add(node);
    }

    void down(Atom node) {
        up.remove(node);
    }

    boolean isUp(Atom node) {
        return up.contains(node);
    }

    /**
     * The connection to {@code node}, if it is there. What is said over it never connects anew: of a connection that ended
     * a moment ago the server hears only later, and news of the loss would bring back what is to be let go. Any thread.
     */
    Optional<Channel> wayTo(Atom node) {
        return isUp(node) ? network.connectedChannel(node) : Optional.empty();
    }

    /** Sends on behalf of {@code from}, over a connection that is there. Any thread. */
    void send(Pid from, Atom to, Term message) {
        wayTo(to).ifPresent(via -> {
            via.offer(from, Vocabulary.SERVER.atom(), new Signal.Message(message));
            via.flushSoon();
        });
    }

    /** Connects to {@code nodes}, which others know, and tells them that we are in sync with what they know. */
    void connect(ProcessCell server, Collection<Atom> nodes) {
        for (Atom node : nodes) {
            inBackground(server, "connecting for global", child -> {
                if (network.connect(new NodeName(node)) || network.connect(new NodeName(node))) {
                    Address.of(child.node(), Vocabulary.SERVER.at(new NodeName(node)))
                            .send(
                                    child,
                                    Tuple.of(
                                            Words.GEN_CAST,
                                            Tuple.of(
                                                    Vocabulary.IN_SYNC,
                                                    child.node().name(),
                                                    Atom.TRUE)));
                } else {
                    child.send(server.pid(), new Event.NotReached(node));
                }
            });
        }
    }

    /** Connects to those of {@code nodes} that are not connected; the server hears if one cannot be reached. */
    void reach(ProcessCell server, Collection<Atom> nodes) {
        for (Atom node : List.copyOf(nodes)) {
            if (!isUp(node)) {
                inBackground(server, "connecting for global", child -> {
                    if (!network.connect(new NodeName(node))) {
                        child.send(server.pid(), new Event.NodeDown(node));
                    }
                });
            }
        }
    }

    void disconnect(ProcessCell server, Atom node) {
        inBackground(server, "disconnecting for global", _ -> network.disconnect(new NodeName(node)));
    }

    private interface Task {
        void run(ProcessCell child);
    }

    private static void inBackground(ProcessCell server, String label, Task task) {
        server.node().spawn(SpawnOptions.of(server.node().user(), label), child -> {
            task.run(child);
            return Words.NORMAL;
        });
    }

    // ---- losses ---------------------------------------------------------------------------------------------------

    /** Tells {@code others} that the connection to {@code node} is lost. */
    void lost(ProcessCell server, Atom node, Collection<Atom> others) {
        Term message = Tuple.of(
                Vocabulary.LOST_CONNECTION, server.node().name(), Int.of(incarnation), Int.of(++lastLoss), node);
        others.forEach(other -> send(server.pid(), other, message));
    }

    /** Whether {@code {lost_connection, From, Incarnation, Number, Lost}} was not heard before. */
    boolean isNews(Tuple message) {
        Tuple pair = Tuple.of(message.get(1), message.get(4));
        Tuple before = losses.get(pair);
        if (before != null
                && before.get(0).equals(message.get(2))
                && before.get(1) instanceof Int(var last)
                && message.get(3) instanceof Int(var number)
                && number <= last) {
            return false;
        }
        losses.remove(pair);
        losses.put(pair, Tuple.of(message.get(2), message.get(3)));
        if (losses.size() > MOST_LOSSES) {
            losses.remove(losses.keySet().iterator().next());
        }
        return true;
    }
}
