// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.Node;
import io.tiebeam.junit.peer.ElixirPeer;
import io.tiebeam.junit.peer.PeerPlan;
import io.tiebeam.otp.Env;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.NodeName;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** The parameters of tests that are {@link Peer}s and {@link Cluster}s. JUnit's thread. */
final class PeerParameters {
    /** How peers are to be, whichever annotation says so. */
    private record Wanted(List<String> names, PeerType type, boolean application, Env env, List<Class<?>> expose) {}

    private PeerParameters() {}

    static boolean isOne(Parameter parameter) {
        return wanted(parameter).isPresent();
    }

    /** Why {@code parameter} cannot be had on this machine. */
    static Optional<String> whyNot(Parameter parameter) {
        return wanted(parameter).map(Wanted::type).flatMap(type -> switch (type) {
            case JVM -> Optional.empty();
            case ELIXIR -> ElixirPeer.whyNot();
        });
    }

    private static Optional<Wanted> wanted(Parameter parameter) {
        Peer peer = parameter.getAnnotation(Peer.class);
        if (peer != null) {
            return Optional.of(new Wanted(
                    List.of(peer.value()), peer.type(), peer.application(), peer.env(), List.of(peer.expose())));
        }
        Cluster cluster = parameter.getAnnotation(Cluster.class);
        if (cluster != null) {
            List<String> names = IntStream.rangeClosed(1, cluster.value())
                    .mapToObj(number -> "node" + number)
                    .toList();
            return Optional.of(
                    new Wanted(names, cluster.type(), cluster.application(), cluster.env(), List.of(cluster.expose())));
        }
        return Optional.empty();
    }

    /** Starts what {@code parameter} wants, for {@code run} to stop, connected with the node of the test. */
    static Object start(Parameter parameter, TestRun run, List<Class<?>> testClasses) {
        Wanted wanted = wanted(parameter).orElseThrow();
        boolean one = parameter.isAnnotationPresent(Peer.class);
        if (parameter.getType() != (one ? PeerNode.class : List.class)) {
            throw new ParameterResolutionException(
                    "expected " + (one ? "@Peer PeerNode" : "@Cluster List<PeerNode>") + ", got: " + parameter);
        }
        List<PeerPlan> plans = wanted.names.stream()
                .map(name -> plan(name, wanted, run, testClasses))
                .toList();
        List<PeerNode> peers = startAll(plans, wanted.type, run, testClasses.getFirst());
        for (PeerNode peer : peers) {
            connect(peer, run);
            peers.stream()
                    .filter(other ->
                            other.name().toString().compareTo(peer.name().toString()) > 0)
                    .forEach(other -> peer.connect(other.name()));
        }
        return one ? peers.getFirst() : peers;
    }

    private static PeerPlan plan(String name, Wanted wanted, TestRun run, List<Class<?>> testClasses) {
        return new PeerPlan(
                NodeName.of(name.contains("@") ? name : name + "@localhost"),
                run.home().cookie(),
                run.home().environment(),
                wanted.application,
                wanted.env,
                Stream.concat(testClasses.stream(), wanted.expose.stream())
                        .map(Class::getName)
                        .distinct()
                        .toList());
    }

    /** Side by side: each takes about a second. If one does not start, those that have are stopped with the test. */
    private static List<PeerNode> startAll(List<PeerPlan> plans, PeerType type, TestRun run, Class<?> tests) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<PeerNode>> starting = plans.stream()
                    .map(plan -> CompletableFuture.supplyAsync(() -> PeerNode.start(plan, type, tests), threads))
                    .toList();
            List<PeerNode> peers = new ArrayList<>();
            Optional<Throwable> failure = Optional.empty();
            for (CompletableFuture<PeerNode> each : starting) {
                try {
                    PeerNode peer = each.join();
                    run.owns(peer);
                    peers.add(peer);
                } catch (CompletionException failed) {
                    failure = Optional.of(failed.getCause());
                }
            }
            if (failure.isPresent()) {
                throw new ParameterResolutionException(failure.get().getMessage(), failure.get());
            }
            return peers;
        }
    }

    private static void connect(PeerNode peer, TestRun run) {
        Optional<String> whyNot = StandIn.on(
                run.home().node(),
                _ -> Node.connect(peer.name())
                        ? Optional.empty()
                        : Optional.of(Node.whyNot(peer.name()).orElse("no connection to " + peer.name())));
        if (whyNot.isPresent()) {
            throw new ParameterResolutionException(whyNot.get());
        }
    }
}
