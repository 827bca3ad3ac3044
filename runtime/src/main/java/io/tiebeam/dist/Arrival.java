// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.Gate;
import io.tiebeam.dist.wire.Handshake.Peer;
import io.tiebeam.term.NodeName;
import java.util.Optional;

/** A peer at the door, from its first word until it is let in or not. On the thread of its handshake. */
final class Arrival implements Gate {
    private final NetKernel kernel;
    private NodeName expected; // null: nobody waits for this one
    private PeerChannel replaced; // null: none
    private Given given; // null: it has a name of its own

    Arrival(NetKernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public Verdict arrival(Peer peer) {
        return kernel.judge(this, peer.name());
    }

    @Override
    public Optional<Given> nameFor(String host) {
        Optional<Given> name = kernel.nameFor(this, host);
        given = name.orElse(null);
        return name;
    }

    /** The name that it got here. */
    Optional<Given> given() {
        return Optional.ofNullable(given);
    }

    /** The kernel's answer: where it is not no, our own attempts wait for this arrival. */
    void expect(NodeName peer, Optional<PeerChannel> believedUp) {
        expected = peer;
        replaced = believedUp.orElse(null);
    }

    /** Who is expected, once it said its name and was not sent away. */
    Optional<NodeName> expected() {
        return Optional.ofNullable(expected);
    }

    /** The connection that was believed to be up when this peer came. */
    Optional<PeerChannel> replaced() {
        return Optional.ofNullable(replaced);
    }
}
