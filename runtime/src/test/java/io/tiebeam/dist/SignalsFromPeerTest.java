// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import static io.tiebeam.dist.ScriptedPeer.frame;
import static io.tiebeam.dist.ScriptedPeer.frameWith;
import static io.tiebeam.dist.TestNet.asProcess;
import static io.tiebeam.dist.TestNet.await;
import static io.tiebeam.dist.TestNet.idle;
import static io.tiebeam.dist.TestNet.next;
import static io.tiebeam.dist.TestNet.spawn;
import static io.tiebeam.dist.TestNet.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.dist.ScriptedPeer.Frame;
import io.tiebeam.dist.ScriptedPeer.Who;
import io.tiebeam.process.Channel;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.Network;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every control message that a node may send, to a real node; and what it answers, byte for byte where it matters. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class SignalsFromPeerTest {
    private static final Atom NORMAL = Atom.of("normal");
    private static final Atom NOPROC = Atom.of("noproc");
    private static final Atom BOOM = Atom.of("boom");
    private static final Atom TRACE = Atom.of("a seq_trace token");

    private final TestNet net = new TestNet();
    private final Network kate = net.start("kate@localhost");
    private final Who alex = Who.named("alex@localhost");
    private ScriptedPeer peer;

    @BeforeEach
    void connect() {
        peer = ScriptedPeer.connected(kate, alex);
    }

    @AfterEach
    void end() {
        peer.close();
        net.close();
    }

    private static Pid dead(Network node) {
        return new Pid(node.node().name(), 0xFFFFFF, 7, node.node().creation());
    }

    private static Pid earlierLife(Network node, int id) {
        return new Pid(node.node().name(), id, 0, node.node().creation() + 1);
    }

    /** A process that traps exits and hands over what arrives. */
    private ProcessCell trapping(CompletableFuture<Term> first) {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        ProcessCell cell = spawn(kate, self -> {
            self.trapExit(true);
            ready.complete(null);
            first.complete(next(self));
            self.receive(_ -> null, Deadline.NEVER);
            return NORMAL;
        });
        value(ready);
        return cell;
    }

    private Channel toAlex() {
        return kate.to(alex.atom());
    }

    // ---- messages -------------------------------------------------------------------------------------------------

    @Test
    void messages_arrive_in_every_form_and_in_order() {
        List<Term> got = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Ref> aliased = new CompletableFuture<>();
        ProcessCell cell = spawn(kate, self -> {
            aliased.complete(self.alias());
            for (int i = 1; i <= 10; i++) {
                got.add(next(self));
            }
            done.complete(null);
            return NORMAL;
        });
        Ref alias = value(aliased);
        Atom name = Atom.of("counter");
        kate.node().register(name, cell);
        Pid to = cell.pid();
        Pid from = alex.pid(1);
        peer.sendsWith(Int.of(1), 2, Atom.of(""), to);
        peer.sendsWith(Int.of(2), 12, Atom.of(""), to, TRACE);
        peer.sendsWith(Int.of(3), 22, from, to);
        peer.sendsWith(Int.of(4), 23, from, to, TRACE);
        peer.sendsWith(Int.of(5), 6, from, Atom.of(""), name);
        peer.sendsWith(Int.of(6), 16, from, Atom.of(""), name, TRACE);
        peer.sendsWith(Int.of(7), 33, from, alias);
        peer.sendsWith(Int.of(8), 34, from, alias, TRACE);
        peer.sendsWith(Int.of(9), 37, Int.of(4 | 1), from, alias);
        peer.sendsWith(Int.of(10), 37, Int.of(2 | 8), from, name, TRACE, Atom.of("an element of the future"));
        value(done);
        assertThat(got)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 10).<Term>mapToObj(Int::of).toList());
    }

    @Test
    void messages_for_nobody_are_lost_without_a_word() {
        Pid from = alex.pid(1);
        peer.sendsWith(Int.of(1), 22, from, dead(kate));
        peer.sendsWith(Int.of(1), 22, from, earlierLife(kate, 1));
        peer.sendsWith(Int.of(1), 22, from, alex.pid(2));
        peer.sendsWith(Int.of(1), 6, from, Atom.of(""), Atom.of("rex"));
        peer.sendsWith(Int.of(1), 33, from, alex.ref(5));
        peer.sendsWith(
                Int.of(1), 33, from, Ref.of(kate.node().name(), kate.node().creation(), 1, 2, 3));
        peer.sendsWith(Int.of(1), 37, Int.of(4 | 16), from, alex.ref(5));
        peer.isAnsweredWith();
    }

    @Test
    void an_alias_that_was_taken_back_drops_what_comes() {
        CompletableFuture<Ref> aliased = new CompletableFuture<>();
        CompletableFuture<Term> got = new CompletableFuture<>();
        ProcessCell cell = spawn(kate, self -> {
            Ref alias = self.alias();
            self.unalias(alias);
            aliased.complete(alias);
            got.complete(next(self));
            return NORMAL;
        });
        Ref alias = value(aliased);
        peer.sendsWith(Atom.of("dropped"), 33, alex.pid(1), alias);
        peer.sendsWith(Atom.of("dropped"), 37, Int.of(4), alex.pid(1), alias);
        peer.sendsWith(Atom.of("taken"), 22, alex.pid(1), cell.pid());
        assertThat(value(got)).isEqualTo(Atom.of("taken"));
    }

    @Test
    void what_a_process_sends_arrives_in_the_forms_that_both_agreed_on() {
        Ref alias = alex.ref(5);
        asProcess(kate, self -> {
            self.send(toAlex(), alex.pid(1), Bits.of("to a pid"));
            self.send(toAlex(), Atom.of("shell"), Bits.of("to a name"));
            self.send(toAlex(), alias, Bits.of("to an alias"));
            return null;
        });
        Frame first = peer.next();
        Pid self = (Pid) first.control().get(1);
        assertThat(self.node()).isEqualTo(kate.node().name());
        assertThat(first).isEqualTo(frameWith(Bits.of("to a pid"), 22, self, alex.pid(1)));
        assertThat(peer.next()).isEqualTo(frameWith(Bits.of("to a name"), 6, self, Atom.of(""), Atom.of("shell")));
        assertThat(peer.next()).isEqualTo(frameWith(Bits.of("to an alias"), 33, self, alias));
    }

    @Test
    void between_nodes_of_OTP_28_and_later_an_alias_is_reached_with_operation_37() {
        Who sophie = Who.named("sophie@localhost").flags(ScriptedPeer.OTP_29);
        try (var newer = ScriptedPeer.connected(kate, sophie)) {
            Pid self = asProcess(kate, cell -> {
                cell.send(kate.to(sophie.atom()), sophie.ref(5), Int.of(1));
                return cell.pid();
            });
            assertThat(newer.next()).isEqualTo(frameWith(Int.of(1), 37, Int.of(4), self, sophie.ref(5)));
        }
    }

    // ---- links ----------------------------------------------------------------------------------------------------

    @Test
    void a_link_to_nobody_is_answered_with_noproc() {
        peer.sends(1, alex.pid(1), dead(kate));
        peer.isAnsweredWith(frameWith(NOPROC, 24, dead(kate), alex.pid(1)));
        Pid earlier = earlierLife(kate, 1);
        peer.sends(1, alex.pid(1), earlier);
        peer.isAnsweredWith(frameWith(NOPROC, 24, earlier, alex.pid(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"boom", "normal", "killed", "noconnection"})
    void the_end_of_a_process_is_told_to_whom_it_is_linked(String reason) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        ProcessCell cell = spawn(kate, self -> {
            value(end);
            return Atom.of(reason);
        });
        peer.sends(1, alex.pid(1), cell.pid());
        peer.sends(1, alex.pid(1), cell.pid()); // once more changes nothing
        peer.isAnsweredWith();
        end.complete(null);
        assertThat(peer.next()).isEqualTo(frameWith(Atom.of(reason), 24, cell.pid(), alex.pid(1)));
        peer.isAnsweredWith();
    }

    @Test
    void the_exit_of_a_linked_process_ends_one_of_ours_which_tells_others() {
        ProcessCell cell = idle(kate);
        peer.sends(1, alex.pid(1), cell.pid());
        peer.sends(1, alex.pid(2), cell.pid());
        peer.sends(19, alex.pid(3), cell.pid(), alex.ref(3));
        peer.sendsWith(BOOM, 24, alex.pid(1), cell.pid());
        peer.isAnsweredWith(
                frameWith(BOOM, 24, cell.pid(), alex.pid(2)),
                frameWith(BOOM, 28, cell.pid(), alex.pid(3), alex.ref(3)));
        assertThat(cell.isAlive()).isFalse();
    }

    @Test
    void exits_in_old_and_traced_forms_are_taken() {
        Object[][] forms = {
            {3, new Term[] {BOOM}}, {13, new Term[] {TRACE, BOOM}}, {24, new Term[] {}}, {25, new Term[] {TRACE}},
        };
        for (Object[] form : forms) {
            CompletableFuture<Term> got = new CompletableFuture<>();
            ProcessCell cell = trapping(got);
            Pid from = alex.pid(1);
            peer.sends(1, from, cell.pid());
            exit(form, from, cell);
            assertThat(value(got)).isEqualTo(Tuple.of(Atom.of("EXIT"), from, BOOM));
        }
        Object[][] sent = {
            {8, new Term[] {BOOM}}, {18, new Term[] {TRACE, BOOM}}, {26, new Term[] {}}, {27, new Term[] {TRACE}},
        };
        for (Object[] form : sent) {
            CompletableFuture<Term> got = new CompletableFuture<>();
            ProcessCell cell = trapping(got);
            exit(form, alex.pid(2), cell); // no link is needed
            assertThat(value(got)).isEqualTo(Tuple.of(Atom.of("EXIT"), alex.pid(2), BOOM));
        }
        CompletableFuture<Term> got = new CompletableFuture<>();
        ProcessCell cell = trapping(got);
        peer.sendsWith(BOOM, 37, Int.of(1 | 16), alex.pid(2), cell.pid());
        assertThat(value(got)).isEqualTo(Tuple.of(Atom.of("EXIT"), alex.pid(2), BOOM));
    }

    private void exit(Object[] form, Pid from, ProcessCell to) {
        int op = (int) form[0];
        Term[] rest = (Term[]) form[1];
        Term[] all = new Term[2 + rest.length];
        all[0] = from;
        all[1] = to.pid();
        System.arraycopy(rest, 0, all, 2, rest.length);
        if (op >= 24) {
            peer.sendsWith(BOOM, op, all);
        } else {
            peer.sends(op, all);
        }
    }

    @Test
    void an_exit_without_a_link_has_no_effect() {
        ProcessCell cell = idle(kate);
        peer.sendsWith(BOOM, 24, alex.pid(1), cell.pid());
        peer.sends(1, alex.pid(1), cell.pid());
        peer.sends(35, Int.of(5), alex.pid(1), cell.pid());
        peer.sendsWith(BOOM, 24, alex.pid(1), cell.pid());
        peer.isAnsweredWith(frame(36, Int.of(5), cell.pid(), alex.pid(1)));
        assertThat(cell.isAlive()).isTrue();
    }

    @Test
    void kill_sent_on_purpose_kills_whatever_is_trapped_and_is_passed_on_as_killed() {
        ProcessCell cell = trapping(new CompletableFuture<>());
        peer.sends(1, alex.pid(1), cell.pid());
        peer.sendsWith(Atom.of("kill"), 26, alex.pid(2), cell.pid());
        peer.isAnsweredWith(frameWith(Atom.of("killed"), 24, cell.pid(), alex.pid(1)));
    }

    @Test
    void kill_passed_on_by_a_link_can_be_trapped() {
        CompletableFuture<Term> got = new CompletableFuture<>();
        ProcessCell cell = trapping(got);
        peer.sends(1, alex.pid(1), cell.pid());
        peer.sendsWith(Atom.of("kill"), 24, alex.pid(1), cell.pid());
        assertThat(value(got)).isEqualTo(Tuple.of(Atom.of("EXIT"), alex.pid(1), Atom.of("kill")));
    }

    @Test
    void taking_a_link_back_is_acknowledged_with_its_id_whoever_is_there() {
        Term largest = Int.of(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
        ProcessCell cell = idle(kate);
        peer.sends(1, alex.pid(1), cell.pid());
        peer.sends(35, Int.of(1), alex.pid(1), cell.pid());
        peer.sends(35, largest, alex.pid(1), cell.pid());
        peer.sends(35, Int.of(3), alex.pid(1), dead(kate));
        peer.isAnsweredWith(
                frame(36, Int.of(1), cell.pid(), alex.pid(1)),
                frame(36, largest, cell.pid(), alex.pid(1)),
                frame(36, Int.of(3), dead(kate), alex.pid(1)));
        cell.node().deliver(cell.pid(), new Signal.Exit(cell.pid(), BOOM));
        peer.isAnsweredWith();
    }

    @Test
    void a_link_taken_back_in_the_old_way_is_forgotten_without_an_answer() {
        ProcessCell cell = idle(kate);
        peer.sends(1, alex.pid(1), cell.pid());
        peer.sends(4, alex.pid(1), cell.pid());
        peer.isAnsweredWith();
        cell.node().deliver(cell.pid(), new Signal.Exit(cell.pid(), BOOM));
        peer.isAnsweredWith();
    }

    @Test
    void both_sides_agree_on_a_link_that_is_made_anew_while_it_is_taken_back() {
        // The process links at the same moment as the reader acknowledges: were the link sent first, the peer would
        // pass
        // over it, since it still waits for the acknowledgement, and only this side would believe in it.
        Pid from = alex.pid(1);
        ProcessCell cell = spawn(kate, self -> {
            while (true) {
                Term round = next(self);
                self.link(toAlex(), from);
                self.send(toAlex(), from, round);
            }
        });
        for (int i = 1; i <= 500; i++) {
            peer.sends(1, from, cell.pid());
            peer.sendsWith(Int.of(i), 22, from, cell.pid());
            peer.sends(35, Int.of(i), from, cell.pid());
            boolean linked = false;
            boolean acknowledged = false;
            boolean answered = false;
            while (!acknowledged || !answered) {
                Frame frame = peer.next();
                if (frame.equals(frame(1, cell.pid(), from))) {
                    linked = acknowledged;
                } else if (frame.equals(frame(36, Int.of(i), cell.pid(), from))) {
                    acknowledged = true;
                } else {
                    assertThat(frame).isEqualTo(frameWith(Int.of(i), 22, cell.pid(), from));
                    answered = true;
                }
            }
            assertThat(cell.info().links().contains(from)).as("round %d", i).isEqualTo(linked);
            peer.sends(35, Int.of(1_000 + i), from, cell.pid());
            assertThat(peer.next()).isEqualTo(frame(36, Int.of(1_000 + i), cell.pid(), from));
        }
    }

    @Test
    void our_unlink_waits_for_its_own_acknowledgement_and_passes_over_what_crossed_it() {
        CompletableFuture<Void> relinked = new CompletableFuture<>();
        CompletableFuture<Term> got = new CompletableFuture<>();
        Pid other = alex.pid(1);
        ProcessCell cell = spawn(kate, self -> {
            self.trapExit(true);
            self.link(toAlex(), other);
            self.unlink(other);
            next(self); // the exit that crossed it has no effect any more
            self.link(toAlex(), other);
            relinked.complete(null);
            got.complete(next(self));
            return NORMAL;
        });
        assertThat(peer.next()).isEqualTo(frame(1, cell.pid(), other));
        Frame unlink = peer.next();
        Term id = unlink.control().get(1);
        assertThat(unlink).isEqualTo(frame(35, id, cell.pid(), other));
        peer.sends(1, other, cell.pid()); // crossed the unlink: to be passed over
        peer.sendsWith(BOOM, 24, other, cell.pid());
        peer.sendsWith(Atom.of("go"), 22, other, cell.pid());
        value(relinked);
        assertThat(peer.next()).isEqualTo(frame(1, cell.pid(), other));
        peer.sends(36, id, other, cell.pid()); // of the first unlink: must not end the new link
        peer.sends(36, Int.of(999), other, cell.pid());
        peer.sendsWith(BOOM, 24, other, cell.pid());
        assertThat(value(got)).isEqualTo(Tuple.of(Atom.of("EXIT"), other, BOOM));
    }

    // ---- monitors -------------------------------------------------------------------------------------------------

    @Test
    void a_monitor_of_nobody_is_answered_with_noproc_and_what_was_asked_for() {
        peer.sends(19, alex.pid(1), dead(kate), alex.ref(1));
        peer.sends(19, alex.pid(1), Atom.of("nobody"), alex.ref(2));
        peer.sends(19, alex.pid(1), earlierLife(kate, 1), alex.ref(3));
        peer.isAnsweredWith(
                frameWith(NOPROC, 28, dead(kate), alex.pid(1), alex.ref(1)),
                frameWith(NOPROC, 28, Atom.of("nobody"), alex.pid(1), alex.ref(2)),
                frameWith(NOPROC, 28, earlierLife(kate, 1), alex.pid(1), alex.ref(3)));
    }

    @Test
    void a_monitored_end_is_told_once_for_each_monitor_by_pid_and_by_name() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        ProcessCell cell = spawn(kate, self -> {
            value(end);
            return NORMAL;
        });
        Atom name = Atom.of("Elixir.Counter");
        kate.node().register(name, cell);
        peer.sends(19, alex.pid(1), cell.pid(), alex.ref(1));
        peer.sends(19, alex.pid(1), name, alex.ref(2));
        peer.sends(19, alex.pid(1), name, alex.ref(3));
        peer.sends(20, alex.pid(1), name, alex.ref(3));
        peer.sends(20, alex.pid(1), cell.pid(), alex.ref(99));
        peer.isAnsweredWith();
        end.complete(null);
        assertThat(peer.next()).isEqualTo(frameWith(NORMAL, 28, cell.pid(), alex.pid(1), alex.ref(1)));
        assertThat(peer.next()).isEqualTo(frameWith(NORMAL, 28, name, alex.pid(1), alex.ref(2)));
        peer.isAnsweredWith();
    }

    @Test
    void a_monitor_by_name_is_taken_back_from_the_process_that_had_the_name_when_it_was_set() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        ProcessCell first = idle(kate);
        ProcessCell second = spawn(kate, self -> {
            value(end);
            return NORMAL;
        });
        Atom name = Atom.of("counter");
        kate.node().register(name, first);
        peer.sends(19, alex.pid(1), name, alex.ref(1));
        peer.sends(19, alex.pid(1), name, alex.ref(2));
        await("both are set", () -> first.info().monitoredBy().size() == 2);
        kate.node().unregister(name);
        kate.node().register(name, second);
        peer.sends(19, alex.pid(1), name, alex.ref(3));
        peer.sends(20, alex.pid(1), name, alex.ref(1));
        await("the first is taken back", () -> first.info().monitoredBy().size() == 1);
        kate.node().unregister(name);
        peer.sends(20, alex.pid(1), name, alex.ref(2));
        await("the second too", () -> first.info().monitoredBy().size() == 0);
        PeerChannel channel = (PeerChannel) kate.to(alex.atom());
        assertThat(channel.namedMonitorCount()).isOne();
        end.complete(null);
        assertThat(peer.next()).isEqualTo(frameWith(NORMAL, 28, name, alex.pid(1), alex.ref(3)));
        assertThat(channel.namedMonitorCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {21, 28})
    void the_end_of_what_we_monitor_arrives_in_old_and_new_form(int op) {
        CompletableFuture<Term> got = new CompletableFuture<>();
        Atom there = Atom.of("counter");
        Tuple shown = Tuple.of(there, alex.atom());
        ProcessCell cell = spawn(kate, self -> {
            self.monitor(toAlex(), there, shown, AliasUse.NONE);
            got.complete(next(self));
            return NORMAL;
        });
        Frame monitor = peer.next();
        Ref ref = (Ref) monitor.control().get(3);
        assertThat(monitor).isEqualTo(frame(19, cell.pid(), there, ref));
        if (op == 21) {
            peer.sends(21, there, cell.pid(), ref, BOOM);
        } else {
            peer.sendsWith(BOOM, 28, there, cell.pid(), ref);
        }
        assertThat(value(got)).isEqualTo(Tuple.of(Atom.of("DOWN"), ref, Atom.of("process"), shown, BOOM));
    }

    @Test
    void a_call_ends_with_one_demonitor_and_its_late_second_reply_is_dropped() {
        CompletableFuture<Term> got = new CompletableFuture<>();
        CompletableFuture<Term> after = new CompletableFuture<>();
        Atom there = Atom.of("counter");
        ProcessCell cell = spawn(kate, self -> {
            Ref ref = self.monitor(toAlex(), there, there, AliasUse.UNTIL_REPLY);
            self.send(toAlex(), there, ref);
            got.complete(next(self));
            after.complete(next(self));
            return NORMAL;
        });
        Ref ref = (Ref) peer.next().control().get(3);
        assertThat(peer.next()).isEqualTo(frameWith(ref, 6, cell.pid(), Atom.of(""), there));
        peer.sendsWith(Tuple.of(ref, Int.of(42)), 33, alex.pid(1), ref);
        peer.sendsWith(Tuple.of(ref, Int.of(43)), 33, alex.pid(1), ref);
        assertThat(value(got)).isEqualTo(Tuple.of(ref, Int.of(42)));
        assertThat(peer.next()).isEqualTo(frame(20, cell.pid(), there, ref));
        peer.sendsWith(Atom.of("end"), 22, alex.pid(1), cell.pid());
        assertThat(value(after)).isEqualTo(Atom.of("end"));
    }

    // ---- the rest -------------------------------------------------------------------------------------------------

    @Test
    void the_group_leader_can_be_changed_from_outside() {
        ProcessCell cell = idle(kate);
        peer.sends(7, alex.pid(3), cell.pid());
        peer.isAnsweredWith();
        assertThat(cell.groupLeader()).isEqualTo(alex.pid(3));
    }

    @Test
    void net_kernel_says_yes_to_a_ping_over_pid_and_alias() {
        Atom netKernel = Atom.of("net_kernel");
        Ref ref = alex.ref(1);
        Term question = Tuple.of(Atom.of("is_auth"), alex.atom());
        ListTerm aliasTag = ListTerm.of(List.of(Atom.of("alias")), ref);
        for (Term tag : List.of(ref, aliasTag, ListTerm.of(List.of(aliasTag), alex.ref(2)))) {
            peer.sendsWith(
                    Tuple.of(Atom.of("$gen_call"), Tuple.of(alex.pid(1), tag), question),
                    6,
                    alex.pid(1),
                    Atom.of(""),
                    netKernel);
            Frame answer = peer.next();
            assertThat(answer.payload()).contains(Tuple.of(tag, Atom.of("yes")));
            assertThat(answer.control().get(2)).isEqualTo(tag == ref ? alex.pid(1) : ref);
        }
    }

    @Test
    void services_live_through_nonsense_and_exits() {
        for (String service : List.of("net_kernel", "logger_proxy")) {
            Atom name = Atom.of(service);
            ProcessCell cell = kate.node().whereIs(name).orElseThrow();
            peer.sendsWith(Bits.of("nonsense"), 6, alex.pid(1), Atom.of(""), name);
            peer.sendsWith(
                    Tuple.of(Atom.of("log"), Atom.of("error"), Int.of(1), Int.of(2)),
                    6,
                    alex.pid(1),
                    Atom.of(""),
                    name);
            peer.sendsWith(
                    Tuple.of(Atom.of("log"), Atom.of("error"), Bits.of("~p~p~p"), Int.of(2), Int.of(3)),
                    6,
                    alex.pid(1),
                    Atom.of(""),
                    name);
            peer.sendsWith(
                    Tuple.of(Atom.of("$gen_call"), Tuple.of(alex.pid(1), Int.of(1)), Int.of(2)),
                    6,
                    alex.pid(1),
                    Atom.of(""),
                    name);
            peer.sendsWith(BOOM, 26, alex.pid(1), cell.pid());
            peer.sends(1, alex.pid(1), cell.pid());
            peer.sendsWith(BOOM, 24, alex.pid(1), cell.pid());
            peer.isAnsweredWith();
            await(service + " has looked at all", () -> cell.info().messages() == 0);
            assertThat(cell.isAlive()).as(service).isTrue();
        }
    }

    @Test
    void seen_from_here_the_peer_is_connected_until_it_closes() {
        peer.isAnsweredWith();
        assertThat(TestNet.peers(kate)).extracting(Object::toString).containsExactly("alex@localhost");
        peer.close();
        await("alex is gone", () -> TestNet.peers(kate).isEmpty());
    }
}
