// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.testing.NeedsBeam;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real Elixir node, alex, and this JVM, kate, see of each other's processes, and of each other. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProcessInfoInteropTest {
    private static final NodeName ALEX = NodeName.of("alex@localhost");
    private static final Duration LONG = Duration.ofSeconds(30);

    private static Node kate;
    private static ElixirPeer alex;

    @BeforeAll
    static void start() throws Exception {
        OwnCluster cluster = new OwnCluster();
        kate = cluster.jvm("kate");
        alex = cluster.elixir("alex");
        alex.eval("Node.connect(:kate@localhost)");
    }

    @AfterAll
    static void stop() throws Exception {
        alex.close();
        kate.close();
    }

    @Test
    void elixir_sees_what_a_process_here_is() throws Exception {
        kate.run(() -> {
            Pid pid = Kernel.spawn(() -> {
                Processes.setLabel(Atom.of("the_one"));
                Processes.trapExit(true);
                Kernel.receiveWhen(Term.class, _ -> false);
            });
            Name name = Name.of("seen");
            Processes.register(name, pid);
            while (!Processes.info(pid).orElseThrow().trapsExits()) {
                Thread.onSpinWait();
            }
            Kernel.send(pid, Atom.of("waits"));
            assertThat(alex.eval("pid = :erpc.call(:kate@localhost, :erlang, :whereis, [:seen]); "
                            + "keys = [:registered_name, :messages, :message_queue_len, :trap_exit, :links, :dictionary, :status]; "
                            + ":erpc.call(:kate@localhost, :erlang, :process_info, [pid, keys])"))
                    .isEqualTo("[registered_name: :seen, messages: [:waits], message_queue_len: 1, trap_exit: true,"
                            + " links: [], dictionary: [\"$process_label\": :the_one], status: :waiting]");
            assertThat(alex.eval("ref = Process.monitor(pid); Process.link(pid); "
                            + "[links: l, monitored_by: m] = :erpc.call(:kate@localhost, :erlang, :process_info, [pid, [:links, :monitored_by]]); "
                            + "Process.unlink(pid); Process.demonitor(ref); {l == [self()], m == [self()]}"))
                    .isEqualTo("{true, true}");
            assertThat(alex.eval("Keyword.keys(:erpc.call(:kate@localhost, :erlang, :process_info, [pid])) -- "
                            + "(Keyword.keys(Process.info(self())) ++ [:registered_name])"))
                    .isEqualTo("[]");
            assertThat(alex.eval("try do :erpc.call(:kate@localhost, :erlang, :process_info, [pid, :nonsense]) rescue"
                            + " e -> elem(e.original, 1) end"))
                    .isEqualTo(":badarg");
            Kernel.exit(pid, "kill");
            assertThat(alex.eval("{:erpc.call(:kate@localhost, :erlang, :process_info, [pid]),"
                            + " :erpc.call(:kate@localhost, :erlang, :process_info, [pid, :links])}"))
                    .isEqualTo("{:undefined, :undefined}");
            return null;
        });
    }

    @Test
    void a_process_there_can_be_seen_here() throws Exception {
        kate.run(() -> {
            alex.eval("me = self(); {:ok, agent} = Agent.start_link(fn -> Process.monitor(me); 1 end, name: :an_agent);"
                    + " :ok");
            Pid agent = (Pid) Erpc.call(ALEX, Mfa.of("erlang", "whereis", Atom.of("an_agent")));
            Processes.Info info = Processes.info(agent).orElseThrow();
            assertThat(info.name()).contains(Name.of("an_agent"));
            assertThat(info.status()).isEqualTo(Processes.Status.WAITING);
            assertThat(info.initialCall().size()).isEqualTo(3);
            assertThat(info.links()).hasSize(1).isEqualTo(info.monitors());
            assertThat(info.ancestors()).first().isEqualTo(info.links().getFirst());
            assertThat(info.parent()).contains(info.links().getFirst());
            assertThat(info.trapsExits()).isFalse();
            assertThat(info.stack())
                    .anyMatch(frame -> frame.getClassName().equals("gen_server")
                            && frame.getMethodName().equals("loop"));
            assertThat(Processes.groupLeader(agent)).isEqualTo(info.groupLeader());
            alex.eval("Agent.stop(agent)");
            assertThat(Processes.info(agent)).isEmpty();
            assertThat(Processes.messages(agent)).isEmpty();
            return null;
        });
    }

    @Test
    void nodes_that_come_and_go_are_told_in_the_words_of_net_kernel() throws Exception {
        kate.run(() -> {
            Node.monitorNodes(true);
            Node.monitorNodes(true);
            Node.monitorNodes(true, Node.NodeType.CONNECTED, true);
            assertThat(alex.eval(":net_kernel.monitor_nodes(true, [:nodedown_reason, node_type: :all]);"
                            + " Node.disconnect(:kate@localhost)"))
                    .isEqualTo("true");
            assertThat(messages(3))
                    .containsExactlyInAnyOrder(
                            "{:nodedown, :alex@localhost}",
                            "{:nodedown, :alex@localhost}",
                            "{:nodedown, :alex@localhost, [nodedown_reason: :connection_closed, node_type: :visible]}");
            assertThat(alex.eval("receive do m -> m end"))
                    .isEqualTo("{:nodedown, :kate@localhost, [nodedown_reason: :disconnect, node_type: :visible]}");
            Node.monitorNodes(false);
            assertThat(Node.connect(ALEX)).isTrue();
            assertThat(messages(1)).containsExactly("{:nodeup, :alex@localhost, [node_type: :visible]}");
            assertThat(alex.eval("receive do m -> m end"))
                    .isEqualTo("{:nodeup, :kate@localhost, [node_type: :visible]}");
            Node.monitorNodes(false, Node.NodeType.VISIBLE, true); // unlike the one that holds
            Node.disconnect(ALEX);
            assertThat(messages(1))
                    .containsExactly(
                            "{:nodedown, :alex@localhost, [nodedown_reason: :disconnect, node_type: :visible]}");
            assertThat(alex.eval("receive do m -> m end"))
                    .isEqualTo(
                            "{:nodedown, :kate@localhost, [nodedown_reason: :connection_closed, node_type: :visible]}");
            Node.monitorNodes(false, Node.NodeType.CONNECTED, true);
            assertThat(Node.connect(ALEX)).isTrue();
            assertThat(Kernel.receive(Duration.ZERO)).isEmpty();
            return null;
        });
    }

    private static List<String> messages(int count) {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(Kernel.receive(LONG).orElseThrow().toString());
        }
        return messages;
    }
}
