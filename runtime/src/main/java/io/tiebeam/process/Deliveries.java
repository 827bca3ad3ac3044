// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import java.util.ArrayDeque;

/**
 * Signals that handling another signal gave rise to, such as the exits of all that were linked to a process that died. They
 * are sent after the mailbox's monitor is left, and in a loop instead of by recursion: so no two monitors are ever held
 * at once, and a chain of a million links comes down without a million stack frames. One thread's.
 */
final class Deliveries {
    private static final Atom SYSTEM_LIMIT = Atom.of("system_limit");

    private record Delivery(Channel via, Pid from, Term to, Signal signal) {}

    private final ArrayDeque<Delivery> waiting = new ArrayDeque<>(4);

    /** Adds {@code signal} to {@code to}, over {@code via} or, where that is null, within the node. */
    void add(Channel via, Pid from, Term to, Signal signal) {
        waiting.add(new Delivery(via, from, to, signal));
    }

    /** Takes over what {@code more} holds. */
    void addAll(Deliveries more) {
        if (more != null && more != this) {
            waiting.addAll(more.waiting);
        }
    }

    /** A reason too large for the peer must not keep the news from it, nor from those who come after it. */
    private static void offer(Delivery delivery) {
        try {
            delivery.via.offer(delivery.from, delivery.to, delivery.signal);
        } catch (TermException unwritable) {
            if (delivery.signal instanceof Signal.LinkExit exit) {
                delivery.via.offer(delivery.from, delivery.to, new Signal.LinkExit(exit.from, SYSTEM_LIMIT, exit.via));
            } else if (delivery.signal instanceof Signal.Down down) {
                delivery.via.offer(delivery.from, delivery.to, new Signal.Down(down.target, down.ref, SYSTEM_LIMIT));
            }
        }
    }

    /** Sends all, and all that follows from it. {@code more} may be null. */
    static void run(LocalNode node, Deliveries more) {
        if (more == null) {
            return;
        }
        for (Delivery next = more.waiting.poll(); next != null; next = more.waiting.poll()) {
            if (next.via != null) {
                offer(next);
                next.via.flushSoon();
            } else {
                more.addAll(node.deliverOnce(next.to, next.signal));
            }
        }
    }
}
