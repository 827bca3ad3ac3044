// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.List;

/** What the processes of one node's {@code global} tell each other. No other node can send these: they are no terms. */
sealed interface Event {
    // ---- to the server --------------------------------------------------------------------------------------------

    /** A visible node is connected. */
    record NodeUp(Atom node) implements Event {}

    /** It is gone. */
    record NodeDown(Atom node) implements Event {}

    /** A node that others know could not be reached from here. */
    record NotReached(Atom node) implements Event {}

    /** Lockers of both nodes hold the lock: names may be exchanged. */
    record LockIsSet(Atom node, long myTag, LockId lock) implements Event {}

    /** It was worked out what has to change here, and what there. */
    record Compared(Atom node, long myTag, List<Change> here, List<Change> there) implements Event {}

    // ---- to the locker --------------------------------------------------------------------------------------------

    /** A node waits to be joined. */
    record Candidate(Atom node, Pid locker, long myTag, Term hisTag) implements Event {}

    /** It waits no more, or has joined. {@code farewell} is said while the lock is still held. */
    record Cancel(Atom node, long myTag, Runnable farewell) implements Event {}

    /** These nodes are known now. */
    record Known(List<Atom> nodes) implements Event {}

    /** This one is not any more. */
    record Unknown(Atom node) implements Event {}

    /** The other locker has the lock too, or it has not. */
    record LockSet(Pid locker, boolean isSet, long myTag) implements Event {}
}
