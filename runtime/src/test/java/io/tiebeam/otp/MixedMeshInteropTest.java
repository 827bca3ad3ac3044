// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.testing.FreePorts;
import io.tiebeam.testing.NeedsBeam;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * BEAM nodes, of several releases where there are, and two JVM nodes in one mesh that forms, comes apart and heals: all
 * agree on nodes, names, locks and members each time. The environment variable {@code TIEBEAM_MESH} has the {@code erl} of
 * each BEAM node, with colons between them; {@code interop/mixed-mesh} sets it.
 */
@NeedsBeam
@Timeout(300)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MixedMeshInteropTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String COOKIE = "secret_token";

    private final Map<String, String> environment =
            Map.of("ERL_EPMD_PORT", Integer.toString(FreePorts.next()), "ERL_EPMD_ADDRESS", "127.0.0.1");
    private final List<MeshMember> mesh = new ArrayList<>();
    private final List<MeshMember> grouped = new ArrayList<>(); // those that join the group
    private Reports reports;

    @BeforeEach
    void quietly() {
        reports = new Reports();
    }

    @AfterEach
    void stop() throws Exception {
        for (MeshMember each : mesh.reversed()) {
            each.close();
        }
        reports.close();
    }

    /** Two JVM nodes, and a BEAM node for each release that there is, at least two; each knows another one only. */
    private void start(boolean prevent) throws Exception {
        String programs = System.getenv().getOrDefault("TIEBEAM_MESH", "erl:erl");
        int number = 0;
        for (String name : List.of("kate@localhost", "moebi@localhost")) {
            Node node = Node.start(NodeOptions.sname(name).cookie(COOKIE).environment(environment));
            mesh.add(new JvmMember(node, prevent));
        }
        for (String program : programs.split(":")) {
            mesh.add(
                    1 + number,
                    new BeamMember(program, "beam" + ++number + "@localhost", COOKIE, environment, prevent));
        }
        grouped.addAll(mesh);
        if (mesh.stream().anyMatch(each -> release(each) >= 28)) {
            // What pg says there is more than it understood up to OTP 26, and ends it on such a node, JVMs or not.
            grouped.removeIf(each -> release(each) < 27);
        }
        for (MeshMember each : mesh) {
            assertThat(each.register(own(each))).isTrue();
        }
        grouped.forEach(MeshMember::join);
        for (int i = 1; i < mesh.size(); i++) {
            mesh.get(i).connect(mesh.get(i - 1).name());
        }
    }

    private static int release(MeshMember member) {
        return member instanceof BeamMember beam ? beam.release() : 27;
    }

    private static String own(MeshMember member) {
        return "name_of_" + member.name().alive();
    }

    private static Set<String> names(List<MeshMember> members) {
        return members.stream().map(MeshMember::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Each of {@code part} knows all of it and nobody else, their names and their members of the group. */
    private void agrees(List<MeshMember> part) {
        Map<String, Integer> members = MeshMember.counted(part.stream()
                .filter(grouped::contains)
                .map(MeshMember::toString)
                .toList());
        for (MeshMember each : part) {
            Set<String> others = names(part);
            others.remove(each.toString());
            await(each + " is connected to the others of its part", each::nodes, others);
            each.sync();
            if (grouped.contains(each)) {
                await(each + " knows the members", each::members, members);
            }
            Map<String, String> expected = new LinkedHashMap<>();
            mesh.forEach(one -> expected.put(own(one), part.contains(one) ? one.toString() : "undefined"));
            await(each + " knows the names", () -> whereabouts(each, expected.keySet()), expected);
        }
    }

    private static Map<String, String> whereabouts(MeshMember asked, Set<String> names) {
        Map<String, String> whereabouts = new LinkedHashMap<>();
        names.forEach(name -> whereabouts.put(name, asked.whereis(name)));
        return whereabouts;
    }

    /** Each of {@code part} can have the lock, and no other of it meanwhile. */
    private static void locks(List<MeshMember> part) {
        for (MeshMember holder : part) {
            until(
                    holder + " gets the lock",
                    () -> holder.lock(() -> {
                        for (MeshMember other : part) {
                            assertThat(other != holder && other.lock(() -> {}))
                                    .as(other + " has the lock that " + holder + " has")
                                    .isFalse();
                        }
                    }));
        }
    }

    private static <T> void await(String what, Supplier<T> value, T expected) {
        long deadline = System.nanoTime() + LONG.toNanos();
        T now = value.get();
        while (!now.equals(expected)) {
            assertThat(System.nanoTime())
                    .as("waited too long until " + what + ": expected " + expected + ", and it is " + now)
                    .isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
            now = value.get();
        }
    }

    private static void until(String what, BooleanSupplier condition) {
        await(what, condition::getAsBoolean, true);
    }

    /** Ends all connections between the two parts, until there is none. */
    private static void split(List<MeshMember> first, List<MeshMember> second) {
        until("nobody is connected across", () -> {
            boolean across = false;
            for (MeshMember each : first) {
                for (String other : each.nodes()) {
                    for (MeshMember there : second) {
                        if (there.toString().equals(other)) {
                            each.cut(there.name());
                            across = true;
                        }
                    }
                }
            }
            return !across;
        });
    }

    @Test
    void it_forms_comes_apart_in_halves_that_agree_and_heals() throws Exception {
        start(false);
        agrees(mesh);
        locks(mesh);
        List<MeshMember> first = mesh.subList(0, 2); // a JVM and a BEAM
        List<MeshMember> second = mesh.subList(2, mesh.size());

        split(first, second);
        agrees(first);
        agrees(second);
        locks(first);
        locks(second);
        assertThat(first.getFirst().register("contested")).isTrue();
        assertThat(second.getFirst().register("contested")).isTrue();
        // Both halves give the lock, at the same time: they are two clusters.
        assertThat(first.getLast()
                        .lock(() -> assertThat(second.getLast().lock(() -> {})).isTrue()))
                .isTrue();

        first.getFirst().connect(second.getLast().name()); // the rest is up to global
        agrees(mesh);
        locks(mesh);
        await(
                "all know one owner of the name that both had",
                () -> mesh.stream()
                        .map(each -> each.whereis("contested"))
                        .distinct()
                        .count(),
                1L);
        assertThat(mesh.getFirst().whereis("contested"))
                .isIn(first.getFirst().toString(), second.getFirst().toString());
    }

    @Test
    void where_partitions_must_not_overlap_whatever_is_cut_leaves_whole_clusters_and_they_heal() throws Exception {
        start(true);
        agrees(mesh);
        split(mesh.subList(0, 2), mesh.subList(2, mesh.size()));
        // Who lost whom tells the others, and they let go too: how many parts come of it depends on what is heard
        // first.
        until("each is connected to those that its peers are connected to", () -> parts().isPresent());
        List<List<MeshMember>> parts = parts().orElseThrow();
        assertThat(parts).hasSizeGreaterThan(1);
        parts.forEach(this::agrees);

        until("all are connected again", () -> {
            mesh.forEach(each -> mesh.getFirst().connect(each.name()));
            return mesh.stream().allMatch(each -> each.nodes().size() == mesh.size() - 1);
        });
        agrees(mesh);
        locks(mesh);
    }

    /** The parts of the mesh, if each is connected to all of its part. */
    private Optional<List<List<MeshMember>>> parts() {
        Map<MeshMember, Set<String>> together = mesh.stream().collect(Collectors.toMap(Function.identity(), each -> {
            Set<String> all = each.nodes();
            all.add(each.toString());
            return all;
        }));
        boolean whole = mesh.stream()
                .allMatch(one -> mesh.stream()
                        .allMatch(other -> together.get(one).contains(other.toString())
                                == together.get(one).equals(together.get(other))));
        return whole
                ? Optional.of(List.copyOf(mesh.stream()
                        .collect(Collectors.groupingBy(together::get, LinkedHashMap::new, Collectors.toList()))
                        .values()))
                : Optional.empty();
    }
}
