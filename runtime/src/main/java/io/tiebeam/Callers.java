// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.ProcessCell;

/** Who calls: the process that runs on this thread, for what only a process can do. */
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
                    + " forked: only the process's own thread may"
                    + "\n   → do it there, or send() that thread's result to the process");
        }
        return self;
    }
}
