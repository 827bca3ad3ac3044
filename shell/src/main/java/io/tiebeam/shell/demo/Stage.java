// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Where nodes run without touching anything else on this machine: a port of its own for EPMD, a home folder of its own, all
 * on loopback. Everything started on it ends with {@link #close}, or with this JVM. Used by the demo and by tests.
 */
public final class Stage implements AutoCloseable {
    private final Path home;
    private final int epmdPort = freePort();
    private final List<ConsoleNode> nodes = new ArrayList<>();
    private final List<Process> epmd = new ArrayList<>();
    private final Thread atExit = new Thread(this::clear, "tiebeam-stage-end");

    /** A new, empty stage. */
    public Stage() {
        try {
            home = Files.createTempDirectory("tiebeam-stage");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** The port of its EPMD; nothing listens there until a node does. */
    public int epmdPort() {
        return epmdPort;
    }

    /** A folder for what belongs to this stage; it goes with it. */
    public Path home() {
        return home;
    }

    /** What nodes and tools find in their environment. */
    public Map<String, String> environment() {
        return Map.of(
                "ERL_EPMD_PORT", String.valueOf(epmdPort),
                "ERL_EPMD_ADDRESS", "127.0.0.1",
                "ERL_CRASH_DUMP_SECONDS", "0",
                "HOME", home.toString(),
                "LC_ALL", "C.UTF-8");
    }

    /** Starts an {@code epmd} of OTP's in the foreground, and returns when it listens. */
    public void startEpmd(Beam beam) {
        var builder = new ProcessBuilder(beam.program("epmd")).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).environment().putAll(environment());
        try {
            epmd.add(builder.start());
            while (!isServed()) {
                LockSupport.parkNanos(10_000_000);
                if (!epmd.getLast().isAlive()) {
                    throw new IllegalStateException(
                            "epmd ended with status " + epmd.getLast().exitValue());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isServed() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), epmdPort)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Starts a node; its prompt has not come yet when this returns. */
    public ConsoleNode start(String name, Program program) {
        Terminal terminal = Terminal.open(program.command(name), program.folder(), environment());
        return keep(new ConsoleNode(name, program.language(), terminal));
    }

    private synchronized ConsoleNode keep(ConsoleNode node) {
        nodes.add(node);
        return node;
    }

    /** Kills all nodes and removes all files. */
    @Override
    public void close() {
        clear();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // this JVM is ending, and the hook runs or has run
        }
    }

    private synchronized void clear() {
        nodes.forEach(ConsoleNode::close);
        nodes.clear();
        epmd.forEach(Process::destroyForcibly);
        epmd.forEach(process -> process.onExit().join());
        epmd.clear();
        if (!Files.exists(home)) {
            return;
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A free port below those that systems give out by themselves: nothing takes it before the first node does. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException _) {
                // taken: try another
            }
        }
    }
}
