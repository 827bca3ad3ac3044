// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import static io.tiebeam.epmd.Eventually.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.term.NodeName;
import io.tiebeam.testing.FreePorts;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class EpmdPresenceTest {
    private static final Duration SERVED_AGAIN = Duration.ofSeconds(2);
    private static final Duration REGISTERED_AGAIN = Duration.ofSeconds(5);

    private final EpmdEndpoint endpoint = EpmdEndpoint.loopback(FreePorts.next());
    private final EpmdClient client = new EpmdClient(endpoint);
    private final List<EpmdPresence> started = new ArrayList<>();

    @AfterEach
    void end_everything() {
        started.forEach(EpmdPresence::close);
    }

    @Test
    void the_first_node_serves_and_the_second_registers_there() throws Exception {
        EpmdPresence alex = start("alex", 1001);
        EpmdPresence kate = start("kate", 1002);
        assertThat(alex.isServing()).isTrue();
        assertThat(kate.isServing()).isFalse();
        assertThat(client.names("localhost")).containsExactly(new EpmdName("kate", 1002), new EpmdName("alex", 1001));
    }

    @Test
    void when_the_serving_node_ends_another_serves_and_all_keep_their_creations() throws Exception {
        EpmdPresence alex = start("alex", 1001);
        List<EpmdPresence> others = List.of(start("kate", 1002), start("moebi", 1003), start("sophie", 1004));
        List<Integer> creations = others.stream().map(EpmdPresence::creation).toList();
        alex.close();
        within(SERVED_AGAIN, "somebody serves", () -> others.stream().anyMatch(EpmdPresence::isServing));
        within(
                REGISTERED_AGAIN,
                "all are registered",
                () -> names().containsAll(List.of(
                        new EpmdName("kate", 1002), new EpmdName("moebi", 1003), new EpmdName("sophie", 1004))));
        assertThat(others.stream().filter(EpmdPresence::isServing)).hasSize(1);
        assertThat(others.stream().map(EpmdPresence::creation).toList()).isEqualTo(creations);
        assertThat(client.lookup("alex", "localhost")).isInstanceOf(EpmdLookup.Unknown.class);
    }

    @Test
    void one_node_after_the_other_may_end() throws Exception {
        List<EpmdPresence> nodes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            nodes.add(start("n" + i, 1000 + i));
        }
        while (nodes.size() > 1) {
            EpmdPresence serving =
                    nodes.stream().filter(EpmdPresence::isServing).findFirst().orElseThrow();
            serving.close();
            nodes.remove(serving);
            within(REGISTERED_AGAIN, nodes.size() + " are registered", () -> names().size() == nodes.size());
        }
        assertThat(nodes.getFirst().isServing()).isTrue();
    }

    @Test
    void when_a_foreign_epmd_ends_and_another_comes_the_nodes_register_there() throws Exception {
        EpmdServer first = EpmdServer.start(endpoint);
        EpmdPresence kate = start("kate", 1002);
        assertThat(kate.isServing()).isFalse();
        int creation = kate.creation();
        first.close();
        within(SERVED_AGAIN, "kate serves", kate::isServing);
        within(REGISTERED_AGAIN, "kate is registered", kate::isRegistered);
        assertThat(names()).containsExactly(new EpmdName("kate", 1002));
        assertThat(kate.creation()).isEqualTo(creation);
    }

    @Test
    void a_lost_node_comes_again_until_it_is_registered_and_ignores_the_new_creation() throws Exception {
        try (var epmd = ScriptedEpmd.of(
                ScriptedEpmd.Step.keep("76006b02c3a6"),
                ScriptedEpmd.Step.answer(""), // an EPMD that ends as well
                ScriptedEpmd.Step.keep("760000000063"))) {
            EpmdPresence kate = start(epmd.endpoint(), "kate", 41769);
            epmd.request();
            epmd.drop();
            within(SERVED_AGAIN, "the loss is noticed", () -> !kate.isRegistered());
            within(REGISTERED_AGAIN, "kate is registered", kate::isRegistered);
            assertThat(epmd.request()).isEqualTo(epmd.request()).isEqualTo("001178a3294d000006000500046b6174650000");
            assertThat(kate.creation()).isEqualTo(0x6B02C3A6);
            kate.close();
        }
    }

    @Test
    void a_node_that_starts_again_gets_another_creation() throws Exception {
        EpmdPresence alex = start("alex", 1001);
        EpmdPresence kate = start("kate", 1002);
        kate.close();
        EpmdPresence again = start("kate", 1002);
        assertThat(again.creation()).isEqualTo(kate.creation() + 1);
        assertThat(alex.isServing()).isTrue();
    }

    @Test
    void a_taken_name_is_refused_after_a_second_of_patience() throws Exception {
        start("alex", 1001);
        assertThatThrownBy(() -> EpmdPresence.start(endpoint, NodeName.of("alex@localhost"), 1002, NodeKind.VISIBLE))
                .isInstanceOf(NameTakenException.class)
                .hasMessageContaining("says alex listens on port 1001");
    }

    @Test
    void a_node_that_crashed_may_start_again_before_epmd_has_noticed() throws Exception {
        // Taken, the look-up for the text, and at the next attempt all is well.
        try (var epmd = ScriptedEpmd.of(
                ScriptedEpmd.Step.answer("760100000063"),
                ScriptedEpmd.Step.answer("7700a3294d000006000500046b6174650000"),
                ScriptedEpmd.Step.keep("76006b02c3a6"))) {
            EpmdPresence kate = start(epmd.endpoint(), "kate", 41769);
            assertThat(kate.creation()).isEqualTo(0x6B02C3A6);
            kate.close();
        }
    }

    @Test
    void a_port_that_somebody_else_uses_for_something_else_is_said_so() throws Exception {
        Thread closing;
        try (var other = new ServerSocket(endpoint.port(), 0, InetAddress.ofLiteral("127.0.0.1"))) {
            closing = Thread.ofVirtual().start(() -> closeAll(other));
            assertThatThrownBy(() -> start("alex", 1001))
                    .hasMessage("epmd on " + endpoint + " closed the connection instead of answering");
        }
        closing.join();
    }

    @Test
    void serves_nothing_but_loopback() {
        var elsewhere = EpmdEndpoint.of(InetAddress.ofLiteral("192.0.2.1"), endpoint.port());
        var here = new LocalEpmd(elsewhere);
        assertThatThrownBy(() -> here.register(NodeName.of("alex@localhost"), 1, NodeKind.VISIBLE))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(BindException.class);
        assertThat(here.isServedHere()).isFalse();
    }

    @Test
    void closing_unregisters_ends_the_server_and_frees_the_port() throws Exception {
        EpmdPresence alex = start("alex", 1001);
        EpmdPresence kate = start("kate", 1002);
        kate.close();
        within(Duration.ofSeconds(1), "kate is forgotten", () -> names().equals(List.of(new EpmdName("alex", 1001))));
        assertThat(kate.hasThreads()).isFalse();
        alex.close();
        assertThat(alex.hasThreads()).isFalse();
        assertThatThrownBy(() -> client.names("localhost")).isInstanceOf(ConnectException.class);
        alex.close(); // once more does no harm
    }

    @Test
    void closing_while_nobody_answers_does_not_wait() throws Exception {
        try (var epmd = ScriptedEpmd.of(ScriptedEpmd.Step.keep("76006b02c3a6"), ScriptedEpmd.Step.keep(""))) {
            EpmdPresence kate = start(epmd.endpoint(), "kate", 41769);
            epmd.request();
            epmd.drop();
            epmd.request(); // it comes again, and gets no answer for the 5 s that it would wait
            long start = System.nanoTime();
            kate.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            assertThat(kate.hasThreads()).isFalse();
        }
    }

    private EpmdPresence start(String name, int port) throws IOException {
        return start(endpoint, name, port);
    }

    private EpmdPresence start(EpmdEndpoint at, String name, int port) throws IOException {
        var presence = EpmdPresence.start(at, NodeName.of(name + "@localhost"), port, NodeKind.VISIBLE);
        started.add(presence);
        return presence;
    }

    private List<EpmdName> names() {
        try {
            return client.names("localhost");
        } catch (IOException _) {
            return List.of();
        }
    }

    private static void closeAll(ServerSocket door) {
        try {
            while (true) {
                var socket = door.accept();
                socket.shutdownOutput();
                socket.getInputStream().readNBytes(19);
                socket.close();
            }
        } catch (IOException _) {
            // the test is over
        }
    }
}
