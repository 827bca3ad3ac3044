// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;

/** The atoms of {@code gen_statem}, and how the values of a machine are shown to others. */
final class StateWords {
    static final Atom GEN_STATEM = Atom.of("gen_statem");
    static final Atom TIMEOUT = Atom.of("timeout");
    static final Atom STATE_TIMEOUT = Atom.of("state_timeout");
    static final Atom CANCEL = Atom.of("cancel");
    static final Atom UPDATE = Atom.of("update");
    static final Atom REPLY = Atom.of("reply");
    static final Atom POSTPONE = Atom.of("postpone");
    static final Atom NEXT_EVENT = Atom.of("next_event");
    static final Atom NEXT_STATE = Atom.of("next_state");
    static final Atom HIBERNATE = Atom.of("hibernate");
    static final Atom CHANGE_CALLBACK_MODULE = Atom.of("change_callback_module");
    static final Atom PUSH_CALLBACK_MODULE = Atom.of("push_callback_module");
    static final Atom POP_CALLBACK_MODULE = Atom.of("pop_callback_module");

    private StateWords() {}

    /** The term of a state, a name or what an event holds; its text if it has none, since it need not leave this JVM. */
    static Term term(Object value) {
        try {
            return TermMapper.toTerm(value);
        } catch (TermException hasNone) {
            return Bits.of(TermMapper.describe(value));
        }
    }
}
