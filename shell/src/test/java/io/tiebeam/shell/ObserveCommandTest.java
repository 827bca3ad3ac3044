// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.tiebeam.shell.demo.Beam;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tiebeam observe}: of a shell, of a node that tells nothing, of a BEAM, and in a terminal. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ObserveCommandTest {
    private static final String TREE = "Supervisor.of(Strategy.ONE_FOR_ONE).named(Name.of(\"top\"))"
            + ".child(TaskSupervisor.named(Name.of(\"Elixir.Chat.TaskSupervisor\"))).startLink()";

    @TempDir
    private Path folder;

    private int epmdPort;

    @BeforeEach
    void a_port_of_our_own() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            epmdPort = free.getLocalPort();
        }
    }

    private Map<String, Object> json(CommandProcess observe) throws Exception {
        assertThat(observe.awaitEnd())
                .as(() -> String.join("\n", observe.output()))
                .isZero();
        return JSON.std.mapFrom(String.join("\n", observe.output()));
    }

    @SuppressWarnings("unchecked") // JSON
    private static List<Map<String, Object>> list(Object list) {
        return (List<Map<String, Object>>) list;
    }

    @Test
    void one_look_at_a_shell_says_what_it_does_and_nobody_sees_who_looked() throws Exception {
        try (CommandProcess kate = new CommandProcess(folder, epmdPort, "shell", "--sname", "kate@localhost")) {
            kate.awaitLine(line -> line.startsWith("Listens on "));
            kate.type(TREE);
            kate.awaitLine(line -> line.startsWith("#PID<"));
            kate.type("{ for (int n = 0; n < 3; n++) send(\"top\", n); send(spawn(() -> receive(Down.class)), 1); }");
            kate.awaitLine(":ok");
            try (CommandProcess observe = CommandProcess.withoutInput(folder, epmdPort, "observe", "--json")) {
                Map<String, Object> seen = json(observe);
                assertThat(seen).containsEntry("node", "kate@localhost").containsEntry("machine", "JVM");
                assertThat(seen).containsEntry("connected", List.of());
                assertThat(list(seen.get("processes")))
                        .anyMatch(row -> row.get("name").equals(":top")
                                && row.get("supervisor").equals(true))
                        .anyMatch(row -> row.get("messages").equals(1));
                assertThat(list(seen.get("supervisors"))).anySatisfy(tree -> {
                    assertThat(tree).containsEntry("name", ":top");
                    assertThat(list(tree.get("children")))
                            .singleElement()
                            .satisfies(child ->
                                    assertThat(child.get("name").toString()).contains("TaskSupervisor"));
                });
            }
            try (CommandProcess observe =
                    CommandProcess.withoutInput(folder, epmdPort, "observe", "kate@localhost", "--sort", "mailbox")) {
                assertThat(observe.awaitEnd()).isZero();
                assertThat(observe.output().get(0)).startsWith("kate@localhost  JVM, OTP ");
                assertThat(observe.output().get(3)).matches("pid +name or start +mailbox +status +links");
                assertThat(observe.output().get(4)).matches("#PID<.*> +.* +1  waiting +0");
                assertThat(observe.output()).anyMatch(line -> line.startsWith("└── "));
            }
            kate.type("nodes()");
            kate.awaitLine("[]");
        }
    }

    @Test
    void a_beam_is_seen_too() throws Exception {
        Beam beam = Beam.find().orElse(null);
        Assumptions.assumeTrue(beam != null, "no elixir on the PATH");
        try (CommandProcess epmd = CommandProcess.withoutInput(folder, epmdPort, "epmd")) {
            epmd.awaitLine("epmd is up on 127.0.0.1:" + epmdPort);
            ProcessBuilder builder = new ProcessBuilder(
                    beam.program("elixir"),
                    "--erl",
                    "-start_epmd false",
                    "--sname",
                    "moebi@localhost",
                    "--cookie",
                    "observed",
                    "-e",
                    "IO.puts(:up); IO.gets(\"\")");
            builder.environment().putAll(Map.of("ERL_EPMD_PORT", "" + epmdPort, "HOME", folder.toString()));
            Process moebi = builder.start();
            try {
                assertThat(moebi.inputReader().readLine()).isEqualTo("up");
                try (CommandProcess observe = CommandProcess.withoutInput(
                        folder, epmdPort, "observe", "moebi@localhost", "--cookie", "observed", "--json")) {
                    Map<String, Object> seen = json(observe);
                    assertThat(seen).containsEntry("machine", "BEAM");
                    assertThat(list(seen.get("processes")))
                            .anyMatch(row -> row.get("name").equals(":kernel_sup"));
                    assertThat(list(seen.get("supervisors")))
                            .anyMatch(tree -> tree.get("name").equals(":kernel_sup"));
                }
                try (CommandProcess shell = CommandProcess.withoutInput(
                        folder, epmdPort, "shell", "--remsh", "moebi@localhost", "--cookie", "observed")) {
                    assertThat(shell.awaitEnd()).isEqualTo(ExitCodes.FAILURE);
                    assertThat(shell.output())
                            .contains(
                                    "** moebi@localhost is no Tiebeam node, it runs BEAM: it has no prompt for Java (undef)",
                                    "   → its own shell reaches it:  iex --sname me@localhost --remsh moebi@localhost");
                }
            } finally {
                moebi.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void in_a_terminal_it_is_drawn_anew_and_sorted_by_keys_until_q() throws Exception {
        try (CommandProcess kate = new CommandProcess(folder, epmdPort, "shell", "--sname", "kate@localhost")) {
            kate.awaitLine(line -> line.startsWith("Listens on "));
            try (Tmux observe = new Tmux(folder, epmdPort, "observe", "kate@localhost")) {
                observe.awaitRow(row -> row.startsWith("kate@localhost  JVM"), "kate@localhost  JVM");
                observe.awaitRow(row -> row.startsWith("[q] quit  sorted by pid"), "[q] quit");
                kate.type("Processes.register(Name.of(\"newcomer\"), spawn(() -> receive()))");
                observe.awaitRow(row -> row.contains(":newcomer"), ":newcomer");
                observe.type("m");
                observe.awaitRow(row -> row.startsWith("[q] quit  sorted by mailbox"), "sorted by mailbox");
                observe.type("q");
                observe.awaitEnd();
            }
        }
    }

    @Test
    void what_cannot_be_seen_is_told() throws Exception {
        try (CommandProcess observe = CommandProcess.withoutInput(folder, epmdPort, "observe")) {
            assertThat(observe.awaitEnd()).isEqualTo(ExitCodes.UNREACHABLE);
            assertThat(observe.output().getFirst())
                    .isEqualTo("** no epmd answers on 127.0.0.1:" + epmdPort + ", so no node runs here");
        }
        try (CommandProcess observe = CommandProcess.withoutInput(folder, epmdPort, "observe", "moebi@localhost")) {
            assertThat(observe.awaitEnd()).isEqualTo(ExitCodes.UNREACHABLE);
            assertThat(observe.output().getFirst()).startsWith("** no connection to moebi@localhost");
        }
        try (CommandProcess observe =
                CommandProcess.withoutInput(folder, epmdPort, "observe", "moebi@localhost", "--sort", "age")) {
            assertThat(observe.awaitEnd()).isEqualTo(ExitCodes.USAGE);
            assertThat(observe.output().getFirst())
                    .contains("--sort wants pid, name, mailbox, status or links, got: ")
                    .contains("age");
        }
    }
}
