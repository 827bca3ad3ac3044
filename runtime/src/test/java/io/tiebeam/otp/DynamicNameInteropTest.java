// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.node;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Mfa;
import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
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

/** A node that starts without a name, on either side: named by a real Elixir node, and a real Elixir node named here. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DynamicNameInteropTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final NodeName ALEX = NodeName.of("alex@localhost");
    private static final NodeName NONODE = NodeName.of("nonode@nohost");

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

    private static Term next() {
        return receive(Term.class, LONG).orElseThrow(() -> new AssertionError("no message"));
    }

    /** The text of the next message, however long. */
    private static String line() {
        return next().toString().replaceAll("\\s+", " ");
    }

    @Test
    void a_real_node_names_a_JVM_which_talks_to_it_and_loses_its_name_with_it() throws Exception {
        Node kate = jvm("kate");
        ElixirPeer alex = beam("alex");
        alex.eval(":net_kernel.monitor_nodes(true, node_type: :all)");
        alex.eval("Process.register(self(), :alex)");
        Node dynamic = jvm("undefined");
        assertThat(dynamic.name()).isEqualTo(NONODE);
        dynamic.run(() -> {
            Node.monitorNodes(true, Node.NodeType.CONNECTED, true);
            Pid before = self();
            assertThat(Node.ping(ALEX)).isEqualTo(Node.Ping.PANG); // as on a BEAM, nothing but this connects:
            assertThat(Node.connect(ALEX)).isTrue();
            Ref reference = Processes.monitor(Name.of("alex").at(ALEX));
            NodeName mine = node();
            assertThat(node(before)).isEqualTo(mine);
            assertThat(mine.host()).isEqualTo("localhost");
            assertThat(line()).isEqualTo("{:nodeup, " + mine.atom() + ", [node_type: :visible]}");
            assertThat(line()).isEqualTo("{:nodeup, :alex@localhost, [node_type: :hidden]}");
            assertThat(alex.eval("receive do m -> m end"))
                    .isEqualTo("{:nodeup, " + mine.atom() + ", [node_type: :hidden]}");
            assertThat(alex.eval("{Node.list(), Node.list(:hidden)}")).isEqualTo("{[], [" + mine.atom() + "]}");
            assertThat(Node.list()).isEmpty();
            assertThat(Node.list(Node.NodeType.HIDDEN)).containsExactly(ALEX);

            send(Name.of("alex").at(ALEX), Tuple.of(before, reference));
            assertThat(alex.eval("{them, ref} = receive do {p, r} -> {p, r} end; node(them)"))
                    .isEqualTo(mine.atom().toString());
            assertThat(alex.eval("node(ref) == node(them)")).isEqualTo("true");
            alex.eval("send(them, {:back, them, ref})");
            assertThat(next()).isEqualTo(Tuple.of(Atom.of("back"), before, reference));
            assertThat(alex.eval("Process.monitor(them); Process.link(them)")).isEqualTo("true");
            assertThat(GenServer.call(Name.of("net_kernel").at(ALEX), Tuple.of(Atom.of("is_auth"), mine.atom())))
                    .isEqualTo(Atom.of("yes"));
            assertThat(Erpc.call(ALEX, Mfa.of("erlang", "node"), LONG)).isEqualTo(ALEX.atom());
            Pid child = Node.spawnLink(
                    ALEX, Mfa.of("Elixir.Process", "send", before, Atom.of("from a child"), ListTerm.EMPTY));
            assertThat(next()).isEqualTo(Atom.of("from a child"));
            assertThat(child.node()).isEqualTo(ALEX.atom());
            assertThat(alex.eval(":erpc.call(node(them), :erlang, :node, [])"))
                    .isEqualTo(mine.atom().toString());
            assertThat(alex.eval(":global.sync()")).isEqualTo(":ok");
            assertThat(alex.eval("Process.unlink(them)")).isEqualTo("true");

            assertThat(Node.connect(kate.name())).isTrue();
            assertThat(line()).isEqualTo("{:nodeup, :kate@localhost, [node_type: :hidden]}");
            kate.run(() -> {
                until("kate knows it", () -> Node.list(Node.NodeType.HIDDEN).equals(List.of(mine)));
                return null;
            });

            assertThat(Node.disconnect(ALEX)).isTrue();
            assertThat(next().toString()).contains("DOWN").contains("noconnection");
            assertThat(line())
                    .isEqualTo("{:nodedown, :alex@localhost, [nodedown_reason: :disconnect, node_type: :hidden]}");
            assertThat(line())
                    .isEqualTo("{:nodedown, :kate@localhost, "
                            + "[nodedown_reason: :net_kernel_terminated, node_type: :hidden]}");
            assertThat(line())
                    .isEqualTo("{:nodedown, " + mine.atom() + ", "
                            + "[nodedown_reason: :net_kernel_terminated, node_type: :visible]}");
            assertThat(node()).isEqualTo(NONODE);
            assertThat(node(before)).isEqualTo(NONODE);
            assertThat(self()).isEqualTo(before);
            assertThat(Node.list(Node.NodeType.CONNECTED)).isEmpty();

            assertThat(alex.eval("until.(until, fn -> Node.list(:hidden) == [] end)"))
                    .isEqualTo(":ok");
            assertThat(Node.connect(ALEX)).isTrue();
            assertThat(node()).isEqualTo(mine); // a name is given again, to another incarnation
            assertThat(alex.eval("send(them, :stale); :ok")).isEqualTo(":ok");
            send(Name.of("alex").at(ALEX), Tuple.of(before, Atom.of("again")));
            assertThat(alex.eval("me = receive do {p, _} -> p end; send(me, :fresh); me == them"))
                    .isEqualTo("false");
            next(); // nodeup of its own name
            next(); // nodeup of alex
            assertThat(next()).isEqualTo(Atom.of("fresh"));
            return null;
        });
    }

    @Test
    void a_real_node_without_a_name_gets_one_here_and_talks() throws Exception {
        Node kate = jvm("kate");
        jvm("moebi");
        ElixirPeer dynamic = beam("undefined");
        assertThat(dynamic.eval("{node(), Node.alive?()}")).isEqualTo("{:nonode@nohost, true}");
        kate.run(() -> {
            Node.monitorNodes(true, Node.NodeType.CONNECTED, false);
            Processes.register(Name.of("kate"), self());
            dynamic.eval("me = self()");
            dynamic.eval("Process.register(me, :evaluator)");
            assertThat(dynamic.eval("Node.ping(:kate@localhost)")).isEqualTo(":pang");
            assertThat(dynamic.eval("Node.connect(:kate@localhost)")).isEqualTo("true");
            dynamic.eval("send({:kate, :kate@localhost}, {:hi, me})");
            assertThat(dynamic.eval("Node.list(:hidden)")).isEqualTo("[:kate@localhost]");
            NodeName name = NodeName.of(dynamic.eval("Atom.to_string(node())").replace("\"", ""));
            assertThat(name.alive()).matches("[0-9A-Z]{1,13}");
            assertThat(name.host()).isEqualTo("localhost");
            assertThat(line()).isEqualTo("{:nodeup, " + name.atom() + ", [node_type: :hidden]}");
            Pid them = (Pid) ((Tuple) next()).get(1);
            assertThat(node(them)).isEqualTo(name);
            assertThat(Node.list()).isEmpty();
            assertThat(Node.list(Node.NodeType.HIDDEN)).containsExactly(name);

            send(them, Tuple.of(Atom.of("back"), them, self()));
            assertThat(dynamic.eval("receive do {:back, ^me, kate} -> node(kate) end"))
                    .isEqualTo(":kate@localhost");
            assertThat(
                            dynamic.eval(
                                    "Process.flag(:trap_exit, true); {:ok, t} = Task.start(fn -> receive do :never -> :x end end); send({:kate, :kate@localhost}, t); t == t"))
                    .isEqualTo("true");
            Pid task = (Pid) next();
            Processes.trapExit(true);
            Processes.link(task);
            Ref monitor = Processes.monitor(task);
            dynamic.eval("Process.exit(t, :boom)");
            assertThat(List.of(next().toString(), next().toString()))
                    .anyMatch(each -> each.contains(":EXIT") && each.contains(":boom"))
                    .anyMatch(each -> each.contains(":DOWN") && each.contains(":boom"));
            assertThat(monitor).isNotNull();
            assertThat(dynamic.eval(":net_adm.ping(:moebi@localhost)")).isEqualTo(":pong");
            assertThat(Erpc.call(name, Mfa.of("erlang", "node"), LONG)).isEqualTo(name.atom());
            assertThat(dynamic.eval(":erpc.call(:kate@localhost, :erlang, :nodes, [:hidden]) == [node()]"))
                    .isEqualTo("true");
            Pid child = Node.spawn(name, Mfa.of("timer", "sleep", Atom.of("infinity")));
            assertThat(node(child)).isEqualTo(name);
            Global.sync();
            assertThat(Global.registerName("ours", spawn(() -> receive(LONG)))).isTrue();
            assertThat(dynamic.eval(":global.whereis_name(\"ours\")")).isEqualTo(":undefined"); // it is hidden

            assertThat(dynamic.eval("Node.disconnect(:kate@localhost)")).isEqualTo("true");
            assertThat(line()).isEqualTo("{:nodedown, " + name.atom() + ", [node_type: :hidden]}");
            assertThat(dynamic.eval("until.(until, fn -> node() == :nonode@nohost end)"))
                    .isEqualTo(":ok");
            assertThat(dynamic.eval("Node.connect(:kate@localhost)")).isEqualTo("true");
            assertThat(dynamic.eval("Atom.to_string(node())")).isEqualTo("\"" + name + "\"");
            assertThat(line()).isEqualTo("{:nodeup, " + name.atom() + ", [node_type: :hidden]}");
            send(them, Atom.of("stale"));
            send(Name.of("evaluator").at(name), Atom.of("fresh")); // goes the same way, after it
            assertThat(dynamic.eval("receive do m -> m after 20000 -> :none end"))
                    .isEqualTo(":fresh");
            return null;
        });
    }
}
