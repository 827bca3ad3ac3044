// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.failures;

import static io.tiebeam.interop.failures.Pair.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.Mfa;
import io.tiebeam.NoConnectionException;
import io.tiebeam.Node;
import io.tiebeam.NodeStartException;
import io.tiebeam.otp.TaskSupervisor;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.testing.NeedsBeam;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that are not there, and nodes that are there already. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AbsenceTest {
    private static final NodeName MOEBI = NodeName.of("moebi@localhost");

    private static Pair pair;

    @BeforeAll
    static void start() {
        pair = new Pair();
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    @AfterEach
    void nodes_go_on_working() throws Exception {
        pair.goesOnWorking();
    }

    @Test
    void a_call_to_a_node_that_does_not_run_says_what_to_do() throws Exception {
        String why = """
                no connection to moebi@localhost (noconnection): no such node
                   epmd on 127.0.0.1:%d knows: alex, kate
                   → start it:    ./tiebeam shell --sname moebi@localhost
                   → or:          iex --sname moebi@localhost""".formatted(pair.stage().epmdPort());
        pair.alex().run(() -> {
            assertThat(Node.ping(MOEBI)).isEqualTo(Node.Ping.PANG);
            assertThat(Node.whyNot(MOEBI)).contains(why);
            Name.At tasks = Name.of("Elixir.Chat.TaskSupervisor").at(MOEBI);
            assertThatThrownBy(() -> TaskSupervisor.async(tasks, Mfa.of("Elixir.Chat", "receive_message", "hi")))
                    .isInstanceOf(NoConnectionException.class)
                    .hasMessageMatching(
                            "(?s)exited in: GenServer\\.call\\(\\{Chat\\.TaskSupervisor, :moebi@localhost\\},"
                                    + " \\{:start_task, \\[\\{:alex@localhost, (#PID<0\\.\\d+\\.0>), \\1\\}, :monitor\\],"
                                    + " :temporary, nil\\}, :infinity\\)\n"
                                    + "    \\*\\* \\(EXIT\\) no connection to moebi@localhost\n" + Pattern.quote(why));
            return null;
        });
    }

    @Test
    void a_host_that_nobody_knows_is_named() throws Exception {
        NodeName nowhere = NodeName.of("moebi@doghouse");
        pair.alex().run(() -> {
            assertThat(Node.ping(nowhere)).isEqualTo(Node.Ping.PANG);
            assertThat(Node.whyNot(nowhere))
                    .contains("no connection to moebi@doghouse (noconnection): no such node\n"
                            + "   host doghouse cannot be resolved\n"
                            + "   → start it:    ./tiebeam shell --sname moebi@doghouse\n"
                            + "   → or:          iex --sname moebi@doghouse");
            return null;
        });
    }

    @Test
    void a_long_name_is_no_peer_for_a_short_one() throws Exception {
        NodeName far = NodeName.of("moebi@build-1.lan");
        pair.alex().run(() -> {
            assertThat(Node.ping(far)).isEqualTo(Node.Ping.PANG);
            assertThat(Node.whyNot(far))
                    .contains("moebi@build-1.lan and alex@localhost cannot talk: one uses short names, one long\n"
                            + "   → start both with --sname, or both with --name");
            return null;
        });
    }

    @Test
    void a_name_that_iex_has_is_refused() {
        assertThatThrownBy(() -> pair.node("kate@localhost", "secret_token"))
                .isInstanceOf(NodeStartException.class)
                .hasMessageMatching("(?s)cannot start node kate@localhost: the name is taken \\(duplicate_name\\)\n"
                        + "   epmd on 127\\.0\\.0\\.1:" + pair.stage().epmdPort() + " says kate listens on port \\d+\n"
                        + "   → pick another name, or stop that one.*");
    }

    @Test
    void a_name_that_we_have_is_refused_to_iex() {
        pair.iex("alex@localhost", "secret_token")
                .awaitMatch(
                        0, Pattern.compile("the name alex@localhost seems to be in use by another Erlang node"), SOON);
    }
}
