// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;

/**
 * The way to one peer, for as long as one connection to it lasts or is being made. Implemented by the distribution, used
 * by processes on their own threads and by whoever drains a mailbox. Links and monitors belong to a channel, not to a
 * node name: those made over an earlier connection can never be mixed up with those of a later one.
 */
public interface Channel {
    /** The name of the peer. */
    Atom node();

    /**
     * Sends {@code signal} without ever blocking; while the connection is being made it waits in line.
     *
     * @param from who sends it
     * @param to a pid of the peer, an atom for a registered name there, or a reference for an alias
     * @return false if the connection is gone: nobody has seen the signal
     * @throws io.tiebeam.term.TermException if a message cannot be written as a term, or is too large
     */
    boolean offer(Pid from, Term to, Signal signal);

    /** Asks the peer to start a process; as {@link #offer}. */
    boolean offer(SpawnRequest request);

    /**
     * Hands what was offered to the operating system, as far as it takes it without blocking; for a sender that will now
     * wait for an answer. Does nothing if another thread is at it.
     */
    void flushNow();

    /** Has what was offered sent by another thread, together with what comes until then. */
    void flushSoon();

    /**
     * Suspends the calling thread while more waits to be sent than the peer takes: the busy port of a BEAM. Called
     * before {@link #offer} by whoever runs user code. Returns at once when the connection is gone, or {@code self} dies.
     *
     * @param self the process that runs on this thread
     */
    void awaitRoom(ProcessCell self);

    /**
     * Remembers that {@code cell} has a link or a monitor over this channel, so that it hears of its end.
     *
     * @return false if the connection is gone: {@code cell} would not hear of it
     */
    boolean relate(ProcessCell cell);

    /** Forgets {@code cell}, which is dead. */
    void forget(ProcessCell cell);
}
