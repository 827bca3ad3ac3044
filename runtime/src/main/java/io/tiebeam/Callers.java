// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import java.util.function.Function;

/**
 * Who calls: the process that runs on this thread or, on a thread that runs none, one that stands in for it during the
 * call. A thread forked by a process is none: two threads in one process would mix up its order of signals.
 */
final class Callers {
    private Callers() {}

    /** The process that runs on this thread. */
    static ProcessCell self(String what) {
        ProcessCell self = ProcessCell.currentOrNull();
        if (self == null) {
            throw new NotAProcessException(what);
        }
        self.checkAlive();
        return self;
    }

    /** The process that runs on this very thread, which may then receive and link. */
    static ProcessCell owner(String what) {
        ProcessCell self = self(what);
        if (!self.isOwner()) {
            throw new IllegalStateException(what + " was called on a thread that process " + self.pid()
                    + " forked: only the process's own thread may");
        }
        return self;
    }

    /** Runs {@code action} as the process of this thread, or as one that stands in for it. */
    static <R> R asProcess(Function<ProcessCell, R> action) {
        ProcessCell self = ProcessCell.currentOrNull();
        if (self != null && self.isOwner()) {
            self.checkAlive();
            return action.apply(self);
        }
        LocalNode node = LocalNode.current();
        ProcessCell standIn = node.standIn();
        try {
            return standIn.call(() -> action.apply(standIn));
        } finally {
            node.release(standIn);
        }
    }
}
