// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.From;
import io.tiebeam.term.Atom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who waits in {@code global:sync/0} until all nodes have joined or are gone. Of the server, on its thread only. */
final class SyncWaiters {
    private record Waiting(From from, Set<Atom> nodes) {}

    private final List<Waiting> waiting = new ArrayList<>();

    /** Answers {@code from} when all of {@code nodes} are {@link #settled}; at once if there are none. */
    void add(From from, Set<Atom> nodes) {
        if (nodes.isEmpty()) {
            from.reply(Atom.OK);
        } else {
            waiting.add(new Waiting(from, new LinkedHashSet<>(nodes)));
        }
    }

    /** {@code node} has joined or is gone. */
    void settled(Atom node) {
        waiting.removeIf(each -> {
            each.nodes().remove(node);
            if (each.nodes().isEmpty()) {
                each.from().reply(Atom.OK);
            }
            return each.nodes().isEmpty();
        });
    }
}
