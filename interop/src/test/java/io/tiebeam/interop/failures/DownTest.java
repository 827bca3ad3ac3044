// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.failures;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.interop.failures.Pair.KATE;
import static io.tiebeam.interop.failures.Pair.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.Down;
import io.tiebeam.Exit;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.NoProcessException;
import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.otp.TaskSupervisor;
import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.NeedsBeam;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is heard of processes that are not there, and of nodes that go. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DownTest {
    private static final Atom NOPROC = Atom.of("noproc");
    private static final Atom PROCESS = Atom.of("process");
    private static final Atom NOCONNECTION = Atom.of("noconnection");
    private static final String NO_PROCESS = "    ** (EXIT) no process: the process is not alive or there's no process"
            + " currently associated with the given name, possibly because its application isn't started";

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
    void a_monitor_of_a_name_that_kate_does_not_know_is_down_at_once() throws Exception {
        pair.alex().run(() -> {
            Ref ref = Processes.monitor(Name.of("nobody").at(KATE));
            assertThat(receive(Down.class, SOON))
                    .contains(new Down(ref, PROCESS, Tuple.of(Atom.of("nobody"), KATE.atom()), NOPROC));
            return null;
        });
    }

    @Test
    void a_monitor_and_a_link_of_a_process_that_has_ended_on_kate_say_so() throws Exception {
        pair.alex().run(() -> {
            Pid ended = Node.spawnMonitor(KATE, Mfa.of("erlang", "is_alive")).pid();
            assertThat(receive(Down.class, SOON).orElseThrow().reason()).isEqualTo(Atom.of("normal"));
            Ref ref = Processes.monitor(ended);
            assertThat(receive(Down.class, SOON)).contains(new Down(ref, PROCESS, ended, NOPROC));
            Processes.trapExit(true);
            Processes.link(ended);
            assertThat(receive(Exit.class, SOON)).contains(new Exit(ended, NOPROC));
            return null;
        });
    }

    @Test
    void a_call_of_a_name_that_kate_does_not_know_says_so() throws Exception {
        pair.alex().run(() -> {
            assertThatThrownBy(
                            () -> TaskSupervisor.at(Name.of("nobody").at(KATE)).children())
                    .isInstanceOf(NoProcessException.class)
                    .hasMessage("exited in: GenServer.call({:nobody, :kate@localhost}, :which_children, :infinity)\n"
                            + NO_PROCESS + "\n   no process is registered as :nobody on kate@localhost (noproc)\n"
                            + "   → start it before it is called, as the child of a supervisor that comes before its"
                            + " callers");
            return null;
        });
    }

    @Test
    void kate_hears_the_same_of_names_and_processes_that_are_not_here() {
        assertThat(pair.value("ref = Process.monitor({:nobody, :alex@localhost});"
                        + " receive do {:DOWN, ^ref, :process, who, why} -> {who, why} end"))
                .isEqualTo("{{:nobody, :alex@localhost}, :noproc}");
        assertThat(pair.value("{pid, ref} = Node.spawn_monitor(:alex@localhost, Alex, :nap, [0]);"
                        + " receive do {:DOWN, ^ref, :process, ^pid, why} -> why end;"
                        + " ref = Process.monitor(pid);"
                        + " receive do {:DOWN, ^ref, :process, ^pid, why} -> why end"))
                .isEqualTo(":noproc");
        assertThat(pair.kate().run("GenServer.call({:nobody, :alex@localhost}, :hi)"))
                .startsWith("** (exit) exited in: GenServer.call({:nobody, :alex@localhost}, :hi, 5000)", NO_PROCESS);
    }

    @Test
    void when_moebi_goes_alex_hears_of_links_then_of_the_node_then_of_monitors() throws Exception {
        NodeName moebi = NodeName.of("moebi@localhost");
        ConsoleNode console = pair.iex("moebi@localhost", "secret_token").awaitPrompt();
        pair.alex().run(() -> {
            Processes.trapExit(true);
            Mfa sleep = Mfa.of("timer", "sleep", Atom.of("infinity"));
            Node.monitor(moebi, true);
            Kernel.Monitored monitored = Node.spawnMonitor(moebi, sleep);
            Pid linked = Node.spawnLink(moebi, sleep);
            console.close();
            Term[] heard = {
                receive(SOON).orElseThrow(),
                receive(SOON).orElseThrow(),
                receive(SOON).orElseThrow()
            };
            assertThat(heard)
                    .containsExactly(
                            Tuple.of(Atom.of("EXIT"), linked, NOCONNECTION),
                            Tuple.of(Atom.of("nodedown"), moebi.atom()),
                            Tuple.of(Atom.of("DOWN"), monitored.ref(), PROCESS, monitored.pid(), NOCONNECTION));
            assertThat(Node.list()).doesNotContain(moebi);
            return null;
        });
    }

    @Test
    void when_a_jvm_goes_kate_hears_of_it_in_the_same_order() {
        Node moebi = pair.node("moebi@localhost", "secret_token");
        moebi.expose(Alex.class);
        pair.shows("Process.flag(:trap_exit, true)");
        pair.shows("Node.monitor(:moebi@localhost, true)");
        pair.shows("{monitored, ref} = Node.spawn_monitor(:moebi@localhost, Alex, :sleep, [])");
        pair.shows("linked = Node.spawn_link(:moebi@localhost, Alex, :sleep, [])");
        moebi.close();
        assertThat(pair.value("for _ <- 1..3 do receive do"
                        + " {:EXIT, ^linked, :noconnection} -> :link;"
                        + " {:nodedown, :moebi@localhost} -> :node;"
                        + " {:DOWN, ^ref, :process, ^monitored, :noconnection} -> :monitor;"
                        + " other -> other after 20_000 -> :nothing end end"))
                .isEqualTo("[:link, :node, :monitor]");
        assertThat(pair.value("Process.flag(:trap_exit, false)")).isEqualTo("true");
    }
}
