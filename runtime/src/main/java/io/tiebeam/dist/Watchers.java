// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.process.NodeWatcher;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who wants to hear of nodes that connect and go. Under one lock, so that who begins to watch while a node connects is told
 * of it once, and of its end only after that. Safe on any thread.
 */
final class Watchers {
    private final List<NodeWatcher> watchers = new ArrayList<>(); // guarded by this, as is what follows
    private final Map<NodeName, Boolean> connected = new LinkedHashMap<>(); // whether it is hidden

    /** Tells {@code watcher} of all that are connected, and of all that come and go from now on. */
    synchronized void add(NodeWatcher watcher) {
        watchers.add(watcher);
        connected.forEach(watcher::up);
    }

    /** Tells {@code watcher} of all that come and go from now on. */
    synchronized void addFromNow(NodeWatcher watcher) {
        watchers.add(watcher);
    }

    synchronized void remove(NodeWatcher watcher) {
        watchers.remove(watcher);
    }

    synchronized void up(NodeName node, boolean hidden) {
        connected.put(node, hidden);
        List.copyOf(watchers).forEach(watcher -> watcher.up(node, hidden));
    }

    synchronized void named(NodeName self) {
        List.copyOf(watchers).forEach(watcher -> watcher.named(self));
    }

    synchronized void unnamed(NodeName self) {
        List.copyOf(watchers).forEach(watcher -> watcher.unnamed(self));
    }

    synchronized void down(NodeName node, boolean hidden, Atom reason) {
        connected.remove(node);
        List.copyOf(watchers).forEach(watcher -> watcher.down(node, hidden, reason));
    }
}
