// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.process.LocalNode;
import io.tiebeam.process.NodeWatcher;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;

/** Tells the server of visible nodes; hidden ones are none of its business. On the threads of connections. */
record Visible(LocalNode node, Pid server) implements NodeWatcher {
    @Override
    public void up(NodeName peer, boolean hidden) {
        if (!hidden) {
            node.deliver(server, new Signal.Message(new Event.NodeUp(peer.atom())));
        }
    }

    @Override
    public void down(NodeName peer, boolean hidden, Atom reason) {
        if (!hidden) {
            node.deliver(server, new Signal.Message(new Event.NodeDown(peer.atom())));
        }
    }
}
