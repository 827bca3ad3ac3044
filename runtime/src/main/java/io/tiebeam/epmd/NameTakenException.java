// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import io.tiebeam.term.NodeName;
import java.io.IOException;
import java.util.OptionalInt;

/** EPMD refused to register a node: somebody has that name. Whoever starts the node shows the text to the user. */
public final class NameTakenException extends IOException {
    private static final long serialVersionUID = 1L;

    NameTakenException(NodeName node, String epmd, OptionalInt port) {
        super("cannot start node " + node + ": the name is taken (duplicate_name)\n   "
                + (port.isPresent()
                        ? "epmd on " + epmd + " says " + node.alive() + " listens on port " + port.getAsInt()
                        : "epmd on " + epmd + " refused the name")
                + "\n   → pick another name, or stop that one. If it crashed, epmd forgets it once its socket closes.");
    }
}
