// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/** The identifier of a port of a BEAM node. {@code id} and {@code creation} are unsigned. */
public record Port(Atom node, long id, int creation) implements Term {
    @Override
    public String toString() {
        return Inspect.inspect(this);
    }
}
