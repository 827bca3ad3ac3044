// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.NodeName;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A node of a mesh, of whatever kind. It is spoken to without a connection of its distribution, which may be cut. */
interface MeshMember extends AutoCloseable {
    /** The group that each joins. */
    String GROUP = "crowd";

    NodeName name();

    /** The nodes that it lists. */
    Set<String> nodes();

    /** Connects to {@code other}. */
    void connect(NodeName other);

    /** Ends the connection to {@code other}. */
    void cut(NodeName other);

    /** Gives the global name {@code name} to a new process here; whether it was free. */
    boolean register(String name);

    /** Where the process is that has {@code name}; {@code undefined} if nobody has it. */
    String whereis(String name);

    /** Has a new process here join {@link #GROUP}. */
    void join();

    /** Where the members of {@link #GROUP} are, a number for each node. */
    Map<String, Integer> members();

    /** Waits until its names are those of all it is connected to. */
    void sync();

    /** Whether it could have the lock on all nodes that it knows; {@code meanwhile} runs while it has it. */
    boolean lock(Runnable meanwhile);

    /** How many processes are at which node, from {@code {node, node, …}}. */
    static Map<String, Integer> counted(Iterable<String> nodes) {
        Map<String, Integer> counts = new TreeMap<>();
        nodes.forEach(node -> counts.merge(node, 1, Integer::sum));
        return counts;
    }
}
