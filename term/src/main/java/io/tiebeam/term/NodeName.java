// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.util.regex.Pattern;

/**
 * The full name of a node, {@code name@host}, checked once at the edge so that nothing behind it needs to.
 *
 * @param atom the name as it crosses the wire
 */
public record NodeName(Atom atom) implements Comparable<NodeName> {
    /** As {@code net_kernel} of OTP checks it: the host may be anything of Latin-1 that can be seen. */
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z_-]+@[!-?A-~\\x{A1}-\\x{FF}]+");

    /**
     * Checks the form.
     *
     * @throws IllegalArgumentException unless it has the form {@code name@host}
     */
    public NodeName {
        if (!FORM.matcher(atom.name()).matches()) {
            throw new IllegalArgumentException(
                    "invalid node name: expected name@host (ASCII letters, digits, - and _ before the @), got \""
                            + atom.name() + "\"");
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
