// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;

/** What processes see of other nodes. A node without a name has {@link #NONE}. Called on any thread; never blocks. */
@FunctionalInterface
public interface Distribution {
    /** No other node can be reached. */
    Distribution NONE = ClosedChannel::new;

    /**
     * The channel to {@code node}: the open one, the one being made, or one that now begins to be made. A closed one if
     * there is no way, such as from a node without a name.
     */
    Channel to(Atom node);
}
