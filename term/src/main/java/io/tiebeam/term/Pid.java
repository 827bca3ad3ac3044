// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/**
 * The address of a process. A value: what it does lives in the runtime.
 *
 * @param node the name of the node it lives on
 * @param id the number of the process, unsigned
 * @param serial counts how often {@code id} wrapped, unsigned
 * @param creation the incarnation of the node, unsigned; an address of an older incarnation reaches nobody
 */
public record Pid(Atom node, int id, int serial, int creation) implements Term, ServerRef {
    @Override
    public int hashCode() {
        return id * 0x9E3779B1 + serial * 31 + creation + node.hashCode();
    }

    @Override
    public String toString() {
        return Inspect.inspect(this);
    }
}
