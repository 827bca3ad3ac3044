// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.NodeStartException;
import io.tiebeam.io.ProcessStreams;
import java.util.Optional;

/**
 * What a command runs on: a node, or the nameless one that every JVM has, and the application that was started there.
 * Started by the main thread; closed by it, or by the JVM's shutdown when a signal ends it, whichever comes first.
 */
final class RunningNode implements AutoCloseable {
    private final Optional<NodeOptions> options;
    private final Optional<Node> node;
    private final Thread hook = new Thread(this::stop, "tiebeam-stop");
    private Optional<StartedApplications> application = Optional.empty();
    private boolean stopped;

    private RunningNode(Optional<NodeOptions> options, Optional<Node> node) {
        this.options = options;
        this.node = node;
    }

    /**
     * Starts a node.
     *
     * @param options empty for none
     * @throws CommandFailure if it cannot be started
     */
    static RunningNode start(Optional<NodeOptions> options) {
        if (options.isPresent()) {
            EpmdCommand.endpoint(); // one that cannot be is wrong usage, here as there
        }
        ProcessStreams.install();
        try {
            RunningNode running = new RunningNode(options, options.map(Node::start));
            Runtime.getRuntime().addShutdownHook(running.hook);
            return running;
        } catch (NodeStartException | IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), "");
        }
    }

    /** How it was started; empty if it has no name. */
    Optional<NodeOptions> options() {
        return options;
    }

    /** The node; empty if it has no name. */
    Optional<Node> node() {
        return node;
    }

    /** Its name, or nothing. */
    String name() {
        return node.map(n -> n.name().toString()).orElse("");
    }

    /** Stops {@code started} before the node, from now on. */
    synchronized void owns(StartedApplications started) {
        application = Optional.of(started);
    }

    /** Others call the modules of the applications as {@code loader} has them, from now on. */
    void reload(ClassLoader loader) {
        Optional<StartedApplications> started;
        synchronized (this) {
            started = application;
        }
        started.ifPresent(
                applications -> node.ifPresent(n -> applications.modules(loader).forEach(n.exposure()::replace)));
    }

    /** Stops the application, leaves the cluster, and lets the JVM forget about it. */
    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // then the hook runs, and finds nothing to do
        }
    }

    private synchronized void stop() {
        if (!stopped) {
            stopped = true;
            application.ifPresent(StartedApplications::stop);
            node.ifPresent(Node::close);
        }
    }
}
