// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.List;

/** What the processes of one node's {@code global} tell each other. No other node can send these: they are no terms. */
sealed interface Event {
    /** For {@link GlobalServer}. */
    sealed interface ForServer extends Event {}

    /** A visible node is connected. */
    record NodeUp(Atom node) implements ForServer {}

    /** It is gone. */
    record NodeDown(Atom node) implements ForServer {}

    /** A node that others know could not be reached from here. */
    record NotReached(Atom node) implements ForServer {}

    /** Lockers of both nodes hold the lock: names may be exchanged. */
    record LockIsSet(Atom node, long myTag, LockId lock) implements ForServer {}

    /** It was worked out what has to change here, and what there. */
    record Compared(Atom node, long myTag, List<Change> here, List<Change> there) implements ForServer {}

    /** For {@link Locker}. */
    sealed interface ForLocker extends Event {}

    /** A node waits to be joined. */
    record Candidate(Atom node, Pid locker, long myTag, Term hisTag) implements ForLocker {}

    /** These nodes are known now. */
    record Known(List<Atom> nodes) implements ForLocker {}

    /** This one is not any more. */
    record Unknown(Atom node) implements ForLocker {}

    /** What a locker may hear of a node that it is about to join. */
    sealed interface OfCandidate extends ForLocker {
        /** The node. */
        Atom node();

        /** Of which attempt to join it. */
        long myTag();
    }

    /** The other locker has the lock too, or it has not. */
    record LockSet(Pid locker, boolean isSet, long myTag) implements OfCandidate {
        @Override
        public Atom node() {
            return locker.node();
        }
    }

    /** The node waits no more, or has joined. {@code farewell} is said while the lock is still held. */
    record Cancel(Atom node, long myTag, Runnable farewell) implements OfCandidate {}
}
