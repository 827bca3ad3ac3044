// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.SpawnOption.LINK;
import static io.tiebeam.SpawnOption.MONITOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.ErlangModule;
import io.tiebeam.Exit;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Node;
import io.tiebeam.NotAProcessException;
import io.tiebeam.Processes;
import io.tiebeam.Spawned;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import io.tiebeam.testing.NeedsBeam;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code erlang:spawn_opt/5} of a real node here, and its like from here, with every option there is. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SpawnOptionsInteropTest {
    private static Node kate;
    private static ElixirPeer alex;

    /** What runs here. */
    @ErlangModule("Elixir.Jvm")
    public static final class Work {
        private Work() {}

        public static void leave(Atom reason) {
            Kernel.exit((Object) reason);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        OwnCluster cluster = new OwnCluster();
        kate = cluster.jvm("kate");
        kate.expose(Work.class);
        alex = cluster.elixir("alex");
        alex.eval("Process.flag(:trap_exit, true)");
    }

    @AfterAll
    static void stop() throws Exception {
        alex.close();
        kate.close();
    }

    /** Elixir compares what its own node says to each list of options with what this node says. */
    @Test
    void takes_and_refuses_the_options_that_a_beam_does() throws Exception {
        alex.eval("kind = fn spawn -> try do (case spawn.() do {_, _} -> :monitored; _ -> :plain end)"
                + " rescue ArgumentError -> :badarg end end");
        alex.eval("lists = [[], [:link], [:monitor], [:link, :monitor], [:link, :link], [monitor: []],"
                + " [monitor: [alias: :demonitor]], [monitor: [tag: :x]], [monitor: [:bad]], [monitor: [alias: :bad]],"
                + " [priority: :low], [priority: :max], [priority: :bad],"
                + " [min_heap_size: 0], [min_heap_size: 1000], [min_heap_size: -1], [min_heap_size: :a],"
                + " [min_bin_vheap_size: 9], [min_bin_vheap_size: -9], [fullsweep_after: 10], [fullsweep_after: -1],"
                + " [fullsweep_after: 70_000], [max_heap_size: 0], [max_heap_size: 100_000], [max_heap_size: 10],"
                + " [max_heap_size: %{size: 100_000}], [max_heap_size: %{size: 0, kill: true, error_logger: false}],"
                + " [max_heap_size: %{size: -1}], [max_heap_size: %{kill: true}], [max_heap_size: :x],"
                + " [message_queue_data: :on_heap], [message_queue_data: :x], [scheduler: 0], [scheduler: 1],"
                + " [scheduler: :x], [async_dist: :x], [unknown: 1], [:unknown], [{:link}], [1], [reply: :yes],"
                + " [sensitive: true], [trap_exit: true], [group_leader: self()]]");
        assertThat(alex.eval("for options <- lists,"
                        + " ours = kind.(fn -> :erlang.spawn_opt(:timer, :sleep, [0], options) end),"
                        + " theirs = kind.(fn -> :erlang.spawn_opt(:kate@localhost, Jvm, :leave, [:normal], options) end),"
                        + " ours != theirs, do: {options, ours, theirs}"))
                .isEqualTo("[]");
        alex.eval("drain = fn drain -> receive do _ -> drain.(drain) after 100 -> :ok end end");
        alex.eval("drain.(drain)");
    }

    @Test
    void a_beam_links_and_monitors_what_it_starts_here_in_one_step() throws Exception {
        alex.eval("{pid, ref} = :erlang.spawn_opt(:kate@localhost, Jvm, :leave, [:bye], [:link, :monitor])");
        assertThat(alex.eval("receive do {:EXIT, ^pid, reason} -> reason end")).isEqualTo(":bye");
        assertThat(alex.eval("receive do {:DOWN, ^ref, :process, ^pid, reason} -> reason end"))
                .isEqualTo(":bye");
        alex.eval("{pid, ref} = :erlang.spawn_opt(:kate@localhost, Jvm, :leave, [:bye], [monitor: [tag: :gone]])");
        assertThat(alex.eval("receive do {:gone, ^ref, :process, ^pid, reason} -> reason end"))
                .isEqualTo(":bye");
    }

    @Test
    void this_node_links_and_monitors_what_it_starts_there() throws Exception {
        NodeName there = NodeName.of("alex@localhost");
        kate.run(() -> {
            Processes.trapExit(true);
            Spawned child = Node.spawn(there, Mfa.of("erlang", "exit", Atom.of("bye")), LINK, MONITOR);
            assertThat(Kernel.receive(Exit.class)).isEqualTo(new Exit(child.pid(), Atom.of("bye")));
            assertThat(Other.awaitDown(child.ref().orElseThrow())).isEqualTo(Atom.of("bye"));
            assertThat(Node.spawn(there, Mfa.of("erlang", "self"), LINK).ref()).isEmpty();
            assertThat(Kernel.receive(Exit.class).reason()).isEqualTo(Atom.of("normal"));
            return null;
        });
        assertThatThrownBy(() -> Node.spawn(there, Mfa.of("erlang", "self"), LINK))
                .isInstanceOf(NotAProcessException.class);
    }
}
