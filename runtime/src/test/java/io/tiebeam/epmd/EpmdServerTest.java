// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import static io.tiebeam.epmd.Eventually.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.term.NodeName;
import io.tiebeam.testing.FreePorts;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(30)
class EpmdServerTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String KATE = "001178a3294d000006000500046b6174650000";
    private static final String KATE_WITH_VERSION_5 = "001178a3294d000005000500046b6174650000";
    private static final String WHERE_IS_KATE = "00057a6b617465";

    private final List<AutoCloseable> started = new ArrayList<>();

    @AfterEach
    void end_everything() throws Exception {
        for (AutoCloseable each : started.reversed()) {
            each.close();
        }
    }

    @Test
    void answers_real_requests_as_a_real_epmd_does() throws Exception {
        EpmdServer server = start();
        assertThat(ask(server, WHERE_IS_KATE)).isEqualTo("7701");
        Socket kate = send(server, KATE);
        assertThat(read(kate, 6)).startsWith("7600");
        assertThat(ask(server, WHERE_IS_KATE)).isEqualTo("7700a3294d000006000500046b6174650000");
        assertThat(ask(server, "00016e"))
                .isEqualTo(HexFormat.of().toHexDigits(server.endpoint().port())
                        + HexFormat.of().formatHex("name kate at port 41769\n".getBytes()));
    }

    @Test
    void a_node_of_version_5_gets_the_short_answer() throws Exception {
        assertThat(read(send(start(), KATE_WITH_VERSION_5), 4)).startsWith("7900");
    }

    @Test
    void a_registration_lasts_as_long_as_its_connection() throws Exception {
        EpmdServer server = start();
        Socket kate = send(server, KATE);
        String first = read(kate, 6);
        assertThat(ask(server, KATE)).as("the name is taken").isEqualTo("760100000063");
        kate.close();
        within(SOON, "kate is forgotten", () -> ask(server, WHERE_IS_KATE).equals("7701"));
        String second = read(send(server, KATE), 6);
        assertThat(creation(second)).isEqualTo(creation(first) + 1);
    }

    @Test
    void a_registration_that_speaks_again_is_dropped() throws Exception {
        EpmdServer server = start();
        Socket kate = send(server, KATE);
        read(kate, 6);
        kate.getOutputStream().write(0);
        assertThat(kate.getInputStream().read()).isEqualTo(-1);
        within(SOON, "kate is forgotten", () -> ask(server, WHERE_IS_KATE).equals("7701"));
    }

    @Test
    void requests_in_pieces_are_put_together() throws Exception {
        EpmdServer server = start();
        Socket kate = connect(server);
        for (byte each : HexFormat.of().parseHex(KATE)) {
            kate.getOutputStream().write(each);
            kate.getOutputStream().flush();
        }
        assertThat(read(kate, 6)).startsWith("7600");
    }

    @Test
    void nonsense_ends_its_own_connection_only() throws Exception {
        EpmdServer server = start();
        for (String nonsense : List.of("0000", "000100", "0001ff", "00056b6b617465", "ffff" + "78".repeat(0xFFFF))) {
            assertThat(ask(server, nonsense)).as(nonsense.substring(0, 4)).isEmpty();
        }
        assertThat(ask(server, WHERE_IS_KATE)).isEqualTo("7701");
    }

    @Test
    void half_a_request_delays_nobody_and_is_given_up() throws Exception {
        EpmdServer server = start(new Visitors(16, Duration.ofMillis(300)));
        Socket stuck = send(server, "ffff7a");
        Socket silent = connect(server);
        assertThat(ask(server, WHERE_IS_KATE)).isEqualTo("7701");
        assertThat(end(stuck)).isTrue();
        assertThat(end(silent)).isTrue();
    }

    @Test
    void time_does_not_run_out_for_a_registration() throws Exception {
        EpmdServer server = start(new Visitors(16, Duration.ofMillis(50)));
        Socket kate = send(server, KATE);
        read(kate, 6);
        assertThat(end(connect(server)))
                .as("a silent one that came later is gone")
                .isTrue();
        assertThat(ask(server, WHERE_IS_KATE)).startsWith("7700");
    }

    @Test
    void a_flood_of_silent_connections_pushes_out_its_own_oldest() throws Exception {
        EpmdServer server = start(new Visitors(8, Duration.ofMinutes(1)));
        Socket kate = send(server, KATE);
        read(kate, 6);
        Socket oldest = connect(server);
        for (int i = 0; i < 8; i++) {
            connect(server);
        }
        assertThat(end(oldest)).isTrue();
        assertThat(ask(server, WHERE_IS_KATE))
                .as("kate stays, and others are served")
                .startsWith("7700");
    }

    @Test
    void listens_on_loopback_and_nothing_wider() throws Exception {
        EpmdServer server = start();
        InetAddress other = InetAddress.ofLiteral("127.0.0.2"); // wildcard sockets would answer here too
        assertThatThrownBy(() -> new Socket(other, server.endpoint().port()).close())
                .isInstanceOf(SocketException.class);
        assertThat(lookup(server, "127.0.0.1")).isInstanceOf(EpmdLookup.Unknown.class);
    }

    @Test
    void listens_where_it_is_asked_to_and_does_without_an_address_that_is_not_here() throws Exception {
        var endpoint = EpmdEndpoint.loopback(0)
                .with(InetAddress.ofLiteral("127.0.0.2"))
                .with(InetAddress.ofLiteral("192.0.2.1"));
        EpmdServer server = start(endpoint);
        assertThat(lookup(server, "127.0.0.2")).isInstanceOf(EpmdLookup.Unknown.class);
        assertThat(lookup(server, "127.0.0.1")).isInstanceOf(EpmdLookup.Unknown.class);
    }

    @Test
    void a_taken_port_is_said_so() throws Exception {
        EpmdServer server = start();
        assertThatThrownBy(() -> EpmdServer.start(server.endpoint()))
                .isInstanceOf(BindException.class)
                .hasMessage("cannot serve epmd on " + server.endpoint() + ": Address already in use");
    }

    @Test
    void our_client_and_our_server_understand_each_other() throws Exception {
        EpmdServer server = start();
        var client = new EpmdClient(server.endpoint());
        var moebi = NodeName.of("moebi@localhost");
        try (var registration = client.register(moebi, 4711, NodeKind.HIDDEN)) {
            assertThat(Integer.compareUnsigned(registration.creation(), 4)).isPositive();
            assertThat(client.lookup("moebi", "localhost"))
                    .isEqualTo(new EpmdLookup.Found(EpmdEntry.of("moebi", 4711, NodeKind.HIDDEN)));
            assertThat(client.names("localhost")).containsExactly(new EpmdName("moebi", 4711));
            assertThatThrownBy(() -> client.register(moebi, 4712, NodeKind.VISIBLE))
                    .isInstanceOf(NameTakenException.class)
                    .hasMessageContaining("says moebi listens on port 4711");
        }
        within(SOON, "moebi is forgotten", () -> client.names("localhost").isEmpty());
    }

    @Test
    void closing_ends_all_connections_and_threads_and_frees_the_port() throws Exception {
        EpmdServer server = EpmdServer.start(EpmdEndpoint.loopback(FreePorts.next()));
        Socket kate = send(server, KATE);
        read(kate, 6);
        Socket stuck = send(server, "ffff7a");
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                server.awaitClose();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(server.hasThreads()).isTrue();
        server.close();
        waiting.join();
        assertThat(server.hasThreads()).isFalse();
        assertThat(end(kate)).isTrue();
        assertThat(end(stuck)).isTrue();
        new ServerSocket(server.endpoint().port(), 1, InetAddress.ofLiteral("127.0.0.1")).close();
    }

    private EpmdServer start() throws IOException {
        return start(EpmdEndpoint.loopback(0));
    }

    private EpmdServer start(EpmdEndpoint endpoint) throws IOException {
        EpmdServer server = EpmdServer.start(endpoint);
        started.add(server);
        return server;
    }

    private EpmdServer start(Visitors visitors) throws IOException {
        EpmdServer server = EpmdServer.start(EpmdEndpoint.loopback(0), visitors);
        started.add(server);
        return server;
    }

    private static EpmdLookup lookup(EpmdServer server, String host) {
        return new EpmdClient(server.endpoint()).lookup("kate", host);
    }

    private Socket connect(EpmdServer server) throws IOException {
        Socket socket =
                new Socket(InetAddress.ofLiteral("127.0.0.1"), server.endpoint().port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        started.add(socket);
        return socket;
    }

    private Socket send(EpmdServer server, String hex) throws IOException {
        Socket socket = connect(server);
        socket.getOutputStream().write(HexFormat.of().parseHex(hex));
        return socket;
    }

    private String ask(EpmdServer server, String hex) throws IOException {
        try (Socket socket = send(server, hex)) {
            return HexFormat.of().formatHex(socket.getInputStream().readAllBytes());
        }
    }

    private static String read(Socket socket, int bytes) throws IOException {
        return HexFormat.of().formatHex(socket.getInputStream().readNBytes(bytes));
    }

    private static int creation(String alive2Answer) {
        return HexFormat.fromHexDigits(alive2Answer, 4, 12);
    }

    /** Whether the server ended the connection, in whichever way. */
    private static boolean end(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException _) {
            return true;
        }
    }
}
