// SPDX-License-Identifier: Apache-2.0
package sample;

import static io.tiebeam.Kernel.self;
import static io.tiebeam.junit.OtpAssertions.assertReceive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Node;
import io.tiebeam.junit.CapturedIO;
import io.tiebeam.junit.Cluster;
import io.tiebeam.junit.OtpTest;
import io.tiebeam.junit.Partition;
import io.tiebeam.junit.Peer;
import io.tiebeam.junit.PeerNode;
import io.tiebeam.junit.PeerType;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests with other nodes. Run by {@code PeersTest}. */
public final class Peers {
    private Peers() {}

    /** Runs on a peer: prints there, and tells its name. */
    public static String greet(String who) {
        IO.println("Hi, " + who);
        return Node.self().toString();
    }

    static class Jvm {
        @Test
        @OtpTest
        void runs_what_it_is_told(@Peer(value = "moebi", expose = Peers.class) PeerNode moebi, CapturedIO io)
                throws Exception {
            assertThat(Node.self()).hasToString("test@localhost");
            assertThat(Node.list()).contains(moebi.name());
            assertThat(moebi.call(Peers::greet, "dog")).isEqualTo("moebi@localhost");
            moebi.awaitOutput("Hi, dog\n");
            Node.spawnLink(moebi.name(), Peers::greet, "master"); // its group leader is ours
            assertThat(moebi.eval("1 + 1")).isEqualTo(Int.of(2));
            assertThat(moebi.eval("var x = 20; x * 2")).isEqualTo(Int.of(40));
            assertThatThrownBy(() -> moebi.eval("nobody()")).hasMessageContaining("cannot find symbol");
            Pid here = self();
            moebi.run(() -> Kernel.send(here, Atom.of("from_there")));
            assertReceive(Atom.of("from_there"), Duration.ofSeconds(5));
            assertThat(moebi.output()).doesNotContain("master");
        }
    }

    static class Split {
        @Test
        @OtpTest(applications = false)
        void is_cut_and_heals(@Cluster(2) List<PeerNode> nodes) {
            PeerNode one = nodes.getFirst();
            PeerNode two = nodes.getLast();
            String ping = "Node.ping(\"" + two.name() + "\")";
            assertThat(one.eval(ping)).isEqualTo(Atom.of("pong"));
            Partition cut = Partition.cut(one, two);
            assertThat(one.eval(ping)).isEqualTo(Atom.of("pang"));
            assertThat(two.eval("Node.ping(\"" + one.name() + "\")")).isEqualTo(Atom.of("pang"));
            assertThat(Node.list()).contains(one.name(), two.name());
            cut.heal();
            assertThat(one.eval(ping)).isEqualTo(Atom.of("pong"));
            Node.monitor(one.name(), true);
            try (Partition _ = Partition.cut(one)) {
                assertReceive(Tuple.of(Atom.of("nodedown"), one.name().atom()), Duration.ofSeconds(5));
                assertThat(Node.ping(one.name())).isEqualTo(Node.Ping.PANG);
                assertThat(one.eval("2 + 2")).isEqualTo(Int.of(4));
            }
            assertThat(Node.ping(one.name())).isEqualTo(Node.Ping.PONG);
        }
    }

    static class Elixir {
        @Test
        @OtpTest(applications = false)
        void answers(@Peer(value = "kate", type = PeerType.ELIXIR) PeerNode kate, @Peer("moebi") PeerNode moebi)
                throws Exception {
            kate.eval("defmodule Kate do def say_name, do: IO.puts(\"Hi, my name is Kate\") end");
            assertThat(kate.call(Mfa.of("Elixir.Kate", "say_name"))).isEqualTo(Atom.OK);
            kate.awaitOutput("Hi, my name is Kate");
            assertThat(kate.eval("\"a\" <> \"b\"")).isEqualTo(Bits.of("ab"));
            assertThatThrownBy(() -> kate.eval("raise \"oops\"")).hasMessageContaining("(RuntimeError) oops");
            String ping = "Node.ping(:\"moebi@localhost\")";
            try (Partition _ = Partition.cut(kate, moebi)) {
                assertThat(kate.eval(ping)).isEqualTo(Atom.of("pang"));
            }
            assertThat(kate.eval(ping)).isEqualTo(Atom.of("pong"));
        }
    }

    static class Killed {
        @Test
        @OtpTest(applications = false)
        void is_a_lost_node(@Peer("moebi") PeerNode moebi) throws Exception {
            Node.monitor(moebi.name(), true);
            moebi.kill();
            assertReceive(Tuple.of(Atom.of("nodedown"), moebi.name().atom()), Duration.ofSeconds(5));
            assertThat(moebi.isAlive()).isFalse();
        }
    }
}
