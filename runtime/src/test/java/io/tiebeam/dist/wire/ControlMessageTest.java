// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.dist.wire.ControlMessage.AliasSend;
import io.tiebeam.dist.wire.ControlMessage.AltactSend;
import io.tiebeam.dist.wire.ControlMessage.DemonitorP;
import io.tiebeam.dist.wire.ControlMessage.Direction;
import io.tiebeam.dist.wire.ControlMessage.Exit;
import io.tiebeam.dist.wire.ControlMessage.Exit2;
import io.tiebeam.dist.wire.ControlMessage.GroupLeader;
import io.tiebeam.dist.wire.ControlMessage.Link;
import io.tiebeam.dist.wire.ControlMessage.MonitorP;
import io.tiebeam.dist.wire.ControlMessage.MonitorPExit;
import io.tiebeam.dist.wire.ControlMessage.RegSend;
import io.tiebeam.dist.wire.ControlMessage.Send;
import io.tiebeam.dist.wire.ControlMessage.SendSender;
import io.tiebeam.dist.wire.ControlMessage.SpawnReply;
import io.tiebeam.dist.wire.ControlMessage.SpawnRequest;
import io.tiebeam.dist.wire.ControlMessage.Unlink;
import io.tiebeam.dist.wire.ControlMessage.UnlinkId;
import io.tiebeam.dist.wire.ControlMessage.UnlinkIdAck;
import io.tiebeam.term.Atom;
import io.tiebeam.term.BigInt;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ControlMessageTest {
    private static final long ALL = ~0L;
    private static final long FEW = Flags.MANDATORY;
    private static final Atom ALEX = Atom.of("alex@localhost");
    private static final Atom KATE = Atom.of("kate@localhost");
    private static final Pid A = new Pid(ALEX, 110, 0, 7);
    private static final Pid K = new Pid(KATE, 112, 0, 8);
    private static final Ref R = Ref.of(ALEX, 7, 1, 2, 3);
    private static final Atom NAME = Atom.of("counter");
    private static final Term SUP = Atom.of("sup?");
    private static final Term NORMAL = Atom.of("normal");
    private static final Optional<Term> NONE = Optional.empty();
    private static final Optional<Term> TOKEN = Optional.of(Tuple.of(Int.of(0), Int.of(17), Int.of(1), A, Int.of(0)));

    /** One message of each kind, with and without a trace token. */
    static Stream<ControlMessage> messages() {
        var mfa = new Atom[] {Atom.of("erlang"), Atom.of("apply")};
        var messages = new ArrayList<ControlMessage>(List.of(
                new Link(A, K),
                new Unlink(A, K),
                new UnlinkId(1, A, K),
                new UnlinkId(-1, A, K),
                new UnlinkIdAck(Long.MIN_VALUE, K, A),
                new GroupLeader(A, K),
                new MonitorP(A, K, R),
                new MonitorP(A, NAME, R),
                new DemonitorP(A, NAME, R),
                new MonitorPExit(K, A, R, NORMAL),
                new MonitorPExit(NAME, A, R, NORMAL)));
        for (var token : List.of(NONE, TOKEN)) {
            messages.addAll(List.of(
                    new Send(K, token, SUP),
                    new SendSender(A, K, token, SUP),
                    new RegSend(A, NAME, token, SUP),
                    new AliasSend(A, R, token, SUP),
                    new Exit(A, K, token, NORMAL),
                    new Exit2(A, K, token, NORMAL),
                    new SpawnRequest(R, A, A, mfa[0], mfa[1], 2, ListTerm.of(Atom.of("link")), token, ListTerm.EMPTY),
                    new SpawnReply(R, A, 3, K, token),
                    new SpawnReply(R, A, 0, Atom.of("badopt"), token)));
        }
        return messages.stream();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void what_is_written_for_a_node_of_the_day_is_read_again(ControlMessage message) {
        var form = message.form(ALL & ~Flags.ALTACT_SIG);
        assertThat(form.op().hasPayload()).isEqualTo(form.payload().isPresent());
        assertThat(form.control().get(0)).isEqualTo(Int.of(form.op().code()));
        assertThat(form.control().size()).isEqualTo(form.op().arity());
        assertThat(read(form)).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void what_is_written_for_a_node_that_knows_little_means_the_same(ControlMessage message) {
        ControlMessage expected =
                message instanceof SendSender(var _, var to, var token, var body) ? new Send(to, token, body) : message;
        assertThat(read(message.form(FEW))).isEqualTo(expected);
    }

    @Test
    void the_form_follows_what_was_agreed() {
        assertThat(ops(new SendSender(A, K, NONE, SUP))).containsExactly(Op.SEND_SENDER, Op.SEND);
        assertThat(ops(new Exit(A, K, NONE, SUP))).containsExactly(Op.PAYLOAD_EXIT, Op.EXIT);
        assertThat(ops(new Exit(A, K, TOKEN, SUP))).containsExactly(Op.PAYLOAD_EXIT_TT, Op.EXIT_TT);
        assertThat(ops(new Exit2(A, K, NONE, SUP))).containsExactly(Op.PAYLOAD_EXIT2, Op.EXIT2);
        assertThat(ops(new Exit2(A, K, TOKEN, SUP))).containsExactly(Op.PAYLOAD_EXIT2_TT, Op.EXIT2_TT);
        assertThat(ops(new MonitorPExit(K, A, R, SUP))).containsExactly(Op.PAYLOAD_MONITOR_P_EXIT, Op.MONITOR_P_EXIT);
        assertThat(ops(new AliasSend(A, R, NONE, SUP))).containsExactly(Op.ALTACT_SIG_SEND, Op.ALIAS_SEND);
        assertThat(ops(new AltactSend(AltactSend.PRIORITY, A, K, NONE, SUP)))
                .containsExactly(Op.ALTACT_SIG_SEND, Op.SEND);
    }

    @Test
    void operation_37_says_in_bits_what_it_is() {
        assertThat(read37(5, R, NONE)).isEqualTo(new AltactSend(5, A, R, NONE, SUP));
        assertThat(read37(8, NAME, NONE)).isEqualTo(new AltactSend(8, A, NAME, NONE, SUP));
        assertThat(read37(17, K, NONE)).isEqualTo(new AltactSend(17, A, K, NONE, SUP));
        assertThat(read37(2, K, TOKEN)).isEqualTo(new AltactSend(2, A, K, TOKEN, SUP));
        var priorityExit = (AltactSend) read37(17, K, NONE);
        assertThat(priorityExit.isPriority()).isTrue();
        assertThat(priorityExit.plain()).isEqualTo(new Exit2(A, K, NONE, SUP));
        assertThat(((AltactSend) read37(4, R, NONE)).plain()).isEqualTo(new AliasSend(A, R, NONE, SUP));
        assertThat(((AltactSend) read37(8, NAME, NONE)).plain()).isEqualTo(new RegSend(A, NAME, NONE, SUP));
        assertThat(((AltactSend) read37(0, K, NONE)).plain()).isEqualTo(new SendSender(A, K, NONE, SUP));
    }

    @Test
    void operation_37_may_grow() {
        var more = Tuple.of(Int.of(37), Int.of(1 << 12 | 4), A, R, SUP, SUP, SUP);
        assertThat(ControlMessage.parse(more, () -> SUP)).isEqualTo(new AltactSend(1 << 12 | 4, A, R, NONE, SUP));
        refused("ALTACT_SIG_SEND: expected a trace token", Int.of(37), Int.of(2), A, K);
        refused("ALTACT_SIG_SEND: expected a reference as element 4", Int.of(37), Int.of(4), A, K);
        refused("ALTACT_SIG_SEND: expected an atom as element 4", Int.of(37), Int.of(8), A, K);
        refused("ALTACT_SIG_SEND: expected a pid as element 4", Int.of(37), Int.of(16), A, R);
    }

    @Test
    void what_closes_a_connection_on_the_BEAM_is_refused() {
        refused("unknown control message 5", Int.of(5), A, K);
        refused("unknown control message 38", Int.of(38), A, K);
        refused("unknown control message -1", Int.of(-1), A, K);
        refused("LINK: expected a tuple of 3 elements, got {1, #Pid<alex.110>}", Int.of(1), A);
        refused("LINK: expected a tuple of 3 elements", Int.of(1), A, K, K);
        refused("LINK: expected a pid as element 2, got {1, :counter, #Pid<kate.112>}", Int.of(1), NAME, K);
        refused("REG_SEND: expected a pid as element 2", Int.of(6), NAME, Atom.EMPTY, NAME);
        refused("REG_SEND: expected an atom as element 4", Int.of(6), A, Atom.EMPTY, K);
        refused("ALIAS_SEND: expected a reference as element 3", Int.of(33), A, K);
        refused("MONITOR_P: expected a pid or an atom as element 3", Int.of(19), A, R, R);
        refused("UNLINK_ID: expected a number from 1 to 2^64 - 1", Int.of(35), Int.of(0), A, K);
        refused("UNLINK_ID: expected a number", Int.of(35), Int.of(-1), A, K);
        refused("UNLINK_ID: expected a number", Int.of(35), new BigInt(BigInteger.ONE.shiftLeft(64)), A, K);
        refused(
                "SPAWN_REQUEST: expected {module, function, arity}",
                Int.of(29),
                R,
                A,
                A,
                Tuple.of(NAME, NAME),
                ListTerm.EMPTY);
        refused("control message: expected a tuple that begins with a number, got {:counter}", NAME);
        refused("control message: expected a tuple that begins with a number, got {}");
        assertThatThrownBy(() -> ControlMessage.parse(NAME, () -> SUP)).hasMessageContaining("got :counter");
    }

    @Test
    void a_refused_tuple_does_not_cost_a_payload() {
        assertThatThrownBy(() -> ControlMessage.parse(Tuple.of(Int.of(22), NAME, K), () -> {
                    throw new AssertionError("read the payload");
                }))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void one_aligned_line_tells_a_message() {
        assertThat(new SendSender(A, K, NONE, Tuple.of(Atom.of("hi"), Int.of(1))).describe(Direction.SENT, KATE, 37))
                .isEqualTo(">> kate@localhost           37 SEND_SENDER  #Pid<alex.110> #Pid<kate.112> {:hi, 1}");
        assertThat(new RegSend(A, NAME, NONE, SUP).describe(Direction.RECEIVED, ALEX, 92))
                .isEqualTo("<< alex@localhost           92 REG_SEND     #Pid<alex.110> :counter :sup?");
        assertThat(new Link(A, K).describe(Direction.SENT, KATE, 1_234_567))
                .isEqualTo(">> kate@localhost       1234567 LINK         #Pid<alex.110> #Pid<kate.112>");
        var long256 = new RegSend(A, NAME, NONE, Atom.of("x".repeat(255)));
        assertThat(long256.describe(Direction.SENT, KATE, 1)).hasSize(240).endsWith("x…");
    }

    private static ControlMessage read(ControlMessage.Form form) {
        return ControlMessage.parse(form.control(), form.payload()::orElseThrow);
    }

    private static ControlMessage read37(int flags, Term to, Optional<Term> token) {
        var control = token.isEmpty()
                ? Tuple.of(Int.of(37), Int.of(flags), A, to)
                : Tuple.of(Int.of(37), Int.of(flags), A, to, token.get());
        return ControlMessage.parse(control, () -> SUP);
    }

    /** As for a node of the day, then as for one that knows little. */
    private static List<Op> ops(ControlMessage message) {
        return List.of(
                message.form(ALL).op(), message.form(FEW & ~Flags.SEND_SENDER).op());
    }

    private static void refused(String text, Term... control) {
        assertThatThrownBy(() -> ControlMessage.parse(Tuple.of(control), () -> SUP))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(text);
    }
}
