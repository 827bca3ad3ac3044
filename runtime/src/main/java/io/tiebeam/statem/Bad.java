// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** What a callback must not return: OTP's reason for people and for others. */
final class Bad {
    private Bad() {}

    /** An end with {@code {{what, detail}, Stack}}. */
    static ExitException error(Atom what, Term detail, String why) {
        Tuple raised = (Tuple) ExitReasons.of(new IllegalStateException(why));
        return new ExitException(Tuple.of(Tuple.of(what, detail), raised.get(1)), why + " (" + what.name() + ")");
    }
}
