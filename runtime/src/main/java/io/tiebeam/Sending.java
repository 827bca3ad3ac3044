// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.Channel;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;

/** Where a {@link ServerRef} is, and how a signal gets there. */
final class Sending {
    /**
     * A resolved address.
     *
     * @param via the channel to its node; null if that is this node
     * @param to a pid or a registered name
     * @param shown what monitors and exit reasons call it
     */
    record Address(Channel via, Term to, Term shown) {}

    private Sending() {}

    static Address resolve(LocalNode node, ServerRef server) {
        return switch (server) {
            case Pid pid -> new Address(node.channelTo(pid.node()), pid, pid);
            case Name name -> new Address(null, name.atom(), Tuple.of(name.atom(), node.name()));
            case Name.At at -> {
                Atom there = at.node().atom();
                yield new Address(node.channelTo(there), at.name(), Tuple.of(at.name(), there));
            }
        };
    }

    /** Sends {@code message}, on the thread of {@code self}. */
    static void send(ProcessCell self, ServerRef to, Object message) {
        LocalNode node = self.node();
        if (to instanceof Pid pid && node.isCalled(pid.node())) { // the hot path
            if (!(message instanceof Term)) {
                TermMapper.checkSendable(message);
            }
            self.send(pid, message);
            return;
        }
        Address address = resolve(node, to);
        if (address.via() != null) {
            self.send(address.via(), address.to(), message);
            return;
        }
        TermMapper.checkSendable(message);
        if (to instanceof Name name && node.whereIs(name.atom()).isEmpty()) {
            throw new NoProcessException(
                    Atom.of("noproc"),
                    "cannot send to " + name + ": no process of " + node + " is registered under that name (noproc)");
        }
        self.send(address.to(), message);
    }

    /** Delivers {@code message} for nobody in particular, such as a timer: what cannot be reached is lost. */
    static void sendFromNode(LocalNode node, ServerRef to, Object message) {
        Address address = resolve(node, to);
        if (address.via() == null) {
            node.deliver(address.to(), new Signal.Message(message));
        } else {
            address.via().offer(node.user(), address.to(), new Signal.Message(message));
        }
    }
}
