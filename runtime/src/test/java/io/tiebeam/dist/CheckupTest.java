// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.dist.Checkup.Finding;
import io.tiebeam.dist.Checkup.Stage;
import io.tiebeam.epmd.EpmdEndpoint;
import io.tiebeam.epmd.NodeKind;
import io.tiebeam.epmd.Registration;
import io.tiebeam.process.Network;
import io.tiebeam.term.NodeName;
import io.tiebeam.testing.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each break of the road is found where it is, and nothing behind it is claimed. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class CheckupTest {
    private static final NodeName KATE = NodeName.of("kate@localhost");

    private final TestNet net = new TestNet();

    @AfterEach
    void end_everything() {
        net.close();
    }

    private List<Finding> walk(String node, String cookie) {
        return Checkup.walk(node, net.epmdEndpoint(), cookie.getBytes(StandardCharsets.UTF_8), "#a41f from a test");
    }

    private static void isBrokenAt(Stage stage, List<Finding> findings) {
        assertThat(findings)
                .extracting(Finding::stage)
                .containsExactlyElementsOf(Arrays.asList(Stage.values()).subList(0, stage.ordinal() + 1));
        assertThat(findings.subList(0, stage.ordinal())).allMatch(Finding::isGood);
        assertThat(findings.getLast().isGood()).isFalse();
    }

    @Test
    void a_node_that_can_be_reached_is_good_at_every_step_and_hears_of_no_visitor() {
        Network kate = net.start(KATE.toString());
        List<Finding> findings = walk("kate@localhost", TestNet.COOKIE);
        assertThat(findings).extracting(Finding::stage).containsExactly(Stage.values());
        assertThat(findings).allMatch(Finding::isGood).allMatch(f -> f.advice().isEmpty());
        TestNet.await("the visitor has left", () -> TestNet.peers(kate).isEmpty());
    }

    @Test
    void a_text_that_is_no_name() {
        List<Finding> findings = walk("kate", TestNet.COOKIE);
        isBrokenAt(Stage.NAME, findings);
        assertThat(findings.getLast().what()).contains("got \"kate\"");
    }

    @Test
    void a_host_without_an_address() {
        isBrokenAt(Stage.HOST, walk("kate@host.invalid", TestNet.COOKIE));
    }

    @Test
    void no_epmd() {
        List<Finding> findings = Checkup.walk(
                "kate@localhost", EpmdEndpoint.loopback(FreePorts.next()), new byte[] {1}, "#a41f from a test");
        isBrokenAt(Stage.EPMD, findings);
        assertThat(findings.getLast().advice()).anyMatch(line -> line.contains("ERL_EPMD_PORT"));
    }

    @Test
    void a_node_that_epmd_does_not_know() {
        net.start("alex@localhost");
        List<Finding> findings = walk("kate@localhost", TestNet.COOKIE);
        isBrokenAt(Stage.EPMD, findings);
        assertThat(findings.getLast().what()).contains("does not know kate; it knows alex");
        assertThat(findings.getLast().advice()).anyMatch(line -> line.contains("--sname kate@localhost"));
    }

    @Test
    void a_port_on_which_nobody_listens() throws IOException {
        Registration registration = net.epmd().register(KATE, FreePorts.next(), NodeKind.VISIBLE);
        isBrokenAt(Stage.PORT, walk("kate@localhost", TestNet.COOKIE));
        registration.close();
    }

    @Test
    void something_that_speaks_another_protocol() throws Exception {
        try (ServerSocket web = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread server = Thread.ofVirtual().start(() -> {
                try (var socket = web.accept()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().readAllBytes();
                } catch (IOException left) {
                    // the visitor has seen enough
                }
            });
            Registration registration = net.epmd().register(KATE, web.getLocalPort(), NodeKind.VISIBLE);
            List<Finding> findings = walk("kate@localhost", TestNet.COOKIE);
            isBrokenAt(Stage.HANDSHAKE, findings);
            assertThat(findings.getLast().what()).contains("does not speak the distribution protocol");
            registration.close();
            server.join();
        }
    }

    @Test
    void another_cookie() {
        net.start(KATE.toString());
        List<Finding> findings = walk("kate@localhost", "another");
        isBrokenAt(Stage.COOKIE, findings);
        assertThat(findings.getLast().what()).contains("#a41f").doesNotContain("another ");
        assertThat(findings.getLast().advice()).isNotEmpty();
    }
}
