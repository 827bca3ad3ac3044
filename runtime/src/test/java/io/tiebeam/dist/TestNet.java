// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.epmd.EpmdClient;
import io.tiebeam.epmd.EpmdEndpoint;
import io.tiebeam.epmd.EpmdServer;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Network;
import io.tiebeam.process.NetworkStarter;
import io.tiebeam.process.NetworkStarter.Entry;
import io.tiebeam.process.ProcessBody;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Nodes of this JVM with an EPMD of their own, all ended by {@link #close()}. */
final class TestNet implements AutoCloseable {
    static final String COOKIE = "secret_token";
    static final Duration SOON = Duration.ofSeconds(20);

    private static final Atom NORMAL = Atom.of("normal");

    private final EpmdServer epmd;
    private final List<Network> started = new ArrayList<>();

    TestNet() {
        try {
            epmd = EpmdServer.start(EpmdEndpoint.loopback(0));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    EpmdClient epmd() {
        return new EpmdClient(epmdEndpoint());
    }

    EpmdEndpoint epmdEndpoint() {
        return epmd.endpoint();
    }

    /** A node whose remotely started processes end with {@code {ran, Module, Function, Arguments}}. */
    Network start(String name) {
        return start(name, COOKIE, Duration.ofSeconds(60));
    }

    Network start(String name, String cookie, Duration tickTime) {
        return start(name, cookie, tickTime, (m, f, a) -> self -> Tuple.of(Atom.of("ran"), m, f, a));
    }

    Network start(String name, String cookie, Duration tickTime, Entry entry) {
        try {
            return tryStart(name, cookie, tickTime, entry);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Network tryStart(String name, String cookie, Duration tickTime, Entry entry) throws IOException {
        Network network = new Starter()
                .start(new NetworkStarter.Options(
                        new NodeName(Atom.of(name)),
                        cookie.getBytes(StandardCharsets.UTF_8),
                        "test",
                        Map.of("ERL_EPMD_PORT", Integer.toString(epmd.endpoint().port())),
                        entry,
                        tickTime,
                        true));
        started.add(network);
        return network;
    }

    /** The nodes that {@code network}'s is connected to. */
    static List<NodeName> peers(Network network) {
        return network.connected().stream().map(Network.Connected::node).toList();
    }

    // ---- processes ------------------------------------------------------------------------------------------------

    /** A process that stays until it is killed. */
    static ProcessCell idle(Network network) {
        return spawn(network, self -> {
            self.receive(_ -> null, Deadline.NEVER);
            return NORMAL;
        });
    }

    static ProcessCell spawn(Network network, ProcessBody body) {
        LocalNode node = network.node();
        return node.spawn(SpawnOptions.of(node.user(), "test"), body);
    }

    /** Runs {@code body} as a process and gives its value. */
    static <R> R asProcess(Network network, Function<ProcessCell, R> body) {
        CompletableFuture<R> value = new CompletableFuture<>();
        spawn(network, self -> {
            try {
                value.complete(body.apply(self));
            } catch (Throwable t) {
                value.completeExceptionally(t);
            }
            return NORMAL;
        });
        return value(value);
    }

    /** What {@code future} gives, within {@link #SOON}. */
    static <R> R value(CompletableFuture<R> future) {
        return future.orTimeout(SOON.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /** The next message of {@code self}. */
    static Term next(ProcessCell self) {
        Term message = self.receive(m -> (Term) m, Deadline.in(SOON));
        if (message == null) {
            throw new AssertionError("no message for " + self);
        }
        return message;
    }

    /** Waits for what another thread does, which says so in no other way. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + SOON + ": " + what);
            }
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    @Override
    public void close() {
        for (Network network : started) {
            network.close();
            network.node().killAll(Atom.of("shutdown"));
        }
        epmd.close();
    }
}
