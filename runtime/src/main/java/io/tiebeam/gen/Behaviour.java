// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** Which of OTP's behaviours a server is to others: whose code shows its reports, and what its status is called. */
public enum Behaviour {
    GEN_SERVER("gen_server", "Status for generic server "),
    GEN_STATEM("gen_statem", "Status for state machine "),
    GEN_EVENT("gen_event", "Status for event handler ");

    private final Atom module;
    private final String title;

    Behaviour(String module, String title) {
        this.module = Atom.of(module);
        this.title = title;
    }

    /** The module of OTP. */
    public Atom module() {
        return module;
    }

    /** What is printed of a message to it, which is about to be served. */
    Line got(Term message) {
        if (this == GEN_EVENT) {
            return gotByManager(message);
        }
        if (message instanceof Tuple t && t.is(Words.GEN_CALL, 3) && t.get(1) instanceof Tuple from) {
            return Line.of("got call ~tp from ~tw", t.get(2), from.get(0));
        }
        return message instanceof Tuple t && t.is(Words.GEN_CAST, 2)
                ? Line.of("got cast ~tp", t.get(1))
                : Line.of("got ~tp", message);
    }

    private static Line gotByManager(Term message) {
        if (message instanceof Tuple t && t.is(Atom.of("notify"), 2)) {
            return Line.of("got event ~tp", t.get(1));
        }
        return message instanceof Tuple t
                        && t.size() == 3
                        && t.get(2) instanceof Tuple call
                        && call.is(Atom.of("call"), 3)
                ? Line.of("(~tp) got call ~tp", call.get(1), call.get(2))
                : Line.of("got ~tp", message);
    }

    /** What its status begins with, before its name. */
    String title() {
        return title;
    }
}
