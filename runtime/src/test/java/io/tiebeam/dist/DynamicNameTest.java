// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import static io.tiebeam.dist.TestNet.asProcess;
import static io.tiebeam.dist.TestNet.idle;
import static io.tiebeam.dist.TestNet.next;
import static io.tiebeam.dist.TestNet.peers;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.process.Address;
import io.tiebeam.process.Network;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes of this JVM that start without a name and get one from the first they connect to. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(120)
class DynamicNameTest {
    private static final Atom NONODE = Atom.of("nonode@nohost");
    private static final NodeName KATE = NodeName.of("kate@localhost");
    private static final NodeName MOEBI = NodeName.of("moebi@localhost");

    private final TestNet net = new TestNet();

    @AfterEach
    void end() {
        net.close();
    }

    private static NodeName name(Network network) {
        return new NodeName(network.node().name());
    }

    /** A process that sends back each message, in a tuple with its own pid. */
    private static ProcessCell echo(Network network, String name) {
        ProcessCell echo = TestNet.spawn(network, self -> {
            while (true) {
                Tuple message = (Tuple) next(self);
                Address.of(self.node(), (Pid) message.get(0)).send(self, Tuple.of(self.pid(), message));
            }
        });
        network.node().register(Atom.of(name), echo);
        return echo;
    }

    private static Tuple asks(ProcessCell self, NodeName node, Term question) {
        Address.of(self.node(), Name.of("echo").at(node)).send(self, Tuple.of(self.pid(), question));
        return (Tuple) next(self);
    }

    @Test
    void it_has_no_name_until_it_connects_and_is_hidden_and_listens_nowhere() {
        Network kate = net.start("kate@localhost");
        Network dynamic = net.start("undefined@localhost");
        assertThat(dynamic.node().name()).isEqualTo(NONODE);
        assertThat(dynamic.node().creation()).isZero();
        assertThat(dynamic.isHidden()).isTrue();
        assertThat(dynamic.listensOn()).isEmpty();

        assertThat(dynamic.connect(KATE)).isTrue();
        assertThat(name(dynamic).host()).isEqualTo("localhost");
        assertThat(name(dynamic).alive()).matches("[0-9A-Z]{1,13}");
        assertThat(Integer.toUnsignedLong(dynamic.node().creation())).isGreaterThanOrEqualTo(4);
        TestNet.await("kate knows it", () -> !kate.connected().isEmpty()); // the other side may be up a moment later
        assertThat(kate.connected()).containsExactly(new Network.Connected(name(dynamic), true));
        assertThat(dynamic.connected()).containsExactly(new Network.Connected(KATE, true));
    }

    @Test
    void addresses_from_before_it_had_a_name_are_good_on_both_sides_whatever_it_is_called() {
        Network kate = net.start("kate@localhost");
        echo(kate, "echo");
        Network dynamic = net.start("undefined@localhost");
        asProcess(dynamic, self -> {
            Pid before = self.pid();
            Ref reference = self.newRef();
            dynamic.connect(KATE);
            Tuple answer = asks(self, KATE, reference);
            Tuple echoed = (Tuple) answer.get(1);
            assertThat(echoed).isEqualTo(Tuple.of(before, reference));
            assertThat(self.pid()).isEqualTo(before);
            assertThat(self.node().nodeOf(self.pid())).isEqualTo(name(dynamic).atom());
            assertThat(self.node().nodeOf(reference)).isEqualTo(name(dynamic).atom());
            return null;
        });
    }

    @Test
    void until_it_connects_what_it_sends_reaches_nobody_and_the_reason_says_what_to_do() {
        net.start("kate@localhost");
        Network dynamic = net.start("undefined@localhost");
        asProcess(dynamic, self -> {
            Ref ref = Address.of(self.node(), Name.of("echo").at(KATE)).monitor(self, AliasUse.NONE);
            assertThat(next(self))
                    .isEqualTo(Tuple.of(
                            Atom.of("DOWN"),
                            ref,
                            Atom.of("process"),
                            Tuple.of(Atom.of("echo"), KATE.atom()),
                            Atom.of("noconnection")));
            return null;
        });
        assertThat(dynamic.node().name()).isEqualTo(NONODE);
        assertThat(dynamic.whyNot(KATE))
                .contains(
                        "no connection to kate@localhost (noconnection): this node was started as \"undefined\" and has no"
                                + " name yet\n   → connect to a node first, which then names this one: Node.connect(\"kate@localhost\")");
    }

    @Test
    void links_monitors_and_exits_go_both_ways() {
        Network kate = net.start("kate@localhost");
        Network dynamic = net.start("undefined@localhost");
        CompletableFuture<Term> down = new CompletableFuture<>();
        CompletableFuture<Pid> seen = new CompletableFuture<>();
        ProcessCell collector = TestNet.spawn(kate, self -> {
            Pid pid = (Pid) next(self);
            seen.complete(pid);
            Address.of(self.node(), pid).monitor(self, AliasUse.NONE);
            TestNet.spawn(kate, other -> {
                Address.of(other.node(), pid).link(other);
                return Atom.of("boom");
            });
            down.complete(next(self));
            return Atom.of("normal");
        });
        kate.node().register(Atom.of("collector"), collector);
        CompletableFuture<Pid> theirs = new CompletableFuture<>();
        dynamic.connect(KATE);
        TestNet.spawn(dynamic, self -> {
            self.trapExit(true);
            Address.of(self.node(), Name.of("collector").at(KATE)).send(self, self.pid());
            Tuple exit = (Tuple) next(self);
            theirs.complete((Pid) exit.get(1));
            return exit.get(2);
        });
        Tuple message = (Tuple) TestNet.value(down);
        assertThat(message.get(3)).isEqualTo(TestNet.value(seen));
        assertThat(((Pid) message.get(3)).node()).isEqualTo(dynamic.node().name());
        assertThat(message.get(4)).isEqualTo(Atom.of("boom"));
        assertThat(TestNet.value(theirs).node()).isEqualTo(KATE.atom());
    }

