// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import io.tiebeam.ErlangModule;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermReader;
import io.tiebeam.term.Tuple;

/** Processes of Java for the cases of {@code jinterface_SUITE} and {@code nc_SUITE}, that do what they are told. */
@ErlangModule("puppet")
public final class Puppet {
    private static final Atom DONE = Atom.of("done");

    private Puppet() {}

    /** Does what {@code {Owner, What, Argument}} says, answers {@code {Self, done}}, and tells {@code owner} all else. */
    public static void run(Pid owner) {
        Processes.trapExit(true);
        while (true) {
            Term message = Kernel.receive();
            if (message instanceof Tuple t && t.size() == 3 && t.get(0).equals(owner)) {
                obey(((Atom) t.get(1)).name(), t.get(2));
                Kernel.send(owner, Tuple.of(Kernel.self(), DONE));
            } else {
                Kernel.send(owner, Tuple.of(Kernel.self(), message));
            }
        }
    }

    private static void obey(String what, Term argument) {
        switch (what) {
            case "link" -> Processes.link((Pid) argument);
            case "unlink" -> Processes.unlink((Pid) argument);
            case "kill" -> Kernel.exit((Pid) argument, "kill");
            case "exit" -> Kernel.exit((Object) argument);
            case "send" -> Kernel.send((Pid) ((Tuple) argument).get(0), ((Tuple) argument).get(1));
            default -> throw new IllegalArgumentException(what);
        }
    }

    /** Answers {@code {From, Term}} with {@code {Self, Term}}, until it is told {@code bye}. */
    public static void echo() {
        while (Kernel.receive() instanceof Tuple t) {
            Pid from = (Pid) t.get(0);
            Term answer = t.size() == 2 ? t.get(1) : changed(t.get(1), ((Atom) t.get(2)).name());
            Kernel.send(from, Tuple.of(Kernel.self(), answer));
        }
    }

    private static Term changed(Term term, String how) {
        return switch (how) {
            case "decoded" -> TermReader.decode(((Bits) term).toByteArray());
            case "shown" -> Bits.of(term.toString());
            case "tail" -> tail(term);
            default -> throw new IllegalArgumentException(how);
        };
    }

    private static Term tail(Term term) {
        return term instanceof ListTerm list && !list.isEmpty()
                ? ListTerm.of(list.elements().subList(1, list.size()), list.tail())
                : Atom.of("null");
    }
}
