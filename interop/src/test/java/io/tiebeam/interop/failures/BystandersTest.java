// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Node;
import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.testing.NeedsBeam;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What BEAM nodes have among themselves goes on, whatever happens to the JVM nodes beside them. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BystandersTest {
    private Pair pair;

    @BeforeEach
    void start() {
        pair = new Pair();
    }

    @AfterEach
    void stop() {
        pair.close();
    }

    @Test
    void global_names_and_net_adm_go_on_while_jvm_nodes_come_and_go() throws Exception {
        ConsoleNode moebi = pair.iex("moebi@localhost", "secret_token").awaitPrompt();
        assertThat(pair.value("Node.ping(:moebi@localhost)")).isEqualTo(":pong");
        pair.goesOnWorking();
        assertThat(pair.value(":global.sync()")).isEqualTo(":ok");
        assertThat(pair.value(":global.register_name(:boss, spawn(Kate, :sleep, []))"))
                .isEqualTo(":yes");
        assertThat(moebi.run("node(:global.whereis_name(:boss))")).containsExactly(":kate@localhost");
        assertThat(pair.value(":net_adm.names() |> elem(1) |> Enum.map(&elem(&1, 0)) |> Enum.sort()"))
                .isEqualTo(names("alex", "kate", "moebi"));
        assertThat(pair.value(":net_adm.ping(:alex@localhost)")).isEqualTo(":pong");
        assertThat(pair.value("{Enum.sort(Node.list()), Node.list(:hidden)}"))
                .isEqualTo("{[:alex@localhost, :moebi@localhost], []}");

        int kate = pair.kate().screen().mark();
        int dog = moebi.screen().mark();
        Node sophie = pair.node("sophie@localhost", "secret_token");
        sophie.run(() -> Node.ping("kate@localhost"));
        sophie.run(() -> Node.ping("moebi@localhost"));
        sophie.close();
        try (ConsoleNode shell = pair.shell("rex@localhost").awaitPrompt()) {
            shell.run("Node.ping(\"kate@localhost\")");
            shell.run("Node.ping(\"moebi@localhost\")");
        }
        assertThat(pair.value(":global.sync()")).isEqualTo(":ok");
        assertThat(pair.value(":global.trans({:lock, self()}, fn -> :locked end)"))
                .isEqualTo(":locked");
        assertThat(pair.value(":global.whereis_name(:boss) |> node()")).isEqualTo(":kate@localhost");
        assertThat(pair.value("Enum.sort(Node.list())")).isEqualTo("[:alex@localhost, :moebi@localhost]");
        assertThat(pair.kate().shownSince(kate)).noneMatch(BystandersTest::isComplaint);
        assertThat(moebi.shownSince(dog)).noneMatch(BystandersTest::isComplaint);
    }

    private String names(String... names) {
        return pair.value("["
                + String.join(
                        ", ",
                        java.util.Arrays.stream(names).map(n -> "'" + n + "'").toList()) + "]");
    }

    /** Two nodes that see a third leave at different moments may say so: BEAM nodes that leave cause it too. */
    private static boolean isComplaint(String row) {
        return row.contains("[error]") || row.contains("[warning]") && !row.contains("prevent overlapping partitions");
    }
}
