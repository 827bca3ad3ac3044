// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees who types into a real terminal. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TerminalPromptTest {
    @TempDir
    private Path home;

    private int epmdPort;

    @BeforeEach
    void a_port_of_our_own() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            epmdPort = free.getLocalPort();
        }
    }

    @Test
    void a_conversation_with_all_keys() throws Exception {
        Files.writeString(home.resolve(".tiebeam.jsh"), "int mine = 7;\nvoid greet() { IO.println(\"hello\"); }\n");
        try (Tmux shell = new Tmux(home, epmdPort, "shell", "--sname", "kate@localhost")) {
            shell.awaitRow("tiebeam(kate@localhost)1>");
            shell.enter("mine * 6");
            shell.awaitRow("42");

            // an open brace takes more lines
            shell.enter("int twice(int n) {");
            shell.awaitRow(row -> row.matches(" +\\.\\.> *"), "..>");
            shell.enter("return 2 * n; }");
            shell.enter("twice(21) - 1");
            shell.awaitRow("41");

            // Tab: Java, helpers, names between quotes
            shell.type("Node.spawnL");
            shell.press("Tab");
            shell.awaitRow(row -> row.contains("> Node.spawnLink("), "Node.spawnLink(");
            shell.press("C-u");
            shell.type("superv");
            shell.press("Tab");
            shell.awaitRow(row -> row.contains("> supervisors("), "supervisors(");
            shell.press("C-u");
            shell.type("ping(\"ka");
            shell.press("Tab");
            shell.awaitRow(row -> row.contains("> ping(\"kate@localhost"), "ping(\"kate@localhost");
            shell.enter("\")");
            shell.awaitRow(":pong");

            // what others print goes above the line that is typed, whole
            shell.enter("spawn(() -> { receive(); IO.println(\"from afar\"); })");
            shell.awaitRow(row -> row.startsWith("#PID<"), "#PID<");
            shell.enter("Processes.sendAfter(v(), Atom.of(\"go\"), Duration.ofSeconds(2))");
            shell.type("1 + 21");
            shell.awaitRow("from afar");
            shell.awaitRow(row -> row.endsWith("> 1 + 21"), "1 + 21");
            shell.press("Enter");
            shell.awaitRow("22");

            // Ctrl+C ends the evaluation and nothing else
            shell.enter("{ IO.println(\"begun\"); while (true) {} }");
            shell.awaitRow("begun");
            shell.press("C-c");
            shell.awaitRow(row -> row.startsWith("** (EXIT from "), "** (EXIT from");
            shell.enter("mine + 1");
            shell.awaitRow("8");
            shell.enter("Atom.of(\"cookie monster\").toString().length()");
            shell.awaitRow("17");
            shell.awaitRow(row -> row.endsWith("11>"), "the next prompt");
            shell.press("C-c");
            shell.awaitRow("(Ctrl+C again ends this node)");
            shell.press("C-c");
            shell.awaitEnd();
        }
        Path history = home.resolve(".local/state/tiebeam/history");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(history)).contains("mine * 6").doesNotContain("cookie");
        try (Tmux again = new Tmux(home, epmdPort, "shell")) {
            again.awaitRow("tiebeam(1)>");
            again.press("Up");
            again.awaitRow("tiebeam(1)> mine + 1");
            again.press("C-u", "C-d");
            again.awaitEnd();
        }
    }
}
