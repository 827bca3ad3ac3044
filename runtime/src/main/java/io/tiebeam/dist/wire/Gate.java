// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import io.tiebeam.dist.wire.Handshake.Peer;
import io.tiebeam.term.NodeName;
import java.util.Optional;

/**
 * Decides who may come in. Implemented by whoever keeps the table of connections, asked by {@link Acceptor} on the
 * thread of the incoming connection; an answer takes effect at once (the table marks the peer as coming in, and gives
 * up its own attempt where the answer is {@link Verdict#OK_SIMULTANEOUS}), since the peer acts on it. The name is not
 * proven yet.
 */
public interface Gate {
    /** What to answer to {@code peer}. */
    Verdict arrival(Peer peer);

    /** The name for a node that has only a host and asks for a name; empty where nobody is named here. */
    default Optional<Given> nameFor(String host) {
        return Optional.empty();
    }

    /** A name made for a nameless node, and the incarnation that goes with it. */
    record Given(NodeName name, int creation) {}

    /** The answers to a node that connects. */
    enum Verdict {
        /** Come in. */
        OK,
        /** Come in; our own attempt to reach you is given up. */
        OK_SIMULTANEOUS,
        /** Our own attempt to reach you goes on; wait for it. */
        NOK,
        /** You are connected already, are you not? */
        ALIVE,
        /** Nodes like you are not let in. */
        NOT_ALLOWED;

        /**
         * The rule of {@code net_kernel}. When two nodes connect to each other at the same moment, both must let the
         * same attempt live, and the only thing both know is the two names:
         *
         * <ol>
         *   <li>alex connects to kate while kate connects to alex; each accepts a socket and reads the other's name.
         *   <li>kate, the greater name, answers {@code nok}: her attempt lives. alex, the smaller, answers {@code
         *       ok_simultaneous} and drops his own.
         * </ol>
         *
         * @param up whether a connection to {@code peer} is believed to be up
         * @param attempting whether an attempt of ours to reach {@code peer} is under way
         */
        public static Verdict of(NodeName self, NodeName peer, boolean up, boolean attempting) {
            if (up) {
                return ALIVE;
            }
            if (!attempting) {
                return OK;
            }
            return self.compareTo(peer) > 0 ? NOK : OK_SIMULTANEOUS;
        }
    }
}
