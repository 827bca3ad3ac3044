// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.Cookie;
import io.tiebeam.Kernel;
import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.io.ProcessStreams;
import io.tiebeam.junit.peer.ProjectApplications;
import io.tiebeam.process.LocalNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * What all tests of a run share: the JVM's node, which gets a name if one was asked for, the applications on it, and the
 * system's streams, which lead to the group leader in a process. Made by the first test that needs it, on its thread;
 * closed by JUnit when the run is over.
 */
final class TestJvm implements AutoCloseable {
    /** The short name of the JVM's node, as a parameter of JUnit or a system property. */
    static final String SNAME = "tiebeam.sname";

    /** The long name of the JVM's node. */
    static final String NAME = "tiebeam.name";

    /** Tags, by commas, whose tests are run whatever speaks against it. */
    static final String INCLUDE = "tiebeam.include";

    /** The environment variable with the cookie of the JVM's node, where that is not the user's. */
    static final String COOKIE = "TIEBEAM_TEST_COOKIE";

    /** The environment variable with the file that it stands in. */
    static final String COOKIE_FILE = "TIEBEAM_TEST_COOKIE_FILE";

    private static final Namespace NAMESPACE = Namespace.create(TestJvm.class);

    private final Optional<Node> started;
    private Optional<ProjectApplications> applications = Optional.empty();

    private TestJvm(Optional<NodeOptions> options) {
        ProcessStreams.install();
        Kernel.node(); // else the first test to use it would be taken for the one who starts the console's process
        started = options.map(Node::start);
    }

    /** That of the run which {@code context} is in. */
    static TestJvm of(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(TestJvm.class, _ -> new TestJvm(options(context)), TestJvm.class);
    }

    private static Optional<NodeOptions> options(ExtensionContext context) {
        if (Node.isAlive()) {
            return Optional.empty(); // whoever runs the tests has seen to it
        }
        return context.getConfigurationParameter(SNAME)
                .map(name -> options(name, false))
                .or(() -> context.getConfigurationParameter(NAME).map(name -> options(name, true)));
    }

    /** How a node called {@code name} starts: with the cookie that was given, else with that of the user. */
    static NodeOptions options(String name, boolean isLong) {
        return given().map(cookie -> isLong ? NodeOptions.name(name, cookie) : NodeOptions.sname(name, cookie))
                .orElseGet(() -> isLong ? NodeOptions.name(name) : NodeOptions.sname(name));
    }

    private static Optional<Cookie> given() {
        return Optional.ofNullable(System.getenv(COOKIE))
                .map(Cookie::of)
                .or(() -> Optional.ofNullable(System.getenv(COOKIE_FILE))
                        .map(Path::of)
                        .map(Cookie::fromFile));
    }

    /** The cookie of the JVM's node: what it was given, else that of the user, which peers are to have too. */
    static String cookie() {
        Cookie cookie = given().orElseGet(() ->
                Cookie.fromHome(Path.of(System.getenv().getOrDefault("HOME", System.getProperty("user.home")))));
        return new String(cookie.bytes(), StandardCharsets.ISO_8859_1);
    }

    /** The node of this JVM. */
    LocalNode node() {
        return LocalNode.byDefault();
    }

    /** Starts the project's applications on the node of this JVM, if that has not been done. */
    synchronized void startApplications() {
        if (applications.isEmpty()) {
            applications = Optional.of(ProjectApplications.start(node()));
        }
    }

    @Override
    public synchronized void close() {
        applications.ifPresent(ProjectApplications::close);
        NodeConsole.close(node());
        started.ifPresent(Node::close);
        ProcessStreams.uninstall();
    }
}
