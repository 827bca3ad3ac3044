// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;

/**
 * A process asks another node to start one: {@code spawn_request}.
 *
 * @param ref identifies the request, and is the monitor's reference if {@code monitor}
 * @param from who asks
 * @param groupLeader where the new process's output goes
 * @param arguments the arguments, a proper list whose length is the function's arity
 * @param errorOnly whether the asker hears only of a process that could not be started: {@code {reply, error_only}}
 */
public record SpawnRequest(
        Ref ref,
        Pid from,
        Pid groupLeader,
        Atom module,
        Atom function,
        ListTerm arguments,
        boolean link,
        boolean monitor,
        boolean errorOnly) {

    /** A request whose answer comes in any case. */
    public SpawnRequest(
            Ref ref,
            Pid from,
            Pid groupLeader,
            Atom module,
            Atom function,
            ListTerm arguments,
            boolean link,
            boolean monitor) {
        this(ref, from, groupLeader, module, function, arguments, link, monitor, false);
    }
}
