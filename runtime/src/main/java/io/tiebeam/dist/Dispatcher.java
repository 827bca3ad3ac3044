// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.ControlMessage;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.function.Consumer;

/**
 * Turns what a peer says into signals of this node. Runs on the reader of the connection: it never blocks and runs no
 * user code; what is for nobody is dropped, or answered as a BEAM node answers it.
 */
final class Dispatcher implements Consumer<ControlMessage> {
    private final LocalNode node;
    private final PeerChannel peer;
    private final RemoteSpawn spawner;

    Dispatcher(LocalNode node, PeerChannel peer, RemoteSpawn spawner) {
        this.node = node;
        this.peer = peer;
        this.spawner = spawner;
    }

    @Override
    public void accept(ControlMessage message) {
        switch (message) {
            case ControlMessage.Send m -> node.deliver(m.to(), new Signal.Message(m.message()));
            case ControlMessage.SendSender m -> node.deliver(m.to(), new Signal.Message(m.message()));
            case ControlMessage.RegSend m -> node.deliver(m.to(), new Signal.Message(m.message()));
            case ControlMessage.AliasSend m -> node.deliver(m.to(), new Signal.Message(m.message()));
            case ControlMessage.Link m -> node.deliver(m.to(), new Signal.Link(m.from(), peer));
            case ControlMessage.Unlink m -> node.deliver(m.to(), new Signal.Unlink(m.from(), 0, peer));
            case ControlMessage.UnlinkId m -> node.deliver(m.to(), new Signal.Unlink(m.from(), m.id(), peer));
            case ControlMessage.UnlinkIdAck m -> node.deliver(m.to(), new Signal.UnlinkAck(m.from(), m.id(), peer));
            case ControlMessage.Exit m -> node.deliver(m.to(), new Signal.LinkExit(m.from(), m.reason(), peer));
            case ControlMessage.Exit2 m -> node.deliver(m.to(), new Signal.Exit(m.from(), m.reason()));
            case ControlMessage.GroupLeader m -> node.deliver(m.to(), new Signal.GroupLeader(m.leader()));
            case ControlMessage.MonitorP m -> {
                Term to = m.watched() instanceof Atom name ? peer.monitored(name, m.ref()) : m.watched();
                node.deliver(to, new Signal.Monitor(m.from(), m.watched(), m.ref(), peer));
            }
            case ControlMessage.DemonitorP m -> {
                Term to = m.watched() instanceof Atom name ? peer.demonitored(name, m.ref()) : m.watched();
                node.deliver(to, new Signal.Demonitor(m.from(), m.ref()));
            }
            case ControlMessage.MonitorPExit m ->
                node.deliver(m.to(), new Signal.Down(m.watched(), m.ref(), m.reason()));
            case ControlMessage.SpawnRequest m -> spawner.serve(m, peer);
            case ControlMessage.SpawnReply m ->
                node.deliver(m.to(), new Signal.SpawnReply(m.ref(), m.isLinked(), m.isMonitored(), m.result(), peer));
            case ControlMessage.AltactSend m -> altact(m.from(), m.to(), m.isExit(), m.payload());
        }
    }

    /** Priorities are not kept apart here: such a signal takes its turn like any other. */
    private void altact(Pid from, Term to, boolean exit, Term payload) {
        if (!exit) {
            node.deliver(to, new Signal.Message(payload));
        } else if (to instanceof Pid || to instanceof Atom) {
            node.deliver(to, new Signal.Exit(from, payload));
        }
    }
}
