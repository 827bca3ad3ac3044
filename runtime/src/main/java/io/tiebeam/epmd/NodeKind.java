// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

/** As what a node registers. Whoever starts the node says it. */
public enum NodeKind {
    /** A node that others list and that takes part in their mesh. */
    VISIBLE,
    /** A node that only those see who connect to it. */
    HIDDEN
}
