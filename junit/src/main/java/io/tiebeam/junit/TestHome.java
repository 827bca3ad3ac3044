// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.Cookie;
import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.io.ConsoleLeader;
import io.tiebeam.io.ProcessStreams;
import io.tiebeam.junit.peer.ProjectApplications;
import io.tiebeam.otp.Global;
import io.tiebeam.process.LocalNode;
import io.tiebeam.term.Atom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The node that a test is on: the JVM's, or one of its own, with or without a name. What it has opened it closes. JUnit's
 * thread.
 */
final class TestHome implements AutoCloseable {
    private static final String NAME = "test@localhost";
    private static final String EPMD_PORT = "ERL_EPMD_PORT";

    private final LocalNode node;
    private final Optional<Node> named; // the test's own
    private final boolean own;
    private final Map<String, String> environment;
    private final Optional<String> cookie; // empty: the JVM's
    private Optional<ProjectApplications> applications = Optional.empty();

    private TestHome(
            LocalNode node,
            Optional<Node> named,
            boolean own,
            Map<String, String> environment,
            Optional<String> cookie) {
        this.node = node;
        this.named = named;
        this.own = own;
        this.environment = environment;
        this.cookie = cookie;
    }

    /** For a test annotated with {@code how}, which has peers or not. */
    static TestHome open(OtpTest how, boolean withPeers, TestJvm jvm) {
        boolean named = Node.isAlive();
        TestHome home = how.node() == OtpTest.On.JVM && (named || !withPeers)
                ? new TestHome(jvm.node(), Optional.empty(), false, System.getenv(), Optional.empty())
                : withPeers ? withName() : withoutName();
        try {
            NodeConsole.of(home.node);
            if (how.applications()) {
                if (home.own) {
                    home.applications = Optional.of(ProjectApplications.start(home.node));
                } else {
                    jvm.startApplications();
                }
            }
            return home;
        } catch (RuntimeException | Error failed) {
            home.close();
            throw failed;
        }
    }

    private static TestHome withoutName() {
        LocalNode fresh = new LocalNode(Atom.of("nonode@nohost"), 0);
        ConsoleLeader.startUser(fresh, ProcessStreams.console());
        return new TestHome(fresh, Optional.empty(), true, System.getenv(), Optional.empty());
    }

    /** With an EPMD port that nobody else knows, so that its nodes meet no others, whatever their names are. */
    private static TestHome withName() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put(EPMD_PORT, Integer.toString(freePort()));
        environment.remove("ERL_EPMD_ADDRESS");
        String cookie = new BigInteger(100, new SecureRandom()).toString(Character.MAX_RADIX);
        Node node = Node.start(NodeOptions.sname(NAME, Cookie.of(cookie)).environment(environment));
        try {
            LocalNode local = node.run(() -> {
                Global.preventOverlappingPartitions(false); // it stays with both sides of a cut
                return LocalNode.current();
            });
            return new TestHome(local, Optional.of(node), true, environment, Optional.of(cookie));
        } catch (Exception e) {
            node.close();
            throw new IllegalStateException("the node of the test does not run", e);
        }
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LocalNode node() {
        return node;
    }

    /** Where the nodes of this test find each other. */
    Map<String, String> environment() {
        return environment;
    }

    /** What the nodes of this test share. */
    String cookie() {
        return cookie.orElseGet(TestJvm::cookie);
    }

    @Override
    public void close() {
        applications.ifPresent(ProjectApplications::close);
        named.ifPresent(Node::close);
        if (own) {
            node.killAll(Atom.of("shutdown"));
        }
    }
}
