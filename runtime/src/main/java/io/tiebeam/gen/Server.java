// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.From;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;

/**
 * What a server does with each kind of message. Called by {@link ServerLoop} on the server's own thread, one at a time;
 * an {@link io.tiebeam.ExitException} ends the server with its reason, anything else thrown ends it as a crash.
 */
public interface Server {
    /** The module that a BEAM would name as the one that runs here. */
    Atom module();

    /** The server runs: whoever started it knows, and no message has been looked at. */
    default void begin() {}

    /** Somebody waits for an answer, to be given now or later by {@link From#reply}. */
    void call(From from, Term request);

    /** A message to the server as such. */
    void cast(Term request);

    /** A linked process other than the parent ended; only if the server traps exits. */
    void exit(Pid from, Term reason);

    /** Any other message. */
    void info(Object message);

    /** What {@code sys:get_state} shows. */
    Term state();

    /** The server is about to end with {@code reason}. */
    void terminate(Term reason);
}
