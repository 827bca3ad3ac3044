// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

import io.tiebeam.Mfa;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import java.util.concurrent.Callable;

/**
 * Code of this JVM that a task runs: it never leaves the node, so it goes through no exposure.
 *
 * @param body gives the result as a term: what the owner's message is made of
 * @param writtenAs what the user wrote, to tell in reports where
 */
public record Code(Callable<Term> body, Object writtenAs) {
    /** What Elixir has for a task that runs a function without a name, in the place of that function nothing. */
    public static final Mfa MFA =
            new Mfa(Atom.of("erlang"), Atom.of("apply"), ListTerm.of(Atom.UNDEFINED, ListTerm.EMPTY));

    /** The class that it was written in, for people. */
    String place() {
        String type = writtenAs.getClass().getName();
        int lambda = type.indexOf("$$Lambda");
        return lambda < 0 ? type : type.substring(0, lambda);
    }
}
