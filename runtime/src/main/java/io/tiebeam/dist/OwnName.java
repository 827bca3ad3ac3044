// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.Flags;
import io.tiebeam.dist.wire.Handshake;

/** A name that a node was started with, and keeps. */
record OwnName(Handshake.Self self) implements Identity {
    @Override
    public boolean isHidden() {
        return !Flags.isVisible(self.flags());
    }

    @Override
    public boolean isNameless() {
        return false;
    }

    @Override
    public Handshake.Self towards(PeerChannel peer) {
        return self;
    }

    @Override
    public boolean isStill(Handshake.Self said, PeerChannel peer) {
        return true;
    }

    @Override
    public void coming(PeerChannel peer) {}

    @Override
    public void ending(PeerChannel peer) {}

    @Override
    public void ended(PeerChannel peer) {}
}
