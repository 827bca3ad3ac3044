// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.Atom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The first number in the text of a pid, port or reference: 0 for this node, another for each other node. Called by
 * {@link ErlangPrint} on whatever thread prints.
 */
@FunctionalInterface
public interface NodeNumbers {
    /** The number under which {@code node} is shown here. */
    int of(Atom node);

    /**
     * Numbers that count up in the order in which nodes are first printed.
     *
     * @param isHere whether a name means this node
     */
    static NodeNumbers counting(Predicate<Atom> isHere) {
        Map<Atom, Integer> known = new ConcurrentHashMap<>();
        AtomicInteger last = new AtomicInteger();
        return node -> isHere.test(node) ? 0 : known.computeIfAbsent(node, _ -> last.incrementAndGet());
    }
}
