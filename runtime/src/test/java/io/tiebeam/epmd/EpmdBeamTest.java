// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import static io.tiebeam.epmd.Eventually.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.term.NodeName;
import io.tiebeam.testing.FreePorts;
import io.tiebeam.testing.NeedsBeam;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our EPMD and our client against the {@code epmd} and the nodes of a real Erlang/OTP. */
@NeedsBeam
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(120)
class EpmdBeamTest {
    private static final Duration STARTED = Duration.ofSeconds(20);
    private static final Duration SERVED_AGAIN = Duration.ofSeconds(2);
    private static final Duration REGISTERED_AGAIN = Duration.ofSeconds(5);
    private static final NodeName ALEX = NodeName.of("alex@localhost");
    private static final String SAY_CREATION = "io:format(\"creation ~w~n\", [erlang:system_info(creation)])";

    private final int port = FreePorts.next();
    private final EpmdEndpoint endpoint = EpmdEndpoint.loopback(port);
    private final EpmdClient client = new EpmdClient(endpoint);
    private final List<AutoCloseable> started = new ArrayList<>();

    @AfterEach
    void end_everything() throws Exception {
        for (AutoCloseable each : started.reversed()) {
            each.close();
        }
    }

    @Test
    void our_client_is_at_home_at_a_real_epmd() throws Exception {
        startRealEpmd();
        var first = client.register(ALEX, 1001, NodeKind.VISIBLE);
        assertThat(client.lookup("alex", "localhost"))
                .isEqualTo(new EpmdLookup.Found(EpmdEntry.of("alex", 1001, NodeKind.VISIBLE)));
        assertThat(client.lookup("kate", "localhost")).isInstanceOf(EpmdLookup.Unknown.class);
        assertThat(names())
                .isEqualTo(EpmdName.report(port, client.names("localhost")).strip());
        assertThatThrownBy(() -> client.register(ALEX, 1002, NodeKind.VISIBLE))
                .isInstanceOf(NameTakenException.class)
                .hasMessageContaining("says alex listens on port 1001");
        first.close();
        within(
                REGISTERED_AGAIN,
                "alex is forgotten",
                () -> client.names("localhost").isEmpty());
        try (var second = client.register(ALEX, 1001, NodeKind.VISIBLE)) {
            assertThat(second.creation()).as("what our own server does too").isEqualTo(first.creation() + 1);
        }
    }

    @Test
    void real_nodes_register_at_our_server_and_find_each_other() throws Exception {
        start(EpmdServer.start(endpoint));
        start(Beam.node(port, "kate", SAY_CREATION));
        within(STARTED, "kate is registered", () -> registered("kate"));
        assertThat(names())
                .isEqualTo(EpmdName.report(port, client.names("localhost")).strip());
        String names = "[N || {N, _} <- lists:sort(element(2, net_adm:names(localhost)))]";
        assertThat(ask("{net_adm:ping(kate@localhost), " + names + "}")).isEqualTo("{pong,[\"kate\",\"moebi\"]}");
    }

    @Test
    void a_second_real_node_of_a_taken_name_is_refused() throws Exception {
        start(EpmdServer.start(endpoint));
        start(client.register(ALEX, 1001, NodeKind.VISIBLE));
        try (var second = Beam.node(port, "alex", SAY_CREATION)) {
            assertThat(second.output()).contains("alex@localhost seems to be in use by another Erlang node");
        }
    }

    @Test
    void a_real_epmd_that_starts_later_finds_the_port_taken_and_ends() throws Exception {
        start(EpmdServer.start(endpoint));
        start(client.register(ALEX, 1001, NodeKind.VISIBLE));
        try (var daemon = Beam.epmd(port, "-daemon");
                var foreground = Beam.epmd(port)) {
            daemon.output();
            foreground.output();
            assertThat(List.of(daemon.exitStatus(), foreground.exitStatus())).containsOnly(0);
        }
        assertThat(client.names("localhost")).containsExactly(new EpmdName("alex", 1001));
    }

    @Test
    void when_the_serving_node_ends_all_are_registered_again_with_their_creations_kept() throws Exception {
        EpmdPresence alex = presence("alex", 1001);
        EpmdPresence sophie = presence("sophie", 1002);
        int ours = sophie.creation();
        Beam kate = start(Beam.node(port, "kate", SAY_CREATION));
        String theirs = kate.line();

        alex.close();
        within(SERVED_AGAIN, "sophie serves", sophie::isServing);
        within(REGISTERED_AGAIN, "both are registered", () -> registered("sophie") && registered("kate"));

        assertThat(sophie.creation()).isEqualTo(ours);
        assertThat(ask("{net_adm:ping(kate@localhost), rpc:call(kate@localhost, erlang, system_info, [creation])}"))
                .isEqualTo("{pong," + theirs.substring("creation ".length()) + "}");
    }

    @Test
    void when_a_real_epmd_is_killed_a_node_of_ours_takes_its_place() throws Exception {
        Beam epmd = startRealEpmd();
        EpmdPresence alex = presence("alex", 1001);
        EpmdPresence sophie = presence("sophie", 1002);
        Beam kate = start(Beam.node(port, "kate", SAY_CREATION));
        String theirs = kate.line();
        List<Integer> ours = List.of(alex.creation(), sophie.creation());
        assertThat(alex.isServing() || sophie.isServing()).isFalse();

        epmd.close();
        within(SERVED_AGAIN, "one of ours serves", () -> alex.isServing() || sophie.isServing());
        within(
                REGISTERED_AGAIN,
                "all are registered",
                () -> registered("alex") && registered("sophie") && registered("kate"));

        assertThat(List.of(alex.creation(), sophie.creation())).isEqualTo(ours);
        assertThat(alex.isServing() && sophie.isServing()).as("both serve").isFalse();
        assertThat(ask("rpc:call(kate@localhost, erlang, system_info, [creation])"))
                .isEqualTo(theirs.substring("creation ".length()));
    }

    /** The value of an expression on a fresh node of the name moebi. */
    private String ask(String expression) throws Exception {
        try (var asking = Beam.node(port, "moebi", "io:format(\"~p~n\", [" + expression + "]), halt().")) {
            return asking.output();
        }
    }

    /** What the installed {@code epmd -names} prints. */
    private String names() throws Exception {
        try (var asking = Beam.epmd(port, "-names")) {
            return asking.output();
        }
    }

    private Beam startRealEpmd() throws Exception {
        Beam epmd = start(Beam.epmd(port));
        within(STARTED, "epmd answers", () -> {
            try {
                return client.names("localhost").isEmpty();
            } catch (IOException _) {
                return false;
            }
        });
        return epmd;
    }

    private EpmdPresence presence(String name, int nodePort) throws IOException {
        return start(EpmdPresence.start(endpoint, NodeName.of(name + "@localhost"), nodePort, NodeKind.VISIBLE));
    }

    private boolean registered(String name) {
        return client.lookup(name, "localhost") instanceof EpmdLookup.Found;
    }

    private <T extends AutoCloseable> T start(T resource) {
        started.add(resource);
        return resource;
    }
}
