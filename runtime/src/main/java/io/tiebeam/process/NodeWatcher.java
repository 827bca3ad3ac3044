// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;

/**
 * Hears of nodes that connect and go. Called on the threads of connections, which wait for it: it must be quick, and may
 * only deliver messages.
 */
public interface NodeWatcher {
    /** {@code node} is connected; nothing that it sent has been delivered yet. */
    void up(NodeName node, boolean hidden);

    /**
     * {@code node} is gone; all that it sent, and the news of its end over links and monitors, has been delivered.
     *
     * @param reason as {@code net_kernel} has it: {@code connection_closed}, {@code disconnect}, {@code net_tick_timeout},
     *     {@code net_kernel_terminated}
     */
    void down(NodeName node, boolean hidden, Atom reason);

    /** This node, which had no name, is called {@code self} now. */
    default void named(NodeName self) {}

    /** This node is not called {@code self} any more, and all its connections are gone. */
    default void unnamed(NodeName self) {}
}
