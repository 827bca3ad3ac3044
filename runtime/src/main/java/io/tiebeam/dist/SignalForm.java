// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.ControlMessage;
import io.tiebeam.dist.wire.ControlMessage.SpawnReply;
import io.tiebeam.process.Signal;
import io.tiebeam.process.SpawnRequest;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a signal of a process becomes between nodes. */
final class SignalForm {
    private static final Atom LINK = Atom.of("link");
    private static final Atom MONITOR = Atom.of("monitor");

    private SignalForm() {}

    /** @throws io.tiebeam.term.TermException if a message has no term */
    static ControlMessage of(Pid from, Term to, Signal signal) {
        return switch (signal) {
            case Signal.Message m -> addressed(from, to, TermMapper.toTerm(m.body()));
            case Signal.Link _ -> new ControlMessage.Link(from, (Pid) to);
            case Signal.Unlink u -> new ControlMessage.UnlinkId(u.id(), from, (Pid) to);
            case Signal.UnlinkAck a -> new ControlMessage.UnlinkIdAck(a.id(), from, (Pid) to);
            case Signal.LinkExit e -> new ControlMessage.Exit(from, (Pid) to, Optional.empty(), e.reason());
            case Signal.Exit e -> new ControlMessage.Exit2(from, (Pid) to, Optional.empty(), e.reason());
            case Signal.Monitor m -> new ControlMessage.MonitorP(from, to, m.ref());
            case Signal.Demonitor d -> new ControlMessage.DemonitorP(from, to, d.ref());
            case Signal.Down d -> new ControlMessage.MonitorPExit(d.target(), (Pid) to, d.ref(), d.reason());
            case Signal.GroupLeader g -> new ControlMessage.GroupLeader(g.leader(), (Pid) to);
            case Signal.SpawnReply r -> new SpawnReply(r.ref(), (Pid) to, flags(r), r.result(), Optional.empty());
            case Signal.Internal internal -> throw new IllegalArgumentException("never leaves its node: " + internal);
        };
    }

    static ControlMessage of(SpawnRequest request) {
        List<Term> options = new ArrayList<>(2);
        if (request.link()) {
            options.add(LINK);
        }
        if (request.monitor()) {
            options.add(MONITOR);
        }
        return new ControlMessage.SpawnRequest(
                request.ref(),
                request.from(),
                request.groupLeader(),
                request.module(),
                request.function(),
                request.arguments().size(),
                ListTerm.of(options),
                Optional.empty(),
                request.arguments());
    }

    private static long flags(Signal.SpawnReply reply) {
        return (reply.linked() ? SpawnReply.LINKED : 0) | (reply.monitored() ? SpawnReply.MONITORED : 0);
    }

    private static ControlMessage addressed(Pid from, Term to, Term body) {
        return switch (to) {
            case Pid pid -> new ControlMessage.SendSender(from, pid, Optional.empty(), body);
            case Atom name -> new ControlMessage.RegSend(from, name, Optional.empty(), body);
            case Ref alias -> new ControlMessage.AliasSend(from, alias, Optional.empty(), body);
            default -> throw new IllegalArgumentException("a message is for a pid, a name or an alias, got " + to);
        };
    }
}
