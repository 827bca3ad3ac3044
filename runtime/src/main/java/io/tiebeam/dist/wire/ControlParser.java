// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import io.tiebeam.dist.wire.ControlMessage.AliasSend;
import io.tiebeam.dist.wire.ControlMessage.AltactSend;
import io.tiebeam.dist.wire.ControlMessage.DemonitorP;
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
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads one control tuple, strictly: what a BEAM node closes the connection for is refused here too. */
final class ControlParser {
    private static final BigInteger LARGEST_ID =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private final Op op;
    private final Tuple control;

    private ControlParser(Op op, Tuple control) {
        this.op = op;
        this.control = control;
    }

    static ControlMessage parse(Term term, Supplier<Term> payload) {
        if (!(term instanceof Tuple control) || control.size() == 0 || !(control.get(0) instanceof Int(long code))) {
            throw new ProtocolException(
                    "control message: expected a tuple that begins with a number, got " + Shape.of(term));
        }
        Op op = Op.of(code);
        boolean fits = op == Op.ALTACT_SIG_SEND ? control.size() >= op.arity() : control.size() == op.arity();
        if (!fits) {
            throw new ProtocolException(
                    op + ": expected a tuple of " + op.arity() + " elements, got " + Shape.of(control));
        }
        return new ControlParser(op, control).message(payload);
    }

    private ControlMessage message(Supplier<Term> payload) {
        return switch (op) {
            case LINK -> new Link(pid(1), pid(2));
            case SEND -> new Send(pid(2), none(), payload.get());
            case SEND_TT -> new Send(pid(2), token(3), payload.get());
            case SEND_SENDER -> new SendSender(pid(1), pid(2), none(), payload.get());
            case SEND_SENDER_TT -> new SendSender(pid(1), pid(2), token(3), payload.get());
            case REG_SEND -> new RegSend(pid(1), atom(3), none(), payload.get());
            case REG_SEND_TT -> new RegSend(pid(1), atom(3), token(4), payload.get());
            case ALIAS_SEND -> new AliasSend(pid(1), ref(2), none(), payload.get());
            case ALIAS_SEND_TT -> new AliasSend(pid(1), ref(2), token(3), payload.get());
            case ALTACT_SIG_SEND -> altact(payload);
            case EXIT -> new Exit(pid(1), pid(2), none(), control.get(3));
            case EXIT_TT -> new Exit(pid(1), pid(2), token(3), control.get(4));
            case PAYLOAD_EXIT -> new Exit(pid(1), pid(2), none(), payload.get());
            case PAYLOAD_EXIT_TT -> new Exit(pid(1), pid(2), token(3), payload.get());
            case EXIT2 -> new Exit2(pid(1), pid(2), none(), control.get(3));
            case EXIT2_TT -> new Exit2(pid(1), pid(2), token(3), control.get(4));
            case PAYLOAD_EXIT2 -> new Exit2(pid(1), pid(2), none(), payload.get());
            case PAYLOAD_EXIT2_TT -> new Exit2(pid(1), pid(2), token(3), payload.get());
            case UNLINK -> new Unlink(pid(1), pid(2));
            case UNLINK_ID -> new UnlinkId(id(1), pid(2), pid(3));
            case UNLINK_ID_ACK -> new UnlinkIdAck(id(1), pid(2), pid(3));
            case GROUP_LEADER -> new GroupLeader(pid(1), pid(2));
            case MONITOR_P -> new MonitorP(pid(1), pidOrAtom(2), ref(3));
            case DEMONITOR_P -> new DemonitorP(pid(1), pidOrAtom(2), ref(3));
            case MONITOR_P_EXIT -> new MonitorPExit(pidOrAtom(1), pid(2), ref(3), control.get(4));
            case PAYLOAD_MONITOR_P_EXIT -> new MonitorPExit(pidOrAtom(1), pid(2), ref(3), payload.get());
            case SPAWN_REQUEST -> spawnRequest(none(), payload);
            case SPAWN_REQUEST_TT -> spawnRequest(token(6), payload);
            case SPAWN_REPLY -> new SpawnReply(ref(1), pid(2), integer(3), pidOrAtom(4), none());
            case SPAWN_REPLY_TT -> new SpawnReply(ref(1), pid(2), integer(3), pidOrAtom(4), token(5));
        };
    }

    private AltactSend altact(Supplier<Term> payload) {
        long flags = integer(1);
        Pid from = pid(2);
        Term to = (flags & AltactSend.ALIAS) != 0 ? ref(3) : (flags & AltactSend.NAME) != 0 ? atom(3) : pid(3);
        boolean traced = (flags & AltactSend.TOKEN) != 0;
        if (traced && control.size() < 5) {
            throw wrong(4, "a trace token");
        }
        return new AltactSend(flags, from, to, traced ? token(4) : none(), payload.get());
    }

    private SpawnRequest spawnRequest(Optional<Term> token, Supplier<Term> payload) {
        Ref ref = ref(1);
        Pid from = pid(2);
        Pid groupLeader = pid(3);
        if (control.get(4) instanceof Tuple mfa
                && mfa.size() == 3
                && mfa.get(0) instanceof Atom module
                && mfa.get(1) instanceof Atom function
                && mfa.get(2) instanceof Int(long arity)) {
            return new SpawnRequest(
                    ref, from, groupLeader, module, function, arity, control.get(5), token, payload.get());
        }
        throw wrong(4, "{module, function, arity}");
    }

    private static Optional<Term> none() {
        return Optional.empty();
    }

    private Optional<Term> token(int i) {
        return Optional.of(control.get(i));
    }

    private Pid pid(int i) {
        return control.get(i) instanceof Pid pid ? pid : wrong(i, Pid.class, "a pid");
    }

    private Atom atom(int i) {
        return control.get(i) instanceof Atom atom ? atom : wrong(i, Atom.class, "an atom");
    }

    private Ref ref(int i) {
        return control.get(i) instanceof Ref ref ? ref : wrong(i, Ref.class, "a reference");
    }

    private Term pidOrAtom(int i) {
        Term term = control.get(i);
        return term instanceof Pid || term instanceof Atom ? term : wrong(i, Term.class, "a pid or an atom");
    }

    private long integer(int i) {
        if (control.get(i) instanceof Int(long value) && value >= 0) {
            return value;
        }
        throw wrong(i, "a number");
    }

    /** An unsigned number of 64 bits, not 0. */
    private long id(int i) {
        if (control.get(i) instanceof Int(long value) && value > 0) {
            return value;
        }
        if (control.get(i) instanceof BigInt(BigInteger value)
                && value.signum() > 0
                && value.compareTo(LARGEST_ID) <= 0) {
            return value.longValue();
        }
        throw wrong(i, "a number from 1 to 2^64 - 1");
    }

    private <T> T wrong(int i, Class<T> type, String expected) {
        throw wrong(i, expected);
    }

    private ProtocolException wrong(int i, String expected) {
        return new ProtocolException(
                op + ": expected " + expected + " as element " + (i + 1) + ", got " + Shape.of(control));
    }
}
