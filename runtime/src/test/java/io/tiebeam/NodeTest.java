// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.receiveWhen;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.FreePorts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes in one JVM; what they say crosses real sockets. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class NodeTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final NodeName KATE = NodeName.of("kate@localhost");
    private static final NodeName ALEX = NodeName.of("alex@localhost");

    private final Map<String, String> environment = Map.of("ERL_EPMD_PORT", Integer.toString(FreePorts.next()));
    private Node alex;
    private Node kate;

    @ErlangModule("Elixir.Kate")
    public static final class Functions {
        private Functions() {}

        public static void answer() {
            Pid from = receive(Hi.class).from();
            send(from, new Sup());
        }

        public static void waitForever() {
            receive(Sup.class);
        }

        public static void boom() {
            throw new IllegalArgumentException("bad " + Node.self());
        }

        public static void tell(Pid to, long number) {
            send(to, new Told(number, Node.self().toString()));
        }
    }

    public record Hi(Pid from) {}

    public record Sup() {}

    public record Told(long number, String node) {}

    @BeforeEach
    void two_nodes() {
        alex = start("alex@localhost", "secret");
        kate = start("kate@localhost", "secret");
        kate.expose(Functions.class);
    }

    private Node start(String name, String cookie) {
        return Node.start(NodeOptions.sname(name).cookie(cookie).environment(environment));
    }

    @AfterEach
    void stop() {
        kate.close();
        alex.close();
    }

    @Test
    void nodes_see_each_other_after_a_ping() throws Exception {
        alex.run(() -> {
            assertThat(Node.self()).isEqualTo(ALEX);
            assertThat(Node.list()).isEmpty();
            assertThat(Node.ping(KATE)).isEqualTo(Node.Ping.PONG);
            assertThat(Node.list()).containsExactly(KATE);
            assertThat(Node.ping("nobody@localhost")).isEqualTo(Node.Ping.PANG);
            assertThat(Node.whyNot(NodeName.of("nobody@localhost")).orElseThrow())
                    .contains("no connection to nobody@localhost")
                    .contains("alex, kate");
            return null;
        });
    }

    @Test
    void a_process_started_on_the_other_node_talks_back() throws Exception {
        alex.run(() -> {
            Pid there = Node.spawnLink(KATE, Functions::answer);
            assertThat(there.node()).isEqualTo(KATE.atom());
            send(there, new Hi(self()));
            assertThat(receive(Sup.class, SOON)).isPresent();
            Node.spawn(KATE, Functions::tell, self(), 7L);
            assertThat(receive(Told.class, SOON)).contains(new Told(7, "kate@localhost"));
            return null;
        });
    }

    @Test
    void a_crash_there_reaches_the_linked_process_here() throws Exception {
        alex.run(() -> {
            Processes.trapExit(true);
            Node.spawnLink(KATE, Functions::boom);
            Exit exit = receive(Exit.class);
            assertThat(exit.reason().toString()).contains("%ArgumentError{message: \"bad kate@localhost\"}");
            Node.spawnLink(KATE, Mfa.of("Elixir.Nope", "nope", 1));
            assertThat(receive(Exit.class).reason().toString()).isEqualTo("{:undef, [{Nope, :nope, [1], []}]}");
            return null;
        });
    }

    @Test
    void the_end_of_a_node_is_told_in_the_order_of_a_beam() throws Exception {
        List<Term> told = alex.run(() -> {
            Processes.trapExit(true);
            Pid linked = Node.spawnLink(KATE, Functions::waitForever);
            Kernel.Monitored monitored = Node.spawnMonitor(KATE, Functions::waitForever);
            Node.monitor(KATE, true);
            kate.close();
            List<Term> messages = List.of(
                    receive(SOON).orElseThrow(),
                    receive(SOON).orElseThrow(),
                    receive(SOON).orElseThrow());
            assertThat(messages)
                    .containsExactly(
                            Tuple.of(Atom.of("EXIT"), linked, Atom.of("noconnection")),
                            Tuple.of(Atom.of("nodedown"), KATE.atom()),
                            Tuple.of(
                                    Atom.of("DOWN"),
                                    monitored.ref(),
                                    Atom.of("process"),
                                    monitored.pid(),
                                    Atom.of("noconnection")));
            return messages;
        });
        assertThat(told).hasSize(3);
    }

    @Test
    void what_is_sent_before_the_connection_is_up_arrives_first_and_in_order() throws Exception {
        CountDownLatch registered = new CountDownLatch(1);
        var received = new java.util.concurrent.CompletableFuture<List<Long>>();
        Thread sink = Thread.startVirtualThread(() -> {
            try {
                received.complete(kate.run(() -> {
                    Processes.register(Name.of("sink"), self());
                    registered.countDown();
                    return java.util.stream.Stream.generate(
                                    () -> receive(Int.class).value())
                            .limit(2_000)
                            .toList();
                }));
            } catch (Exception e) {
                received.completeExceptionally(e);
            }
        });
        registered.await();
        alex.run(() -> {
            for (int i = 0; i < 2_000; i++) {
                send(Name.of("sink").at(KATE), i);
            }
            return null;
        });
        assertThat(received.get())
                .isEqualTo(java.util.stream.LongStream.range(0, 2_000).boxed().toList());
        sink.join();
    }

    @Test
    void a_monitor_of_a_name_that_nobody_has_there_says_noproc_and_names_it() throws Exception {
        alex.run(() -> {
            Name.At nobody = Name.of("nobody").at(KATE);
            var ref = Processes.monitor(nobody);
            Down down = receiveWhen(Down.class, d -> d.ref().equals(ref));
            assertThat(down.reason()).isEqualTo(Atom.of("noproc"));
            assertThat(down.from()).isEqualTo(Tuple.of(Atom.of("nobody"), KATE.atom()));
            return null;
        });
    }

    @Test
    void options_show_neither_the_cookie_nor_the_environment() {
        NodeOptions options =
                NodeOptions.sname("alex@localhost").cookie("KEEPITSECRET").environment(Map.of("PASSWORD", "hunter2"));
        assertThat(options.toString())
                .contains("alex@localhost")
                .doesNotContain("KEEPITSECRET")
                .doesNotContain("PASSWORD")
                .doesNotContain("hunter2");
    }

    @Test
    void another_cookie_is_refused_until_both_agree() throws Exception {
        try (Node moebi = start("moebi@localhost", "another")) {
            moebi.run(() -> {
                assertThat(Node.connect(KATE)).isFalse();
                assertThat(Node.whyNot("kate@localhost").orElseThrow())
                        .contains("cookie")
                        .doesNotContain("another");
                Processes.trapExit(true);
                Pid pid = Node.spawnLink(KATE, Functions::answer);
                assertThat(receive(Exit.class)).isEqualTo(new Exit(pid, Atom.of("noconnection")));
                Node.setCookie(KATE, Cookie.of("secret"));
                assertThat(Node.connect(KATE)).isTrue();
                return null;
            });
        }
    }

    @Test
    void a_name_that_is_taken_is_refused_with_the_reason() {
        assertThatThrownBy(() -> start("kate@localhost", "secret"))
                .isInstanceOf(NodeStartException.class)
                .hasMessageContaining("kate@localhost")
                .hasMessageContaining("taken");
    }

    @Test
    void links_and_kills_cross_nodes() throws Exception {
        alex.run(() -> {
            Kernel.Monitored there = Node.spawnMonitor(KATE, Functions::waitForever);
            Kernel.exit(there.pid(), "kill");
            assertThat(receive(Down.class).reason()).isEqualTo(Atom.of("killed"));
            Processes.trapExit(true);
            Processes.link(there.pid());
            assertThat(receive(Exit.class)).isEqualTo(new Exit(there.pid(), Atom.of("noproc")));
            Pid other = Node.spawnLink(KATE, Functions::waitForever);
            Processes.unlink(other);
            Kernel.exit(other, "bye");
            assertThat(receive(Duration.ofMillis(200))).isEmpty();
            return null;
        });
    }
}
