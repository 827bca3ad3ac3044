// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.Mark;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;

/** Tells a server to end, and waits until it has. Source: {@code proc_lib:stop/3}. */
final class Ending {
    private Ending() {}

    static void await(ProcessCell self, ServerRef server, Term request, Term expected, Deadline deadline) {
        Mark before = self.mark();
        Address address = Address.of(self.node(), server);
        Ref ref = address.monitor(self, AliasUse.UNTIL_DEMONITOR);
        Term tag = ListTerm.of(List.of(Words.ALIAS), ref);
        address.send(self, Tuple.of(Words.SYSTEM, Tuple.of(self.pid(), tag), request));
        Term reason = self.receiveAfter(before, message -> reason(message, ref), deadline);
        self.demonitor(ref, true);
        self.receiveAfter(before, message -> isAnswer(message, tag) ? message : null, Deadline.NOW);
        if (reason == null) {
            throw new ExitException(Words.TIMEOUT, server + " has not ended in time (timeout)");
        }
        if (!reason.equals(expected)) {
            throw new ExitException(reason);
        }
    }

    private static Term reason(Object message, Ref ref) {
        return message instanceof Tuple t && t.is(Words.DOWN, 5) && t.get(1).equals(ref) ? t.get(4) : null;
    }

    private static boolean isAnswer(Object message, Term tag) {
        return message instanceof Tuple t && t.size() == 2 && t.get(0).equals(tag);
    }
}
