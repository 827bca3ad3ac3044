// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.leak;

import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import java.util.Set;

/**
 * A test, to which all belongs that it and its processes begin.
 *
 * @param node where its names are looked at
 * @param names those that were registered before it
 */
record Owner(ProcessCell process, Thread thread, LocalNode node, Set<Atom> names) {
    /** Two tests are never the same. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
