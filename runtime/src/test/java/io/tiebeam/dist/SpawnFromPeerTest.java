// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import static io.tiebeam.dist.ScriptedPeer.frame;
import static io.tiebeam.dist.ScriptedPeer.frameWith;
import static io.tiebeam.dist.TestNet.next;
import static io.tiebeam.dist.TestNet.spawn;
import static io.tiebeam.dist.TestNet.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.dist.ScriptedPeer.Frame;
import io.tiebeam.dist.ScriptedPeer.Who;
import io.tiebeam.process.Channel;
import io.tiebeam.process.Network;
import io.tiebeam.process.ProcessBody;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.SpawnRequest;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class SpawnFromPeerTest {
    private static final Atom LINK = Atom.of("link");
    private static final Atom MONITOR = Atom.of("monitor");
    private static final Atom BADOPT = Atom.of("badopt");
    private static final Atom TRACE = Atom.of("a seq_trace token");

    private final TestNet net = new TestNet();
    private final AtomicInteger bodies = new AtomicInteger(); // made for requests, whether they ran or not
    private final Network kate = net.start("kate@localhost", TestNet.COOKIE, Duration.ofSeconds(60), this::bodyFor);
    private final Who alex = Who.named("alex@localhost");
    private final Tuple mfa = Tuple.of(Atom.of("Elixir.Kate"), Atom.of("say_name"), Int.of(2));
    private final ListTerm arguments = ListTerm.of(Int.of(1), Bits.of("two"));
    private final Term ran = Tuple.of(
            Atom.of("ran"), Atom.of("Elixir.Kate"), Atom.of("say_name"), ListTerm.of(Int.of(1), Bits.of("two")));
    private final Pid me = alex.pid(1);
    private ScriptedPeer peer;

    private ProcessBody bodyFor(Atom module, Atom function, ListTerm arguments) {
        bodies.incrementAndGet();
        return self -> {
            if (function.equals(Atom.of("talk"))) {
                Pid to = (Pid) arguments.get(0);
                self.send(self.node().channelTo(to.node()), to, Atom.of("first words"));
            }
            return Tuple.of(Atom.of("ran"), module, function, arguments);
        };
    }

    @BeforeEach
    void connect() {
        peer = ScriptedPeer.connected(kate, alex);
    }

    @AfterEach
    void end() {
        peer.close();
        net.close();
    }

    private void asks(int n, Term options) {
        peer.sendsWith(arguments, 29, alex.ref(n), me, alex.pid(2), mfa, options);
    }

    private Pid started(int n, int flags) {
        Frame reply = peer.next();
        Pid child = (Pid) reply.control().get(4);
        assertThat(reply).isEqualTo(frame(31, alex.ref(n), me, Int.of(flags), child));
        assertThat(child.node()).isEqualTo(kate.node().name());
        assertThat(child.creation()).isEqualTo(kate.node().creation());
        return child;
    }

    @Test
    void a_request_without_options_is_answered_with_a_pid_and_nothing_more() {
        asks(1, ListTerm.EMPTY);
        started(1, 0);
        peer.isAnsweredWith();
    }

    @Test
    void a_linked_child_tells_its_end() {
        asks(1, ListTerm.of(LINK));
        Pid child = started(1, 1);
        peer.isAnsweredWith(frameWith(ran, 24, child, me));
    }

    @Test
    void a_monitored_child_tells_its_end_under_the_reference_of_the_request() {
        asks(1, ListTerm.of(MONITOR));
        Pid child = started(1, 2);
        peer.isAnsweredWith(frameWith(ran, 28, child, me, alex.ref(1)));
    }

    @Test
    void a_traced_request_and_both_relations_at_once() {
        peer.sendsWith(arguments, 30, alex.ref(1), me, alex.pid(2), mfa, ListTerm.of(MONITOR, LINK), TRACE);
        Pid child = started(1, 3);
        peer.isAnsweredWith(frameWith(ran, 24, child, me), frameWith(ran, 28, child, me, alex.ref(1)));
    }

    @Test
    void options_for_the_memory_and_the_scheduling_of_a_BEAM_are_passed_over() {
        asks(
                1,
                ListTerm.of(
                        option("priority", Atom.of("high")),
                        option("min_heap_size", Int.of(233)),
                        option("min_bin_vheap_size", Int.of(46422)),
                        option("max_heap_size", Int.of(0)),
                        option("fullsweep_after", Int.of(65535)),
                        option("message_queue_data", Atom.of("off_heap")),
                        option("scheduler", Int.of(1)),
                        option("async_dist", Atom.of("true"))));
        started(1, 0);
        Term aliasAndTag = ListTerm.of(option("alias", Atom.of("demonitor")), option("tag", Atom.of("x")));
        asks(2, ListTerm.of(option("link", ListTerm.of(Atom.of("priority"))), option("monitor", aliasAndTag)));
        Pid child = started(2, 3);
        peer.isAnsweredWith(frameWith(ran, 24, child, me), frameWith(ran, 28, child, me, alex.ref(2)));
    }

    private static Tuple option(String name, Term value) {
        return Tuple.of(Atom.of(name), value);
    }

    static Stream<Term> badOptions() {
        return Stream.of(
                LINK,
                Int.of(1),
                ListTerm.of(List.of(LINK), MONITOR),
                ListTerm.of(Int.of(1)),
                ListTerm.of(LINK, Bits.of("monitor")),
                ListTerm.of(Atom.of("unheard_of")),
                ListTerm.of(option("unheard_of", Int.of(1))),
                ListTerm.of(option("reply", Atom.of("yes"))), // means something to the asking node only
                ListTerm.of(Tuple.of(LINK)),
                ListTerm.of(option("priority", Atom.of("highest"))),
                ListTerm.of(option("min_heap_size", Int.of(-1))),
                ListTerm.of(option("max_heap_size", Int.of(10))), // less than a process begins with
                ListTerm.of(option("max_heap_size", MapTerm.of(Atom.of("kill"), Atom.TRUE))),
                ListTerm.of(option("max_heap_size", Int.of(500)), option("min_heap_size", Int.of(1000))),
                ListTerm.of(option("message_queue_data", Atom.of("nowhere"))),
                ListTerm.of(option("scheduler", Int.of(-1))),
                ListTerm.of(option("async_dist", Int.of(1))),
                ListTerm.of(option("link", Atom.of("priority"))),
                ListTerm.of(option("monitor", ListTerm.of(Atom.of("unheard_of")))),
                ListTerm.of(option("monitor", ListTerm.of(option("alias", Atom.of("for_ever"))))),
                ListTerm.of(Tuple.of(Atom.of("priority"), Atom.of("high"), Int.of(1))),
                ListTerm.of(Tuple.of(Int.of(1), Int.of(2))));
    }

    @ParameterizedTest
    @MethodSource("badOptions")
    void bad_options_are_answered_with_badopt_and_nothing_is_started(Term options) {
        asks(1, options);
        peer.isAnsweredWith(frame(31, alex.ref(1), me, Int.of(0), BADOPT));
        assertThat(bodies).hasValue(0);
    }

    @Test
    void the_number_of_arguments_decides_and_not_the_arity_beside_them() {
        peer.sendsWith(ListTerm.of(Int.of(1)), 29, alex.ref(1), me, alex.pid(2), mfa, ListTerm.of(LINK));
        Pid child = started(1, 1);
        Term one = Tuple.of(Atom.of("ran"), mfa.get(0), mfa.get(1), ListTerm.of(Int.of(1)));
        peer.isAnsweredWith(frameWith(one, 24, child, me));
    }

    @Test
    void arguments_that_are_no_list_end_the_new_process_with_badarg() {
        for (Term wrong : List.of(ListTerm.of(List.of(Int.of(1)), Int.of(2)), Int.of(2))) {
            peer.sendsWith(wrong, 29, alex.ref(1), me, alex.pid(2), mfa, ListTerm.of(LINK));
            Pid child = started(1, 1);
            peer.isAnsweredWith(frameWith(Tuple.of(Atom.of("badarg"), ListTerm.EMPTY), 24, child, me));
        }
    }

    @Test
    void the_answer_comes_before_anything_else_that_the_child_sends() {
        Tuple talk = Tuple.of(Atom.of("Elixir.Kate"), Atom.of("talk"), Int.of(1));
        for (int i = 1; i <= 200; i++) {
            peer.sendsWith(ListTerm.of(me), 29, alex.ref(i), me, me, talk, ListTerm.of(LINK));
            Pid child = started(i, 1);
            assertThat(peer.next()).isEqualTo(frameWith(Atom.of("first words"), 22, child, me));
            assertThat(peer.next().control()).isEqualTo(frame(24, child, me).control());
        }
    }

    @Test
    void the_output_of_a_child_goes_where_the_request_says() {
        CompletableFuture<Pid> leader = new CompletableFuture<>();
        try (var other = new TestNet()) {
            Network node = other.start("moebi@localhost", TestNet.COOKIE, Duration.ofSeconds(60), (_, _, _) -> self -> {
                leader.complete(self.groupLeader());
                return Atom.of("normal");
            });
            try (var asking = ScriptedPeer.connected(node, alex)) {
                asking.sendsWith(arguments, 29, alex.ref(1), me, alex.pid(2), mfa, ListTerm.EMPTY);
                assertThat(value(leader)).isEqualTo(alex.pid(2));
            }
        }
    }

    @Test
    void children_hear_of_the_end_of_the_connection_to_their_parent() {
        List<Pid> children = new ArrayList<>();
        try (var other = new TestNet()) {
            Network node =
                    other.start("moebi@localhost", TestNet.COOKIE, Duration.ofSeconds(60), (_, _, _) -> TestNet::next);
            try (var asking = ScriptedPeer.connected(node, alex)) {
                for (int i = 0; i < 50; i++) {
                    asking.sendsWith(arguments, 29, alex.ref(i), me, alex.pid(2), mfa, ListTerm.of(LINK));
                    children.add((Pid) asking.next().control().get(4));
                }
            }
            TestNet.await(
                    "all have ended",
                    () -> children.stream()
                            .allMatch(child -> node.node().find(child).isEmpty()));
        }
    }

    // ---- asked by us ----------------------------------------------------------------------------------------------

    private CompletableFuture<Term> request(
            boolean link, boolean monitor, Channel to, CompletableFuture<ProcessCell> asker) {
        CompletableFuture<Term> answer = new CompletableFuture<>();
        asker.complete(spawn(kate, self -> {
            self.trapExit(true);
            self.spawn(
                    to,
                    new SpawnRequest(
                            self.newRef(),
                            self.pid(),
                            self.groupLeader(),
                            Atom.of("m"),
                            Atom.of("f"),
                            arguments,
                            link,
                            monitor));
            answer.complete(next(self));
            while (true) {
                self.send(to, me, Tuple.of(Atom.of("got"), next(self)));
            }
        }));
        return answer;
    }

    @Test
    void what_we_ask_for_is_said_in_full_and_the_answer_founds_link_and_monitor() {
        CompletableFuture<ProcessCell> asker = new CompletableFuture<>();
        CompletableFuture<Term> answer = request(true, true, kate.to(alex.atom()), asker);
        Frame request = peer.next();
        Ref ref = (Ref) request.control().get(1);
        ProcessCell self = value(asker);
        assertThat(request)
                .isEqualTo(frameWith(
                        arguments,
                        29,
                        ref,
                        self.pid(),
                        self.groupLeader(),
                        Tuple.of(Atom.of("m"), Atom.of("f"), Int.of(2)),
                        ListTerm.of(LINK, MONITOR)));
        peer.sends(31, ref, self.pid(), Int.of(3), alex.pid(7));
        assertThat(value(answer)).isEqualTo(Tuple.of(Atom.of("spawn_reply"), ref, Atom.of("ok"), alex.pid(7)));
        peer.sendsWith(Atom.of("boom"), 24, alex.pid(7), self.pid());
        peer.sendsWith(Atom.of("boom"), 28, alex.pid(7), self.pid(), ref);
        assertThat(peer.next().payload().orElseThrow())
                .isEqualTo(Tuple.of(Atom.of("got"), Tuple.of(Atom.of("EXIT"), alex.pid(7), Atom.of("boom"))));
        assertThat(peer.next().payload().orElseThrow())
                .isEqualTo(Tuple.of(
                        Atom.of("got"),
                        Tuple.of(Atom.of("DOWN"), ref, Atom.of("process"), alex.pid(7), Atom.of("boom"))));
    }

    @Test
    void a_refusal_of_the_peer_is_an_error_for_whoever_asked() {
        CompletableFuture<ProcessCell> asker = new CompletableFuture<>();
        CompletableFuture<Term> answer = request(true, false, kate.to(alex.atom()), asker);
        Ref ref = (Ref) peer.next().control().get(1);
        peer.sends(32, ref, value(asker).pid(), Int.of(0), Atom.of("system_limit"), TRACE);
        assertThat(value(answer))
                .isEqualTo(Tuple.of(Atom.of("spawn_reply"), ref, Atom.of("error"), Atom.of("system_limit")));
    }

    @Test
    void an_answer_to_nobody_s_question_founds_no_link() {
        ProcessCell idle = TestNet.idle(kate);
        peer.sends(31, alex.ref(5), idle.pid(), Int.of(1), alex.pid(7));
        peer.sendsWith(Atom.of("boom"), 24, alex.pid(7), idle.pid());
        peer.isAnsweredWith();
        assertThat(idle.isAlive()).isTrue();
    }

    @Test
    void a_linked_child_whose_parent_died_meanwhile_is_told() {
        CompletableFuture<ProcessCell> asker = new CompletableFuture<>();
        request(true, false, kate.to(alex.atom()), asker);
        Ref ref = (Ref) peer.next().control().get(1);
        Pid self = value(asker).pid();
        peer.sendsWith(Atom.of("kill"), 26, me, self);
        peer.sends(31, ref, self, Int.of(1), alex.pid(7));
        peer.isAnsweredWith(frameWith(Atom.of("noproc"), 24, self, alex.pid(7)));
    }

    @Test
    void a_request_to_a_peer_that_cannot_spawn_is_answered_with_notsup() {
        Who simple = Who.named("simple@localhost").flags(ScriptedPeer.LEAST);
        try (var least = ScriptedPeer.connected(kate, simple)) {
            CompletableFuture<Term> answer = request(true, true, kate.to(simple.atom()), new CompletableFuture<>());
            assertThat(((Tuple) value(answer)).get(3)).isEqualTo(Atom.of("notsup"));
            least.isAnsweredWith();
        }
    }
}
