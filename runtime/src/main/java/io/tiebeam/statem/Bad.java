// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.ExitReasons;
import io.tiebeam.RaisedException;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** What a callback must not return, or ask for: OTP's reason, for people and for others. */
public final class Bad {
    /** An action that is none. */
    public static final Atom ACTION = Atom.of("bad_action_from_state_function");

    /** An action besides an answer, of a machine that stops. */
    public static final Atom REPLY_ACTION = Atom.of("bad_reply_action_from_state_function");

    static final Atom RETURN = Atom.of("bad_return_from_state_function");
    static final Atom ENTER_RETURN = Atom.of("bad_state_enter_return_from_state_function");
    static final Atom ENTER_ACTION = Atom.of("bad_state_enter_action_from_state_function");

    private Bad() {}

    /** A crash with {@code {{what, detail}, Stack}}. */
    public static RaisedException error(Atom what, Term detail, String why) {
        ListTerm stack = ExitReasons.stack(new Throwable());
        return RaisedException.error(Tuple.of(what, detail), stack, why + " (" + what.name() + ")");
    }
}
