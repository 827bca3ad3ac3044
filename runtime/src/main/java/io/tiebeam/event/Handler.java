// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.event;

import io.tiebeam.term.Term;
import java.util.Optional;

/** A handler of a manager, with its state: what OTP has as a callback module. Called on the manager's thread. */
public interface Handler {
    /** It is added; {@code left} is what the handler left that it replaces. */
    Outcome init(Optional<Term> left) throws Exception;

    /** An event. */
    Outcome event(Term event) throws Exception;

    /** A message to the manager that is no event. */
    Outcome info(Object message) throws Exception;

    /** Somebody waits for an answer. */
    Outcome call(Term request) throws Exception;

    /** It is removed. What it returns goes to whoever removed it, or to the handler that replaces it. */
    Term terminate(Term why) throws Exception;

    /** What {@code sys:get_state} shows. */
    Term state();

    /** What reports show of {@code state}. */
    Term shown(Term state);

    /** What becomes of {@code state} when the code is another than {@code oldVersion}. */
    Term codeChange(Term oldVersion, Term state, Term extra) throws Exception;

    /** Takes over what has the form of {@link #state()}. */
    void state(Term state);

    /** Makes handlers, as their module and the arguments say that somebody sent. */
    @FunctionalInterface
    interface Maker {
        /** The handler {@code key}, a module or {@code {module, id}}; what it throws is why there is none. */
        Handler make(Term key, Term args) throws Exception;
    }
}