    @Test
    void with_the_connection_to_who_named_it_go_its_name_and_all_others() {
        Network kate = net.start("kate@localhost");
        Network moebi = net.start("moebi@localhost");
        echo(moebi, "echo");
        Network dynamic = net.start("undefined@localhost");
        dynamic.connect(KATE);
        NodeName first = name(dynamic);
        dynamic.connect(MOEBI);
        TestNet.await("moebi knows it", () -> peers(moebi).equals(List.of(first)));
        dynamic.disconnect(MOEBI);
        assertThat(name(dynamic)).isEqualTo(first);
        dynamic.connect(MOEBI);

        asProcess(dynamic, self -> {
            Pid before = self.pid();
            Ref atMoebi = Address.of(self.node(), Name.of("echo").at(MOEBI)).monitor(self, AliasUse.NONE);
            kate.disconnect(first);
            Tuple down = (Tuple) next(self);
            assertThat(down.get(1)).isEqualTo(atMoebi);
            assertThat(down.get(4)).isEqualTo(Atom.of("noconnection"));
            TestNet.await("it has no name", () -> dynamic.node().name().equals(NONODE));
            assertThat(dynamic.node().creation()).isZero();
            assertThat(dynamic.connected()).isEmpty();

            dynamic.connect(MOEBI);
            assertThat(asks(self, MOEBI, Atom.of("again")).get(1)).isEqualTo(Tuple.of(before, Atom.of("again")));
            assertThat(name(dynamic)).isNotEqualTo(first);
            return null;
        });
    }

    @Test
    void a_name_is_given_again_with_the_next_incarnation_and_addresses_of_the_one_before_reach_nobody() {
        Network kate = net.start("kate@localhost");
        CompletableFuture<Pid> old = new CompletableFuture<>();
        CompletableFuture<Term> got = new CompletableFuture<>();
        ProcessCell collector = TestNet.spawn(kate, self -> {
            old.complete((Pid) next(self));
            return next(self);
        });
        kate.node().register(Atom.of("collector"), collector);
        Network dynamic = net.start("undefined@localhost");
        dynamic.connect(KATE);
        TestNet.spawn(dynamic, self -> {
            Address.of(self.node(), Name.of("collector").at(KATE)).send(self, self.pid());
            got.complete(next(self));
            return Atom.of("normal");
        });
        Pid stale = TestNet.value(old);
        NodeName first = name(dynamic);
        int creation = dynamic.node().creation();
        dynamic.disconnect(KATE);
        TestNet.await("it has no name", () -> dynamic.node().name().equals(NONODE));
        TestNet.await("kate has let go", () -> kate.connected().isEmpty());
        assertThat(dynamic.connect(KATE)).isTrue();
        assertThat(name(dynamic)).isEqualTo(first);
        assertThat(dynamic.node().creation()).isEqualTo(creation + 1 == 0 ? 4 : creation + 1);

        asProcess(kate, self -> {
            Address.of(self.node(), stale).send(self, Atom.of("stale"));
            Address.of(
                            self.node(),
                            new Pid(
                                    stale.node(),
                                    stale.id(),
                                    stale.serial(),
                                    dynamic.node().creation()))
                    .send(self, Atom.of("fresh"));
            return null;
        });
        assertThat(TestNet.value(got)).isEqualTo(Atom.of("fresh"));
    }

    @Test
    void who_connects_to_two_at_once_is_named_by_one_of_them_and_connected_to_both() throws Exception {
        net.start("kate@localhost");
        net.start("moebi@localhost");
        for (int round = 0; round < 40; round++) {
            Network dynamic = net.start("undefined@localhost");
            CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> dynamic.connect(MOEBI));
            assertThat(dynamic.connect(KATE)).isTrue();
            assertThat(other.get()).isTrue();
            assertThat(peers(dynamic)).containsExactly(KATE, MOEBI);
            dynamic.close();
        }
    }

    @Test
    void no_two_have_the_same_name() {
        Network kate = net.start("kate@localhost");
        Set<NodeName> names = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Network dynamic = net.start("undefined@localhost");
            assertThat(dynamic.connect(KATE)).isTrue();
            names.add(name(dynamic));
        }
        assertThat(names).hasSize(20);
        TestNet.await("kate knows all", () -> Set.copyOf(peers(kate)).equals(names));
    }

    @Test
    void one_without_a_name_that_reaches_nobody_still_has_none_and_tries_the_next() {
        net.start("kate@localhost");
        Network dynamic = net.start("undefined@localhost");
        assertThat(dynamic.connect(NodeName.of("nobody@localhost"))).isFalse();
        assertThat(dynamic.node().name()).isEqualTo(NONODE);
        assertThat(dynamic.whyNot(NodeName.of("nobody@localhost")))
                .hasValueSatisfying(why -> assertThat(why).contains("no such node"));
        assertThat(dynamic.connect(KATE)).isTrue();
    }

    @Test
    void two_nodes_without_a_name_in_one_JVM_do_not_take_each_others_addresses_for_their_own() {
        Network one = net.start("undefined@localhost");
        Network two = net.start("undefined@localhost");
        ProcessCell process = idle(one);
        assertThat(process.pid().node()).isEqualTo(NONODE);
        assertThat(two.node().find(process.pid())).isEmpty();
        ProcessCell same = idle(two);
        assertThat(same.pid()).isNotEqualTo(process.pid());
    }
}
