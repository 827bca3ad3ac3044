// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.Address;
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
import io.tiebeam.term.Via;

/** Sends what a program sends: any immutable value, mapped to a term where it leaves the node. */
final class Sending {
    private Sending() {}

    /** Sends {@code message}, on the thread of {@code self}. */
    static void send(ProcessCell self, ServerRef to, Object message) {
        LocalNode node = self.node();
        if (to instanceof Pid pid) { // the hot path
            Channel via = node.channelTo(pid.node());
            if (via != null) {
                self.send(via, pid, message);
                return;
            }
            self.send(pid, message instanceof Term ? message : handed(message));
            return;
        }
        Address address = Address.of(node, to);
        if (address.via() != null) {
            self.send(address.via(), address.to(), message);
            return;
        }
        Object handed = handed(message);
        if (to instanceof Name name && node.whereIs(name.atom()).isEmpty()) {
            throw new NoProcessException(
                    Atom.of("noproc"),
                    "cannot send to " + name + ": no process of " + node + " is registered under that name (noproc)");
        }
        if (to instanceof Via name && address.isNobody(node)) {
            throw new NoProcessException(
                    Atom.of("noproc"),
                    "cannot send to " + name + ": no process of " + node + " is registered under that name (noproc)");
        }
        self.send(address.to(), handed);
    }

    /**
     * What another process of this node gets of {@code message}: a collection that its sender can still change is copied, as
     * its term, or the two would share it.
     *
     * @throws io.tiebeam.term.TermException if it cannot be sent
     */
    static Object handed(Object message) {
        TermMapper.checkSendable(message);
        return TermMapper.shared(message);
    }

    /** Delivers {@code message} for nobody in particular, such as a timer: what cannot be reached is lost. */
    static void sendFromNode(LocalNode node, ServerRef to, Object message) {
        Address address = Address.of(node, to);
        if (address.via() == null) {
            node.deliver(address.to(), new Signal.Message(message));
        } else {
            address.via().offer(node.user(), address.to(), new Signal.Message(message));
            address.via().flushSoon();
        }
    }
}
