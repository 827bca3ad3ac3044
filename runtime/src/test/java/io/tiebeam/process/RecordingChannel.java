// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A channel to a peer that only listens: what it was offered, and who wants to hear of its end. */
final class RecordingChannel implements Channel {
    record Offered(Pid from, Term to, Signal signal) {}

    final List<Offered> offered = new CopyOnWriteArrayList<>();
    final Set<ProcessCell> related = ConcurrentHashMap.newKeySet();
    volatile Term unwritable; // a reason too large to be sent; null: none is

    @Override
    public Atom node() {
        return Atom.of("peer@localhost");
    }

    Pid pid(int id) {
        return new Pid(node(), id, 0, 1);
    }

    @Override
    public boolean offer(Pid from, Term to, Signal signal) {
        Term unwritableNow = unwritable;
        if (unwritableNow != null
                && (signal instanceof Signal.LinkExit e && e.reason().equals(unwritableNow)
                        || signal instanceof Signal.Down d && d.reason().equals(unwritableNow))) {
            throw new TermException("too large");
        }
        offered.add(new Offered(from, to, signal));
        return true;
    }

    @Override
    public boolean offer(SpawnRequest request) {
        return true;
    }

    @Override
    public void flushNow() {
        // offered is sent
    }

    @Override
    public void flushSoon() {
        // offered is sent
    }

    @Override
    public void awaitRoom(ProcessCell self) {
        // always room
    }

    @Override
    public boolean relate(ProcessCell cell) {
        return related.add(cell) || true;
    }

    @Override
    public void forget(ProcessCell cell) {
        related.remove(cell);
    }
}
