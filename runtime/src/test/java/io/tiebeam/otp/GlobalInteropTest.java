// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.testing.NeedsBeam;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names, locks and the mesh that JVM nodes have in common with each other and with real Elixir nodes. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GlobalInteropTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final OwnCluster cluster = new OwnCluster();
    private final List<AutoCloseable> started = new ArrayList<>();
    private Reports reports;

    @BeforeEach
    void quietly() {
        reports = new Reports();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : started.reversed()) {
            each.close();
        }
        reports.close();
    }

    private Node jvm(String name) {
        Node node = cluster.jvm(name);
        started.add(node);
        return node;
    }

    private ElixirPeer beam(String name) throws Exception {
        ElixirPeer peer = cluster.elixir(name);
        started.add(peer);
        peer.eval("until = fn until, f -> if f.(), do: :ok, else: (Process.sleep(5); until.(until, f)) end");
        return peer;
    }

    private static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long until " + what).isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }

    private static Pid idle() {
        return spawn(() -> receive(Duration.ofMinutes(5)));
    }

    private static boolean knowsBoth(Node kate, Node moebi) {
        try {
            return kate.run(GlobalInteropTest::others).contains(moebi.name())
                    || moebi.run(GlobalInteropTest::others).contains(kate.name());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<NodeName> others() {
        return Node.list(Node.NodeType.VISIBLE);
    }

    @Test
    void a_jvm_is_listed_among_the_nodes_and_global_is_in_sync_with_it() throws Exception {
        Node kate = jvm("kate");
        ElixirPeer alex = beam("alex");
        assertThat(alex.eval("Node.connect(:kate@localhost)")).isEqualTo("true");
        assertThat(alex.eval("Node.list()")).isEqualTo("[:kate@localhost]");
        assertThat(alex.eval(":global.sync()")).isEqualTo(":ok");
        kate.run(() -> {
            Global.sync();
            assertThat(others()).containsExactly(NodeName.of("alex@localhost"));
            return null;
        });
    }

    @Test
    void names_from_before_and_from_after_the_connection_are_known_on_both_sides_and_end_with_their_process()
            throws Exception {
        Node kate = jvm("kate");
        ElixirPeer alex = beam("alex");
        alex.eval("them = spawn(fn -> Process.sleep(:infinity) end)");
        alex.eval(":global.register_name(:theirs, them)");
        kate.run(() -> {
            Pid ours = idle();
            assertThat(Global.registerName("ours", ours)).isTrue();
            assertThat(Node.connect("alex@localhost")).isTrue();
            Global.sync();
            assertThat(Global.whereisName(Atom.of("theirs"))).isPresent();
            assertThat(alex.eval(":global.sync(); :global.whereis_name(\"ours\") |> node()"))
                    .isEqualTo(":kate@localhost");

            assertThat(Global.registerName(Atom.of("later"), self())).isTrue();
            assertThat(Global.registerName(Atom.of("later"), ours)).isFalse();
            assertThat(alex.eval(":global.register_name(:later, self())")).isEqualTo(":no");
            assertThat(alex.eval(":global.send(:later, :hi) |> node()")).isEqualTo(":kate@localhost");
            assertThat(receive()).isEqualTo(Atom.of("hi"));

            assertThat(alex.eval(":global.register_name(:more, self())")).isEqualTo(":yes");
            assertThat(Global.whereisName(Atom.of("more"))).isPresent();
            Global.reRegisterName(Atom.of("more"), ours);
            assertThat(alex.eval(":global.whereis_name(:more) |> node()")).isEqualTo(":kate@localhost");
            Global.unregisterName(Atom.of("more"));
            assertThat(alex.eval(":global.whereis_name(:more)")).isEqualTo(":undefined");

            exit(ours, "kill");
            assertThat(alex.eval("until.(until, fn -> :global.whereis_name(\"ours\") == :undefined end)"))
                    .isEqualTo(":ok");
            alex.eval("Process.exit(them, :kill)");
            until(
                    "its name is free",
                    () -> Global.whereisName(Atom.of("theirs")).isEmpty());
            return null;
        });
    }

    @Test
    void a_name_that_both_have_is_decided_as_it_was_registered() throws Exception {
        Node kate = jvm("kate");
        ElixirPeer zoe = beam("zoe"); // the greater name: kate decides
        ElixirPeer alex = beam("alex"); // the smaller one: alex decides
        for (ElixirPeer peer : List.of(zoe, alex)) {
            peer.eval(":global.register_name(:told, self(), &:global.random_notify_name/3)");
            peer.eval("loser = spawn(fn -> Process.sleep(:infinity) end)");
            peer.eval(":global.register_name(:killed, loser)");
        }
        kate.run(() -> {
            Pid mine = idle();
            Global.registerName(Atom.of("told"), self(), Global.Conflict.RANDOM_NOTIFY_NAME);
            Global.registerName(Atom.of("killed"), mine);
            Node.connect("zoe@localhost");
            Global.sync();
            assertThat(Global.whereisName(Atom.of("told"))).contains(self());
            assertThat(Global.whereisName(Atom.of("killed"))).contains(mine);
            assertThat(zoe.eval("receive do x -> x after 20000 -> :none end"))
                    .isEqualTo("{:global_name_conflict, :told}");
            assertThat(zoe.eval("until.(until, fn -> not Process.alive?(loser) end)"))
                    .isEqualTo(":ok");

            Node.connect("alex@localhost");
            Global.sync();
            assertThat(receive().toString()).contains("global_name_conflict").contains("told");
            until(
                    "mine is dead",
                    () -> Global.whereisName(Atom.of("killed"))
                            .filter(pid -> pid.node().equals(Atom.of("alex@localhost")))
                            .isPresent());
            return null;
        });
    }

    @Test
    void two_jvms_join_each_other_without_a_beam() throws Exception {
        Node kate = jvm("kate");
        Node moebi = jvm("moebi");
        moebi.run(() -> {
            Pid dog = idle();
            Global.registerName("dog", dog);
            kate.run(() -> {
                Global.registerName("cat", self());
                assertThat(Node.connect("moebi@localhost")).isTrue();
                Global.sync();
                assertThat(Global.whereisName("dog")).contains(dog);
                assertThat(moebi.run(() -> {
                            Global.sync();
                            return Global.whereisName("cat");
                        }))
                        .contains(self());
                assertThat(Global.registerName("dog", self())).isFalse();
                return null;
            });
            return null;
        });
    }

    @Test
    void who_connects_to_one_is_connected_to_all() throws Exception {
        Node kate = jvm("kate");
        Node moebi = jvm("moebi");
        ElixirPeer alex = beam("alex");
        ElixirPeer zoe = beam("zoe");
        alex.eval("Node.connect(:zoe@localhost)");
        alex.eval(":global.sync()");
        kate.run(() -> Node.connect("moebi@localhost"));
        kate.run(() -> {
            Global.sync();
            return null;
        });
        kate.run(() -> Node.connect("alex@localhost"));
        for (Node node : List.of(kate, moebi)) {
            node.run(() -> {
                until(node.name() + " is connected to all", () -> others().size() == 3);
                return null;
            });
        }
        for (ElixirPeer peer : List.of(alex, zoe)) {
            assertThat(peer.eval("until.(until, fn -> length(Node.list()) == 3 end)"))
                    .isEqualTo(":ok");
            assertThat(peer.eval(":global.sync()")).isEqualTo(":ok");
        }
        moebi.run(() -> Global.registerName("everywhere", spawn(() -> receive(LONG))));
        assertThat(zoe.eval(":global.whereis_name(\"everywhere\") |> node()")).isEqualTo(":moebi@localhost");
    }

    @Test
    void a_lock_is_one_for_all_and_ends_with_its_holder() throws Exception {
        Node kate = jvm("kate");
        ElixirPeer alex = beam("alex");
        alex.eval("Node.connect(:kate@localhost)");
        alex.eval(":global.sync()");
        kate.run(() -> {
            Global.sync();
            assertThat(alex.eval(":global.set_lock({:ledger, self()})")).isEqualTo("true");
            assertThat(Global.setLock(Atom.of("ledger"), self(), 0)).isFalse();
            alex.eval(":global.del_lock({:ledger, self()})");
            String value = Global.trans(
                    Atom.of("ledger"),
                    () -> alex.eval(":global.set_lock({:ledger, self()}, [node() | Node.list()], 0)"));
            assertThat(value).isEqualTo("false");
            alex.eval("holder = spawn(fn -> :global.set_lock({:ledger, self()}); Process.sleep(:infinity) end)");
            alex.eval("until.(until, fn -> not :global.set_lock({:ledger, self()}, [node()], 0) end)");
            alex.eval("Process.exit(holder, :kill)");
            until("the lock is free", () -> Global.setLock(Atom.of("ledger"), self(), 0));
            return null;
        });
    }

    @Test
    void nodes_that_lose_each_other_leave_no_node_in_between() throws Exception {
        Node kate = jvm("kate");
        Node moebi = jvm("moebi");
        ElixirPeer alex = beam("alex");
        alex.eval("Node.connect(:kate@localhost)");
        alex.eval("Node.connect(:moebi@localhost)");
        for (Node node : List.of(kate, moebi)) {
            node.run(() -> {
                until(node.name() + " is connected to both", () -> others().size() == 2);
                Global.sync();
                return null;
            });
        }
        alex.eval(":global.sync()");
        kate.run(() -> Node.disconnect("moebi@localhost"));
        // alex knew both, which do not know each other any more. It lets go of both, or of the one that it hears of
        // first.
        assertThat(alex.eval("until.(until, fn -> length(Node.list()) < 2 end)"))
                .isEqualTo(":ok");
        for (Node node : List.of(kate, moebi)) {
            node.run(() -> {
                until(node.name() + " has let go", () -> others().size() < 2 && !knowsBoth(kate, moebi));
                return null;
            });
        }
        // It heals as it began.
        alex.eval("Node.connect(:kate@localhost)");
        alex.eval("Node.connect(:moebi@localhost)");
        kate.run(() -> {
            until("kate is connected to both", () -> others().size() == 2);
            Global.sync();
            return null;
        });
        assertThat(alex.eval(":global.sync()")).isEqualTo(":ok");
    }

    @Test
    void a_server_is_found_under_a_global_name() throws Exception {
        Node kate = jvm("kate");
        ElixirPeer alex = beam("alex");
        alex.eval("Node.connect(:kate@localhost)");
        alex.eval(":global.sync()");
        kate.run(() -> {
            Global.sync();
            alex.eval("Agent.start(fn -> 41 end, name: {:global, :answer})");
            assertThat(Processes.whereIs(Global.via(Atom.of("answer")))).isPresent();
            return null;
        });
    }
}
