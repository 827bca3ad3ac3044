// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.Handshake;

/** Who this node is towards those that it connects to. Its state is guarded by the monitor of the {@link NetKernel}. */
sealed interface Identity permits OwnName, LentName {
    /** Whether other nodes do not list it among the others. */
    boolean isHidden();

    /** Whether nobody can be told who this node is: only who asks for a connection gets it a name. */
    boolean isNameless();

    /**
     * What to say to {@code peer}. On the thread of an attempt, which waits here until that can be said: of a node that has
     * no name, one attempt at a time asks for it.
     */
    Handshake.Self towards(PeerChannel peer) throws InterruptedException;

    /**
     * The handshake with {@code peer} is through, in which this node was {@code self}: whether it is that still. The caller
     * holds the kernel's monitor.
     */
    boolean isStill(Handshake.Self self, PeerChannel peer);

    /** The connection to {@code peer} comes up; nobody has heard of it yet. */
    void coming(PeerChannel peer);

    /** The connection to {@code peer} ends, though nobody has heard of it yet. */
    void ending(PeerChannel peer);

    /** There is no connection to {@code peer}, or none any more, and everyone has heard of it. */
    void ended(PeerChannel peer);
}
