// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.util.regex.Pattern;

/**
 * The full name of a node, {@code name@host}, checked once at the edge so that nothing behind it needs to.
 *
 * @param atom the name as it crosses the wire
 */
public record NodeName(Atom atom) implements Comparable<NodeName> {
    private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{N}_-]+@[\\p{L}\\p{N}._:-]+");

    /**
     * Checks the form.
     *
     * @throws IllegalArgumentException unless it has the form {@code name@host}
     */
    public NodeName {
        if (!FORM.matcher(atom.name()).matches()) {
            throw new IllegalArgumentException(
                    "invalid node name: expected name@host (letters, digits, - and _), got \"" + atom.name() + "\"");
        }
    }

    /** The name {@code fullName}, such as {@code kate@localhost}. */
    public static NodeName of(String fullName) {
        return new NodeName(Atom.of(fullName));
    }

    /** The part before the {@code @}: what EPMD knows the node by. */
    public String alive() {
        return atom.name().substring(0, atom.name().indexOf('@'));
    }

    /** The part after the {@code @}. */
    public String host() {
        return atom.name().substring(atom.name().indexOf('@') + 1);
    }

    /** Whether the host is fully qualified, as with {@code --name}; such nodes do not talk to those with short names. */
    public boolean isLong() {
        return host().indexOf('.') >= 0 || host().indexOf(':') >= 0;
    }

    /** The order of atoms: by code points, what decides simultaneous connection attempts. */
    @Override
    public int compareTo(NodeName other) {
        return atom.compareTo(other.atom);
    }

    @Override
    public String toString() {
        return atom.name();
    }
}
