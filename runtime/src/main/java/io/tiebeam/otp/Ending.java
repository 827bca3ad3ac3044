// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.Failures;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.Mark;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.util.function.Function;

/** Tells a server to end, and waits until it has. Works on any thread. Source: {@code proc_lib:stop/3}. */
final class Ending {
    private static final Atom GEN_SERVER = Atom.of("Elixir.GenServer");
    private static final Atom STOP = Atom.of("stop");
    private static final Atom CALLING_SELF = Atom.of("calling_self");

    private Ending() {}

    /** What a user gives as a reason: a string is an atom. */
    static Term reason(Object reason) {
        return reason instanceof String word ? Atom.of(word) : TermMapper.toTerm(reason);
    }

    /** As Elixir's {@code GenServer.stop/3}: a failure names that call. */
    static void ofServer(ServerRef server, Term reason, Calls.Timeout timeout) {
        Tuple call = Tuple.of(GEN_SERVER, STOP, ListTerm.of(Calls.toTerm(server), reason, timeout.toTerm()));
        await(server, reason, timeout, why -> Failures.of(why, call));
    }

    /** As {@code gen_statem:stop/3} and {@code gen_event:stop/3}, which fail with the bare reason. */
    static void ofOther(ServerRef server, Term reason, Calls.Timeout timeout) {
        await(server, reason, timeout, why -> Failures.bare(why, "stop " + Calls.toTerm(server)));
    }

    private static void await(
            ServerRef server, Term reason, Calls.Timeout timeout, Function<Term, ExitException> failure) {
        Deadline deadline = timeout.deadline();
        StandIn.call(self -> {
            Address address = Address.of(self.node(), server);
            if (address.to().equals(self.pid())) {
                throw failure.apply(CALLING_SELF);
            }
            Term end = end(self, address, Tuple.of(Words.TERMINATE, reason), deadline);
            if (end == null) {
                throw failure.apply(Words.TIMEOUT);
            }
            if (!end.equals(reason)) {
                throw failure.apply(Failures.ofDown(end, address.shown()));
            }
            return null;
        });
    }

    /** The reason with which what {@code address} leads to ended; null: not in time. */
    private static Term end(ProcessCell self, Address address, Term request, Deadline deadline) {
        Mark before = self.mark();
        Ref ref = address.monitor(self, AliasUse.UNTIL_DEMONITOR);
        address.send(self, Tuple.of(Words.SYSTEM, Tuple.of(self.pid(), Answers.tag(ref)), request));
        Term end = self.receiveAfter(before, message -> Words.downReason(message, ref), deadline);
        self.demonitor(ref, true);
        self.receive(message -> Answers.answer(message, ref), Deadline.NOW);
        return end;
    }
}
