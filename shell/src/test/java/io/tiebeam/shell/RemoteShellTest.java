// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --remsh}: a prompt inside another node. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RemoteShellTest {
    @TempDir
    private Path folder;

    private int epmdPort;

    @BeforeEach
    void a_port_of_our_own() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            epmdPort = free.getLocalPort();
        }
    }

    @Test
    void what_is_typed_runs_there_and_prints_here() throws Exception {
        try (CommandProcess kate = new CommandProcess(folder, epmdPort, "shell", "--sname", "kate@localhost")) {
            kate.awaitLine(line -> line.startsWith("Listens on "));
            kate.type("int bones = 3");
            kate.awaitLine("3");
            try (CommandProcess alex =
                    new CommandProcess(folder, epmdPort, "shell", "--remsh", "kate@localhost", "-e", "bones + 1")) {
                alex.awaitLine("4");
                alex.type("node()");
                alex.awaitLine(":kate@localhost");
                alex.type("{");
                alex.type("IO.println(\"seen by alex\");");
                alex.type("}");
                alex.awaitLine("seen by alex");
                alex.type("class Kate { static String name() { return \"kate\"; } }");
                alex.awaitLine("{:module, Kate}");
                alex.type("Nobody.x()");
                alex.awaitLine("** (CompileError) cannot find symbol: variable Nobody");
                alex.type("{ spawnLink(() -> exit(\"bye\")); receive(); }");
                alex.awaitLine(line -> line.endsWith("shell process exited with reason: :bye"));
                alex.type("v(1)");
                alex.awaitLine(":kate@localhost");
                alex.type("exit()");
                alex.awaitLine(":ok");
                assertThat(alex.awaitEnd()).isEqualTo(ExitCodes.FAILURE);
            }
            kate.type("Kate.name()");
            kate.awaitLine("\"kate\"");
            kate.type("nodes()");
            kate.awaitLine("[]");
            kate.endInput();
            assertThat(kate.awaitEnd()).isZero();
            assertThat(kate.output()).doesNotContain("seen by alex");
        }
    }

    @Test
    void a_prompt_ends_with_the_node_it_is_in() throws Exception {
        try (CommandProcess kate = new CommandProcess(folder, epmdPort, "shell", "--sname", "kate@localhost")) {
            kate.awaitLine(line -> line.startsWith("Listens on "));
            try (CommandProcess alex =
                    new CommandProcess(folder, epmdPort, "shell", "--remsh", "kate@localhost", "-e", "1")) {
                alex.awaitLine("1");
                alex.type("receive()");
                kate.endInput();
                assertThat(kate.awaitEnd()).isZero();
                assertThat(alex.awaitLine(line -> line.startsWith("** the shell on kate@localhost is gone: ")))
                        .contains("no connection");
                assertThat(alex.awaitEnd()).isEqualTo(ExitCodes.UNREACHABLE);
            }
        }
    }

    @Test
    void a_node_that_evaluates_nothing_is_told_with_what_to_do() throws Exception {
        try (CommandProcess kate =
                new CommandProcess(folder, epmdPort, "shell", "--sname", "kate@localhost", "--no-eval")) {
            kate.awaitLine(line -> line.startsWith("Listens on "));
            try (CommandProcess alex =
                    CommandProcess.withoutInput(folder, epmdPort, "shell", "--remsh", "kate@localhost")) {
                assertThat(alex.awaitEnd()).isEqualTo(ExitCodes.FAILURE);
                assertThat(String.join("\n", alex.output()))
                        .contains("** kate@localhost opens no prompt to others: its evaluation is off (undef)")
                        .contains("→ switch it on there:  ./tiebeam shell, or ./tiebeam run with --allow-eval");
            }
        }
    }

    @Test
    void a_node_that_is_not_there_is_told() throws Exception {
        try (CommandProcess alex =
                CommandProcess.withoutInput(folder, epmdPort, "shell", "--remsh", "moebi@localhost")) {
            assertThat(alex.awaitEnd()).isEqualTo(ExitCodes.UNREACHABLE);
            assertThat(alex.output()).anyMatch(line -> line.startsWith("** no connection to moebi@localhost"));
        }
        try (CommandProcess alex = CommandProcess.withoutInput(folder, epmdPort, "shell", "--remsh", "moebi")) {
            assertThat(alex.awaitEnd()).isEqualTo(ExitCodes.USAGE);
            assertThat(alex.output()).anyMatch(line -> line.contains("→ give its full name: --remsh kate@localhost"));
        }
    }
}
