// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;

/** The channel to a node that cannot be reached: everything sent is lost, every link ends in noconnection. */
record ClosedChannel(Atom node) implements Channel {
    @Override
    public boolean offer(Pid from, Term to, Signal signal) {
        return false;
    }

    @Override
    public boolean offer(SpawnRequest request) {
        return false;
    }

    @Override
    public void flushNow() {
        // nothing was taken
    }

    @Override
    public void flushSoon() {
        // nothing was taken
    }

    @Override
    public void awaitRoom(ProcessCell self) {
        // there is nothing to wait for
    }

    @Override
    public boolean relate(ProcessCell cell) {
        return false;
    }

    @Override
    public void forget(ProcessCell cell) {
        // nobody was remembered
    }
}
