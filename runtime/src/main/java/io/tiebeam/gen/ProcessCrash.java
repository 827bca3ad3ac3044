// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessInfo;
import io.tiebeam.process.RemoteLog;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The report on a process of OTP that crashed, as {@code proc_lib} makes it, for the node that its output goes to. On this
 * node one report tells all: the server's own. On the thread of the process.
 *
 * <p>Source: {@code proc_lib.erl}, {@code crash_report} and {@code my_info}.
 */
final class ProcessCrash {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Atom PROC_LIB = Atom.of("proc_lib");
    private static final RemoteLog.Sasl KIND =
            new RemoteLog.Sasl(PROC_LIB, Atom.of("report_cb"), "CRASH REPORT", Atom.of("crash_report"));

    private ProcessCrash() {}

    /** Reports that {@code self} ends with {@code reason}, thrown as {@code cause}, unless that is as intended. */
    static void report(ProcessCell self, Optional<Atom> module, Term reason, Throwable cause) {
        if (!Words.isOrderly(reason) && RemoteLog.isElsewhere(self)) {
            RemoteLog.sasl(self, crash(self, module, reason, cause), KIND);
        }
    }

    /**
     * Reports that {@code self} could not start. What was thrown on purpose is told to whoever starts it, and here to nobody
     * else, as Elixir does; of an error the stack would be lost.
     */
    static void startFailed(ProcessCell self, Term reason, Throwable cause) {
        if (Failures.isRaised(cause) && self.isAlive()) {
            LOG.log(
                    Level.ERROR,
                    self.info().label() + " " + self.pid() + " on node "
                            + self.node().name() + " cannot start: it raised an exception",
                    cause);
        }
        report(self, Optional.empty(), reason, cause);
    }

    private static MapTerm crash(ProcessCell self, Optional<Atom> module, Term reason, Throwable cause) {
        ProcessInfo info = self.info();
        List<Term> own = new ArrayList<>();
        module.ifPresent(m ->
                own.add(pair("initial_call", Tuple.of(m, Atom.of("init"), ListTerm.of(Atom.of("Argument__1"))))));
        own.add(pair("pid", self.pid()));
        own.add(pair("registered_name", info.name().<Term>map(n -> n).orElse(ListTerm.EMPTY)));
        if (!info.lineage().label().equals(Atom.UNDEFINED)) {
            own.add(pair("process_label", info.lineage().label()));
        }
        own.add(pair("error_info", error(reason, cause)));
        own.add(pair("ancestors", info.lineage().ancestors()));
        own.add(pair("message_queue_len", Int.of(info.messages())));
        own.add(pair("messages", ListTerm.EMPTY));
        own.add(pair("links", ListTerm.of(info.links())));
        own.add(pair("dictionary", ListTerm.EMPTY));
        own.add(pair("trap_exit", Atom.of(info.trapsExits())));
        own.add(pair("status", Atom.of("running")));
        for (String unknown : List.of("heap_size", "stack_size", "reductions")) {
            own.add(pair(unknown, Int.of(0)));
        }
        return MapTerm.of(
                Atom.of("label"),
                Tuple.of(PROC_LIB, Atom.of("crash")),
                Atom.of("report"),
                ListTerm.of(ListTerm.of(own), ListTerm.EMPTY));
    }

    private static Tuple pair(String key, Term value) {
        return Tuple.of(Atom.of(key), value);
    }

    /** {@code {Class, Reason, Stack}}. */
    private static Tuple error(Term reason, Throwable cause) {
        return Failures.isRaised(cause) && reason instanceof Tuple raised && raised.size() == 2
                ? Tuple.of(Atom.ERROR, raised.get(0), raised.get(1))
                : Tuple.of(Atom.of("exit"), reason, ListTerm.EMPTY);
    }
}
