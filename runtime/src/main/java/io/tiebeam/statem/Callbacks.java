// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;

/** The code of a machine: what OTP has as a callback module. Called on the machine's own thread. */
public interface Callbacks {
    /** Its name. */
    Atom module();

    /** What to do about {@code event} in {@code state}. */
    Step handle(Object state, Object event) throws Exception;

    /** Whether it is told when a state is entered. */
    boolean stateEnter();

    /** The state to go on in when the code is another than {@code oldVersion}. */
    Object codeChange(Term oldVersion, Object state, Term extra) throws Exception;

    /** The machine ends with {@code reason}. */
    void terminate(Term reason, Object state) throws Exception;
}
