// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import io.tiebeam.dist.wire.ControlMessage.AliasSend;
import io.tiebeam.dist.wire.ControlMessage.AltactSend;
import io.tiebeam.dist.wire.ControlMessage.DemonitorP;
import io.tiebeam.dist.wire.ControlMessage.Exit;
import io.tiebeam.dist.wire.ControlMessage.Exit2;
import io.tiebeam.dist.wire.ControlMessage.Form;
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
import io.tiebeam.term.Int;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the form of a message by what the peer knows: nodes that are no BEAM (JInterface, for one) lack most of what
 * is optional, and get the forms of old.
 */
final class ControlForm {
    private ControlForm() {}

    static Form of(ControlMessage message, long flags) {
        return switch (message) {
            case Link(var from, var to) -> bare(Op.LINK, List.of(from, to));
            case Send(var to, var token, var body) ->
                with(body, token.isEmpty() ? Op.SEND : Op.SEND_TT, token, List.of(Atom.EMPTY, to));
            case SendSender(var from, var to, var token, var body) ->
                Flags.has(flags, Flags.SEND_SENDER)
                        ? with(body, token.isEmpty() ? Op.SEND_SENDER : Op.SEND_SENDER_TT, token, List.of(from, to))
                        : of(new Send(to, token, body), flags);
            case RegSend(var from, var to, var token, var body) ->
                with(body, token.isEmpty() ? Op.REG_SEND : Op.REG_SEND_TT, token, List.of(from, Atom.EMPTY, to));
            case AliasSend(var from, var to, var token, var body) ->
                Flags.has(flags, Flags.ALTACT_SIG)
                        ? altact(new AltactSend(AltactSend.ALIAS, from, to, token, body))
                        : with(body, token.isEmpty() ? Op.ALIAS_SEND : Op.ALIAS_SEND_TT, token, List.of(from, to));
            case AltactSend signal -> Flags.has(flags, Flags.ALTACT_SIG) ? altact(signal) : of(signal.plain(), flags);
            case Exit(var from, var to, var token, var reason) -> {
                if (!Flags.has(flags, Flags.EXIT_PAYLOAD)) {
                    yield token.isEmpty()
                            ? bare(Op.EXIT, List.of(from, to, reason))
                            : bare(Op.EXIT_TT, List.of(from, to, token.get(), reason));
                }
                yield with(reason, token.isEmpty() ? Op.PAYLOAD_EXIT : Op.PAYLOAD_EXIT_TT, token, List.of(from, to));
            }
            case Exit2(var from, var to, var token, var reason) -> {
                if (!Flags.has(flags, Flags.EXIT_PAYLOAD)) {
                    yield token.isEmpty()
                            ? bare(Op.EXIT2, List.of(from, to, reason))
                            : bare(Op.EXIT2_TT, List.of(from, to, token.get(), reason));
                }
                yield with(reason, token.isEmpty() ? Op.PAYLOAD_EXIT2 : Op.PAYLOAD_EXIT2_TT, token, List.of(from, to));
            }
            case Unlink(var from, var to) -> bare(Op.UNLINK, List.of(from, to));
            case UnlinkId(var id, var from, var to) -> bare(Op.UNLINK_ID, List.of(unsigned(id), from, to));
            case UnlinkIdAck(var id, var from, var to) -> bare(Op.UNLINK_ID_ACK, List.of(unsigned(id), from, to));
            case GroupLeader(var leader, var to) -> bare(Op.GROUP_LEADER, List.of(leader, to));
            case MonitorP(var from, var watched, var ref) -> bare(Op.MONITOR_P, List.of(from, watched, ref));
            case DemonitorP(var from, var watched, var ref) -> bare(Op.DEMONITOR_P, List.of(from, watched, ref));
            case MonitorPExit(var watched, var to, var ref, var reason) ->
                Flags.has(flags, Flags.EXIT_PAYLOAD)
                        ? with(reason, Op.PAYLOAD_MONITOR_P_EXIT, Optional.empty(), List.of(watched, to, ref))
                        : bare(Op.MONITOR_P_EXIT, List.of(watched, to, ref, reason));
            case SpawnRequest s -> {
                var mfa = Tuple.of(s.module(), s.function(), Int.of(s.arity()));
                Op op = s.token().isEmpty() ? Op.SPAWN_REQUEST : Op.SPAWN_REQUEST_TT;
                yield with(s.arguments(), op, s.token(), List.of(s.ref(), s.from(), s.groupLeader(), mfa, s.options()));
            }
            case SpawnReply(var ref, var to, var bits, var result, var token) ->
                token.isEmpty()
                        ? bare(Op.SPAWN_REPLY, List.of(ref, to, Int.of(bits), result))
                        : bare(Op.SPAWN_REPLY_TT, List.of(ref, to, Int.of(bits), result, token.get()));
        };
    }

    private static Form altact(AltactSend signal) {
        long flags = signal.token().isEmpty() ? signal.flags() & ~AltactSend.TOKEN : signal.flags() | AltactSend.TOKEN;
        List<Term> operands = List.of(Int.of(flags), signal.from(), signal.to());
        return with(signal.payload(), Op.ALTACT_SIG_SEND, signal.token(), operands);
    }

    private static Form bare(Op op, List<Term> operands) {
        return new Form(op, operands, Optional.empty());
    }

    private static Form with(Term payload, Op op, Optional<Term> token, List<Term> operands) {
        if (token.isEmpty()) {
            return new Form(op, operands, Optional.of(payload));
        }
        List<Term> traced = new ArrayList<>(operands);
        traced.add(token.get());
        return new Form(op, traced, Optional.of(payload));
    }

    private static Term unsigned(long id) {
        return id >= 0 ? Int.of(id) : Int.of(new BigInteger(Long.toUnsignedString(id)));
    }
}
