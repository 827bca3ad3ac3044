// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import java.util.function.Function;

/** How a thread that runs no process talks to processes: for the time of one action, one stands in for it. */
public final class StandIn {
    private StandIn() {}

    /**
     * Runs {@code action} as the process that runs on this thread, or as one that stands in for it: also on a thread that
     * a process has forked, since two threads in one process would mix up its order of signals.
     */
    public static <R> R call(Function<ProcessCell, R> action) {
        ProcessCell self = ProcessCell.currentOrNull();
        if (self != null) {
            self.checkAlive(); // also for a thread that it forked: a dead process does nothing any more
            if (self.isOwner()) {
                return action.apply(self);
            }
        }
        return on(LocalNode.current(), action);
    }

    /** Runs {@code action} as a process of {@code node} made for it, whatever runs on this thread. */
    public static <R> R on(LocalNode node, Function<ProcessCell, R> action) {
        ProcessCell standIn = node.standIn();
        try {
            return standIn.call(() -> action.apply(standIn));
        } finally {
            node.release(standIn);
        }
    }
}
