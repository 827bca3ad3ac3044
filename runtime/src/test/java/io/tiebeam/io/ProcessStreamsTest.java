// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.process.LocalNode;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("replaces the streams of System")
@Timeout(20)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProcessStreamsTest {
    private final LocalNode node = new LocalNode(Atom.of("alex@localhost"), 1);
    private final TestConsole console = new TestConsole();
    private final Pid leader = ConsoleLeader.start(node, console).pid();
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final InputStream realIn = System.in;
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    @BeforeEach
    void install() {
        System.setOut(new PrintStream(screen, true, StandardCharsets.UTF_8));
        System.setErr(System.out);
        System.setIn(new ByteArrayInputStream("typed at the console\n".getBytes(StandardCharsets.UTF_8)));
        ProcessStreams.install();
    }

    @AfterEach
    void restore() {
        ProcessStreams.uninstall();
        System.setOut(realOut);
        System.setErr(realErr);
        System.setIn(realIn);
        node.killAll(Atom.of("killed"));
    }

    private interface Body {
        void run() throws Exception;
    }

    private CompletableFuture<Void> start(Pid under, Body body) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        node.spawn(SpawnOptions.of(under, "test"), self -> {
            try {
                body.run();
                result.complete(null);
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
            return Atom.of("normal");
        });
        return result;
    }

    private void inProcess(Body body) throws Exception {
        start(leader, body).get(10, TimeUnit.SECONDS);
    }

    private String screen() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    @Test
    void sends_the_output_of_a_process_to_its_leader_one_request_for_each_call() throws Exception {
        inProcess(() -> {
            IO.println("Hi, my name is Kate");
            System.out.println(17);
            System.err.printf("%s and %.1f%n", "é", 1.5);
            System.out.append("a").append('b').print(new char[] {'c'});
            System.out.println();
            System.out.print("");
        });
        assertThat(console.writes())
                .containsExactly("Hi, my name is Kate\n", "17\n", "é and 1.5\n", "a", "b", "c", "\n");
        assertThat(screen()).isEmpty();
    }

    @Test
    void leaves_the_output_of_other_threads_at_the_console() {
        System.out.println("from main");
        System.err.print('x');
        System.out.write('\n');
        assertThat(screen()).isEqualTo("from main\nx\n");
        assertThat(console.writes()).isEmpty();
    }

    @Test
    void takes_bytes_for_text_whose_characters_may_be_split() throws Exception {
        byte[] text = "é日😀!".getBytes(StandardCharsets.UTF_8);
        inProcess(() -> {
            for (byte each : text) {
                System.out.write(each);
            }
            PrintWriter writer = new PrintWriter(System.out, true);
            writer.println("日本");
        });
        assertThat(console.output()).isEqualTo("é日😀!日本\n");
        assertThat(console.writes()).startsWith("é", "日", "😀", "!");
    }

    @Test
    void reads_at_most_one_line_at_a_time_from_the_leader() throws Exception {
        console.type("first\n");
        console.type("zwölf\n");
        console.typeEnd();
        inProcess(() -> {
            byte[] buffer = new byte[100];
            assertThat(System.in.read(buffer)).isEqualTo(6);
            assertThat(System.in.read()).isEqualTo('z');
            assertThat(System.in.available()).isEqualTo(6);
            assertThat(System.in.readNBytes(6)).isEqualTo("wölf\n".getBytes(StandardCharsets.UTF_8));
            assertThat(System.in.read(buffer)).isEqualTo(-1);
        });
        assertThat(new String(System.in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("typed at the console\n");
    }

    @Test
    void a_process_that_waits_for_its_leader_holds_no_lock() throws Exception {
        TestConsole slowConsole = new TestConsole();
        var gate = slowConsole.stop();
        Pid slow = ConsoleLeader.start(node, slowConsole).pid();
        CompletableFuture<Void> stuck = start(slow, () -> System.out.println("stuck"));
        CompletableFuture<Void> stuckToo = start(slow, () -> System.out.println("stuck too"));
        inProcess(() -> System.out.println("quick"));
        System.out.println("from main");
        assertThat(console.output()).isEqualTo("quick\n");
        assertThat(screen()).isEqualTo("from main\n");
        assertThat(stuck).isNotDone();
        gate.countDown();
        stuck.get(10, TimeUnit.SECONDS);
        stuckToo.get(10, TimeUnit.SECONDS);
        assertThat(slowConsole.writes()).containsExactlyInAnyOrder("stuck\n", "stuck too\n");
    }

    @Test
    void shows_at_the_console_what_a_dead_leader_of_this_node_was_to_print() throws Exception {
        node.deliver(leader, new io.tiebeam.process.Signal.Exit(leader, Atom.of("kill")));
        inProcess(() -> System.out.println("not lost"));
        assertThat(screen()).isEqualTo("not lost\n");
    }

    @Test
    void reports_an_error_when_a_leader_of_another_node_cannot_be_reached() throws Exception {
        Pid elsewhere = new Pid(Atom.of("kate@localhost"), 100, 0, 1);
        start(elsewhere, () -> {
                    System.out.println("lost");
                    assertThat(System.out.checkError()).isTrue();
                })
                .get(10, TimeUnit.SECONDS);
        assertThat(screen()).isEmpty();
    }

    @Test
    void installs_once_and_restores_what_was_there() {
        PrintStream routed = System.out;
        ProcessStreams.install();
        assertThat(System.out).isSameAs(routed);
        ProcessStreams.uninstall();
        ProcessStreams.uninstall();
        System.out.print("plain");
        assertThat(System.out).isNotSameAs(routed);
        assertThat(screen()).isEqualTo("plain");
    }

    @Test
    void a_leader_prints_at_the_real_console() throws Exception {
        Pid own = ConsoleLeader.start(node, ProcessStreams.console()).pid();
        start(own, () -> {
                    System.out.println("through the leader");
                    assertThat(IoClient.getLine("> ")).contains("typed at the console\n");
                })
                .get(10, TimeUnit.SECONDS);
        assertThat(screen()).isEqualTo("through the leader\n> ");
    }
}
