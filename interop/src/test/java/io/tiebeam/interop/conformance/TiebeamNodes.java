// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import io.tiebeam.ErlangModule;
import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.otp.Global;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import io.tiebeam.testing.FreePorts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Tiebeam nodes of a suite, all in this JVM, with an EPMD port and a cookie of their own. Cases start and stop more of
 * them by calling {@code tiebeam_nodes} on the first.
 */
final class TiebeamNodes implements AutoCloseable {
    static final String COOKIE = "conformance";

    // Cases call static methods; one suite runs at a time.
    private static volatile TiebeamNodes current;

    private final Map<String, String> environment =
            Map.of("ERL_EPMD_PORT", Integer.toString(FreePorts.next()), "ERL_EPMD_ADDRESS", "127.0.0.1");
    private final Map<NodeName, Node> nodes = new LinkedHashMap<>();
    private final Class<?>[] exposed;

    /** @param exposed what the cases call on each node, besides {@code tiebeam_nodes} */
    TiebeamNodes(Class<?>... exposed) {
        this.exposed = exposed;
        current = this;
    }

    Map<String, String> environment() {
        return environment;
    }

    synchronized Node start(String name) {
        Node node =
                Node.start(NodeOptions.sname(name + "@localhost").cookie(COOKIE).environment(environment));
        nodes.put(node.name(), node);
        node.allowEvaluation();
        node.expose(Calls.class);
        for (Class<?> each : exposed) {
            node.expose(each);
        }
        return node;
    }

    private synchronized void stop(NodeName name) {
        Node node = nodes.remove(name);
        if (node != null) {
            node.close();
        }
    }

    /** Ends all nodes but the first, which is as it was at its start again. */
    synchronized void reset() throws Exception {
        List<NodeName> started = List.copyOf(nodes.keySet());
        started.subList(1, started.size()).reversed().forEach(this::stop);
        nodes.get(started.getFirst()).run(() -> {
            Global.preventOverlappingPartitions(true);
            return null;
        });
    }

    @Override
    public synchronized void close() {
        List.copyOf(nodes.keySet()).reversed().forEach(this::stop);
        current = null;
    }

    /** What cases call. */
    @ErlangModule("tiebeam_nodes")
    public static final class Calls {
        private Calls() {}

        /** Starts {@code name@localhost} in this JVM; gives its full name. */
        public static Atom start(String name) {
            return Atom.of(current.start(name).name().toString());
        }

        /** Whether the node that this is called on lets go of nodes that have lost each other. */
        public static void preventOverlappingPartitions(boolean prevent) {
            Global.preventOverlappingPartitions(prevent);
        }

        public static void stop(Atom node) {
            current.stop(NodeName.of(node.name()));
        }
    }
}
