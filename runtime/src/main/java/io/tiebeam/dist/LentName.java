// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.Flags;
import io.tiebeam.dist.wire.Handshake;
import io.tiebeam.process.LocalNode;
import io.tiebeam.term.NodeName;

/**
 * The name of a node that was started without one. The first node it connects to lends it a name; with that connection the
 * name is gone, and all other connections, which were made under it:
 *
 * <ol>
 *   <li>the lender's connection breaks; from now on new attempts wait;
 *   <li>everyone hears of that end, then the other connections are closed, for the reason {@code net_kernel_terminated};
 *   <li>when the last is gone this is {@code nonode@nohost} again, and the attempts that wait go on: the first of them asks
 *       for another name.
 * </ol>
 *
 * <p>While it has no name, messages and other signals reach nobody elsewhere: as on a BEAM, only {@code connect} connects.
 *
 * <p>An attempt that was shaking hands under the old name all the while finds out when it is through. Source: {@code
 * net_kernel:restart_distr/1}.
 */
final class LentName implements Identity {
    /** What this needs of the rest. */
    interface Kernel {
        /** Closes all connections; returns when everyone has heard of their ends. Called without a monitor. */
        void closeAll() throws InterruptedException;

        /** This node, which had no name, is {@code self} now. */
        void named(NodeName self);

        /** It is not {@code self} any more. */
        void unnamed(NodeName self);
    }

    private final Object monitor;
    private final Kernel kernel;
    private final LocalNode node;
    private final long flags;
    private final Handshake.Self asking;
    // Guarded by the monitor.
    private Handshake.Self self; // null: none
    private PeerChannel lender; // who is asked, then who lent the name; null: nobody
    private boolean returning;

    /**
     * @param monitor that of the net kernel
     * @param host where this node is, for whoever makes a name
     * @param flags what this node offers besides
     */
    LentName(Object monitor, Kernel kernel, LocalNode node, String host, long flags) {
        this.monitor = monitor;
        this.kernel = kernel;
        this.node = node;
        this.flags = Flags.hidden(flags);
        this.asking = new Handshake.Self(host, Flags.askingForName(flags), 0);
    }

    @Override
    public boolean isHidden() {
        return true;
    }

    @Override
    public boolean isNameless() {
        synchronized (monitor) {
            return self == null || returning;
        }
    }

    @Override
    public Handshake.Self towards(PeerChannel peer) throws InterruptedException {
        synchronized (monitor) {
            while (returning || (self == null && lender != null && lender != peer)) {
                monitor.wait();
            }
            if (self != null) {
                return self;
            }
            lender = peer;
            return asking;
        }
    }

    @Override
    public boolean isStill(Handshake.Self said, PeerChannel peer) {
        if (peer != lender || self != null) {
            return !returning && said.equals(self);
        }
        self = new Handshake.Self(said.name(), flags, said.creation());
        node.name(NodeName.of(said.name()).atom(), said.creation());
        return true;
    }

    @Override
    public void coming(PeerChannel peer) {
        NodeName name;
        synchronized (monitor) {
            if (peer != lender || self == null) {
                return;
            }
            name = NodeName.of(self.name());
        }
        kernel.named(name);
    }

    @Override
    public void ending(PeerChannel peer) {
        synchronized (monitor) {
            returning |= peer == lender && self != null;
        }
    }

    @Override
    public void ended(PeerChannel peer) {
        NodeName old;
        synchronized (monitor) {
            if (peer != lender) {
                return;
            }
            if (self == null) { // it gave none
                lender = null;
                monitor.notifyAll();
                return;
            }
            returning = true;
            old = NodeName.of(self.name());
        }
        try {
            kernel.closeAll();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt(); // the node is closing, and what waits ends with it
            return;
        }
        synchronized (monitor) {
            node.unname();
            self = null;
            lender = null;
        }
        kernel.unnamed(old);
        synchronized (monitor) {
            returning = false;
            monitor.notifyAll();
        }
    }
}
