// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;

/**
 * What a supervisor can make and start as a child: a server that has not been started yet, such as a {@code GenServer}.
 * Its factory, {@code Counter::new}, is what {@link ChildSpec#of(Object, ChildSpec.Factory)} takes: each restart makes a
 * new one. Both methods are called in the process that is to be linked, on its own thread.
 */
public interface Startable {
    /**
     * Starts it, linked to the calling process; returns when it is ready.
     *
     * @throws io.tiebeam.ExitException with the reason if it cannot start
     * @throws io.tiebeam.IgnoreException if it chose not to run
     */
    Pid startLink();

    /**
     * As {@link #startLink()}, registered as {@code name} on this node.
     *
     * @throws io.tiebeam.ExitException {@code {already_started, pid}} if the name is taken
     */
    Pid startLink(ServerName name);
}
