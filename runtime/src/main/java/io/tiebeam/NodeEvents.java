// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Network;
import io.tiebeam.process.NodeWatcher;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who of a node's processes gets messages when other nodes connect and go. Any thread.
 *
 * <p>Source: {@code net_kernel:monitor_nodes/2}; erts {@code dist.c}. A subscription is counted, and its end takes back all
 * that are alike.
 */
final class NodeEvents implements NodeWatcher {
    private static final Atom NODEUP = Atom.of("nodeup");
    private static final Atom NODEDOWN = Atom.of("nodedown");
    private static final Atom NET_KERNEL_TERMINATED = Atom.of("net_kernel_terminated");

    private record Subscription(ProcessCell cell, Optional<Node.NodeType> type, boolean reason) {
        boolean wants(boolean hidden) {
            return switch (type.orElse(Node.NodeType.VISIBLE)) {
                case VISIBLE -> !hidden;
                case HIDDEN -> hidden;
                case CONNECTED -> true;
                case THIS -> false;
            };
        }

        /** With any option the messages have a list of what was asked for. */
        boolean isPlain() {
            return type.isEmpty() && !reason;
        }
    }

    private final LocalNode node;
    private final List<Subscription> subscriptions = new ArrayList<>(); // guarded by this
    private int sweepAt = 64; // guarded by this: with so many, those of the dead are looked for

    private NodeEvents(LocalNode node) {
        this.node = node;
    }

    /** The subscriptions at {@code network}. */
    static NodeEvents of(Network network) {
        return network.node().attachment(NodeEvents.class, () -> {
            NodeEvents events = new NodeEvents(network.node());
            network.watchFromNow(events);
            return events;
        });
    }

    synchronized void subscribe(ProcessCell self, Optional<Node.NodeType> type, boolean reason) {
        if (subscriptions.size() >= sweepAt) {
            subscriptions.removeIf(each -> !each.cell.isAlive());
            sweepAt = Math.max(64, 2 * subscriptions.size());
        }
        subscriptions.add(new Subscription(self, type, reason));
    }

    synchronized void unsubscribe(ProcessCell self, Optional<Node.NodeType> type, boolean reason) {
        Subscription alike = new Subscription(self, type, reason);
        subscriptions.removeIf(each -> each.equals(alike) || !each.cell.isAlive());
    }

    @Override
    public void up(NodeName other, boolean hidden) {
        tell(NODEUP, other, hidden, Optional.empty());
    }

    @Override
    public void down(NodeName other, boolean hidden, Atom reason) {
        tell(NODEDOWN, other, hidden, Optional.of(reason));
    }

    @Override
    public void named(NodeName self) {
        tell(NODEUP, self, false, Optional.empty());
    }

    @Override
    public void unnamed(NodeName self) {
        tell(NODEDOWN, self, false, Optional.of(NET_KERNEL_TERMINATED));
    }

    private void tell(Atom what, NodeName other, boolean hidden, Optional<Atom> reason) {
        List<Subscription> all;
        synchronized (this) {
            subscriptions.removeIf(each -> !each.cell.isAlive());
            all = List.copyOf(subscriptions);
        }
        for (Subscription each : all) {
            if (each.wants(hidden)) {
                Term message = each.isPlain()
                        ? Tuple.of(what, other.atom())
                        : Tuple.of(what, other.atom(), details(each, hidden, reason));
                node.deliver(each.cell.pid(), new Signal.Message(message));
            }
        }
    }

    private static ListTerm details(Subscription asked, boolean hidden, Optional<Atom> reason) {
        List<Term> details = new ArrayList<>();
        if (asked.reason) {
            reason.ifPresent(why -> details.add(Tuple.of(Atom.of("nodedown_reason"), why)));
        }
        if (asked.type.isPresent()) {
            details.add(Tuple.of(Atom.of("node_type"), Atom.of(hidden ? "hidden" : "visible")));
        }
        return ListTerm.of(details);
    }
}
