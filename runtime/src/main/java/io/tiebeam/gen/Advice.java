// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.ExitReasons;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Fun;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** What to do about a call that failed in a way that has a usual cause: further lines of the text of its failure. */
final class Advice {
    private static final Atom UNDEF = Atom.of("undef");
    private static final Atom CALLING_SELF = Atom.of("calling_self");

    private Advice() {}

    /** @param call the call that failed, {@code {Module, Function, Arguments}} */
    static String on(Term why, Tuple call) {
        if (why.equals(CALLING_SELF)) {
            return "\n   it would wait for its own answer for ever (calling_self)"
                    + "\n   → call the method that answers, or send a message: GenServer.cast(self(), ...)";
        }
        boolean ofNobody = why.equals(Words.NOPROC) && call.size() == 3; // an event manager's has its text elsewhere
        if (ofNobody && call.get(2) instanceof ListTerm arguments && !arguments.isEmpty()) {
            return onNobody(arguments.get(0));
        }
        return why instanceof Tuple t && t.is(UNDEF, 2) && t.get(1) instanceof ListTerm stack ? onUndefined(stack) : "";
    }

    private static String onNobody(Term server) {
        return switch (server) {
            case Pid ended ->
                "\n   " + ended + " has ended (noproc)"
                        + "\n   → call it by a name: a supervisor gives that to its successor";
            case Atom name -> notRegistered(name, "here");
            case Tuple at
            when at.size() == 2 && at.get(0) instanceof Atom name && at.get(1) instanceof Atom node ->
                notRegistered(name, "on " + node.name());
            case Tuple via when via.is(Atom.of("via"), 3) -> notRegistered(via, "here");
            default -> "";
        };
    }

    private static String notRegistered(Term name, String where) {
        return "\n   no process is registered as " + ExitReasons.format(name) + " " + where + " (noproc)"
                + "\n   → start it before it is called, as the child of a supervisor that comes before its callers";
    }

    /** A function of this JVM's that the node where it was to run does not know. */
    private static String onUndefined(ListTerm stack) {
        return !stack.isEmpty()
                        && stack.get(0) instanceof Tuple frame
                        && frame.size() == 3
                        && frame.get(0) instanceof Fun lambda
                ? "\n   a lambda of " + lambda.module().name()
                        + " is code of that class, which the node where it was to"
                        + " run does not have or does not expose (undef)"
                        + "\n   → refer to a static method, Chat::receiveMessage, or call by name,"
                        + " Mfa.of(\"Elixir.Chat\", \"receive_message\", \"hi\")"
                : "";
    }
}
