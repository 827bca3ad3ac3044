// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import io.tiebeam.Cookie;
import io.tiebeam.ErlangModule;
import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.otp.Global;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import io.tiebeam.testing.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

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

    Node start(String name) {
        return start(full(name), options -> options.cookie(COOKIE));
    }

    private static String full(String name) {
        return name.contains("@") ? name : name + "@localhost";
    }

    private Node start(String name, UnaryOperator<NodeOptions> more) {
        return start(more.apply(NodeOptions.sname(name, Cookie.of(COOKIE)).environment(environment)));
    }

    private synchronized Node start(NodeOptions options) {
        Node node = Node.start(options);
        nodes.put(node.name(), node);
        node.allowEvaluation();
        node.expose(Calls.class);
        for (Class<?> each : exposed) {
            node.expose(each);
        }
        return node;
    }

    private synchronized Node node(Atom name) {
        return nodes.get(NodeName.of(name.name()));
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

        /** The same, with a cookie, a tick time and an EPMD of its own, and hidden or not. */
        public static Atom start(String name, String cookie, long tickMillis, boolean hidden, long epmdPort) {
            Map<String, String> environment = new HashMap<>(current.environment());
            environment.put("ERL_EPMD_PORT", Long.toString(epmdPort));
            Node node = current.start(
                    full(name),
                    options -> options.cookie(cookie)
                            .tickTime(Duration.ofMillis(tickMillis))
                            .hidden(hidden)
                            .environment(environment));
            return node.name().atom();
        }

        /** The same, of the user whose home is {@code home}. */
        public static Atom startOf(String home, String name) {
            return current.start(full(name), options -> options.cookie(Cookie.fromHome(Path.of(home))))
                    .name()
                    .atom();
        }

        /** Whether {@code node}, of this JVM, can connect to {@code other}. */
        public static boolean connect(Atom node, Atom other) throws Exception {
            return current.node(node).run(() -> Node.connect(other.name()));
        }

        /** Lets {@code node}, of this JVM, use {@code cookie} with {@code other}. */
        public static void setCookie(Atom node, Atom other, String cookie) throws Exception {
            current.node(node).run(() -> {
                Node.setCookie(other.name(), cookie);
                return Atom.OK;
            });
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
