// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.receiveWhen;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;
import static io.tiebeam.Kernel.spawnMonitor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.Down;
import io.tiebeam.Kernel.Monitored;
import io.tiebeam.Node;
import io.tiebeam.otp.Pg.Change;
import io.tiebeam.otp.Pg.What;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.testing.NeedsBeam;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups that two JVM nodes, kate and moebi, share with a real Elixir node, alex. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PgInteropTest {
    private static final Name SCOPE = Name.of("chat");
    private static final Atom ROOM = Atom.of("room");
    private static final Duration LONG = Duration.ofSeconds(30);

    private final OwnCluster cluster = new OwnCluster();
    private Node kate;
    private ElixirPeer alex;

    @BeforeEach
    void start() throws Exception {
        kate = cluster.jvm("kate");
        alex = cluster.elixir("alex");
        alex.eval("{:ok, scope} = :pg.start_link(:chat)");
        alex.eval("await = fn await, n -> if length(:pg.get_members(:chat, :room)) == n, do: :ok, "
                + "else: (Process.sleep(5); await.(await, n)) end");
    }

    @AfterEach
    void stop() throws Exception {
        alex.close();
        kate.close();
    }

    private void elixirSees(int members) throws Exception {
        assertThat(alex.eval("await.(await, " + members + ")")).isEqualTo(":ok");
    }

    private static Pid idle() {
        return spawn(() -> receive(Duration.ofMinutes(5)));
    }

    /** The next change that a monitor brings. */
    private static Change change(Ref ref) {
        return receiveWhen(Change.class, c -> c.ref().equals(ref), LONG).orElseThrow();
    }

    @Test
    void members_of_both_sides_are_seen_on_both_and_leave_with_their_end() throws Exception {
        kate.run(() -> {
            Pg.scope(SCOPE).startLink();
            Ref ref = Pg.monitor(SCOPE, ROOM).ref();
            Pid early = idle();
            Pg.join(SCOPE, ROOM, early);
            assertThat(change(ref).pids()).containsExactly(early);
            assertThat(alex.eval("Node.ping(:kate@localhost)")).isEqualTo(":pong");
            elixirSees(1);

            alex.eval("member = spawn(fn -> Process.sleep(:infinity) end)");
            alex.eval(":pg.join(:chat, :room, [member, member])");
            assertThat(change(ref).what()).isEqualTo(What.JOIN);
            assertThat(Pg.members(SCOPE, ROOM)).hasSize(3);
            assertThat(Pg.localMembers(SCOPE, ROOM)).containsExactly(early);

            alex.eval(":pg.leave(:chat, :room, member)");
            assertThat(change(ref).what()).isEqualTo(What.LEAVE);
            assertThat(Pg.members(SCOPE, ROOM)).hasSize(2);
            alex.eval("Process.exit(member, :kill)");
            assertThat(change(ref).pids()).hasSize(1);
            assertThat(Pg.members(SCOPE, ROOM)).containsExactly(early);

            exit(early, "kill");
            assertThat(change(ref).pids()).containsExactly(early);
            elixirSees(0);
            return null;
        });
    }

    @Test
    void a_message_that_Elixir_broadcasts_reaches_a_member_here_and_the_other_way_round() throws Exception {
        kate.run(() -> {
            Pg.scope(SCOPE).startLink();
            Pg.join(SCOPE, ROOM, self());
            alex.eval("Node.connect(:kate@localhost)");
            elixirSees(1);
            // As Phoenix.PubSub's adapter for pg does it.
            alex.eval("for pid <- :pg.get_members(:chat, :room), do: "
                    + "send(pid, {:forward_to_local, \"topic\", :hi, Phoenix.PubSub})");
            assertThat(receive().toString()).contains("forward_to_local").contains("topic");

            Ref ref = Pg.monitor(SCOPE, ROOM).ref();
            alex.eval(":pg.join(:chat, :room, self())");
            change(ref);
            Pg.members(SCOPE, ROOM).forEach(pid -> send(pid, Atom.of("to_all")));
            assertThat(receive()).isEqualTo(Atom.of("to_all"));
            assertThat(alex.eval("receive do x -> x after 20000 -> :none end")).isEqualTo(":to_all");
            return null;
        });
    }

    @Test
    void a_node_that_goes_takes_its_members_with_it_and_brings_them_back() throws Exception {
        kate.run(() -> {
            Pg.scope(SCOPE).startLink();
            Pg.join(SCOPE, ROOM, idle());
            Ref ref = Pg.monitor(SCOPE, ROOM).ref();
            alex.eval(":pg.join(:chat, :room, self())");
            alex.eval("Node.connect(:kate@localhost)");
            assertThat(change(ref).what()).isEqualTo(What.JOIN);
            elixirSees(2);
            assertThat(Node.disconnect("alex@localhost")).isTrue();
            assertThat(change(ref).what()).isEqualTo(What.LEAVE);
            elixirSees(1);
            assertThat(Node.connect("alex@localhost")).isTrue();
            assertThat(change(ref).what()).isEqualTo(What.JOIN);
            elixirSees(2);
            return null;
        });
    }

    @Test
    void three_nodes_of_two_languages_have_the_same_members() throws Exception {
        try (Node moebi = cluster.jvm("moebi")) {
            moebi.run(() -> {
                Monitored scope = spawnMonitor(() -> {
                    Pg.scope(SCOPE).startLink();
                    Pg.join(SCOPE, ROOM, self());
                    receive();
                });
                kate.run(() -> {
                    Pg.scope(SCOPE).startLink();
                    Pg.join(SCOPE, ROOM, self());
                    Pg.Monitored room = Pg.monitor(SCOPE, ROOM);
                    alex.eval(":pg.join(:chat, :room, self())");
                    alex.eval("Enum.map([:kate@localhost, :moebi@localhost], &Node.connect/1)");
                    change(room.ref());
                    Node.connect("moebi@localhost");
                    change(room.ref());
                    elixirSees(3);
                    assertThat(Pg.members(SCOPE, ROOM))
                            .extracting(pid -> pid.node().name())
                            .containsExactlyInAnyOrder("alex@localhost", "kate@localhost", "moebi@localhost");
                    return null;
                });
                exit(scope.pid(), "kill");
                receive(Down.class);
                elixirSees(1); // kate's process has ended too
                return null;
            });
        }
    }

    @Test
    void only_processes_of_this_node_join_here() throws Exception {
        kate.run(() -> {
            Pg.scope(SCOPE).startLink();
            Pid stranger = new Pid(Atom.of("alex@localhost"), 1, 1, 1);
            assertThatThrownBy(() -> Pg.join(SCOPE, ROOM, stranger))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nolocal");
            assertThat(Pg.leave(SCOPE, ROOM, self())).isFalse();
            assertThat(Pg.groups(SCOPE)).isEqualTo(List.of());
            return null;
        });
    }
}
