// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** The atoms of OTP's protocols. */
final class Words {
    static final Atom GEN_CALL = Atom.of("$gen_call");
    static final Atom GEN_CAST = Atom.of("$gen_cast");
    static final Atom SYSTEM = Atom.of("system");
    static final Atom ALIAS = Atom.of("alias");
    static final Atom DOWN = Atom.of("DOWN");
    static final Atom EXIT = Atom.of("EXIT");
    static final Atom NORMAL = Atom.of("normal");
    static final Atom SHUTDOWN = Atom.of("shutdown");
    static final Atom KILL = Atom.of("kill");
    static final Atom KILLED = Atom.of("killed");
    static final Atom NOPROC = Atom.of("noproc");
    static final Atom NOCONNECTION = Atom.of("noconnection");
    static final Atom NODEDOWN = Atom.of("nodedown");
    static final Atom TIMEOUT = Atom.of("timeout");
    static final Atom INFINITY = Atom.of("infinity");
    static final Atom BRUTAL_KILL = Atom.of("brutal_kill");
    static final Atom NOT_FOUND = Atom.of("not_found");
    static final Atom RESTARTING = Atom.of("restarting");
    static final Atom WORKER = Atom.of("worker");
    static final Atom SUPERVISOR = Atom.of("supervisor");
    static final Atom MONITOR = Atom.of("monitor");
    static final Atom START_TASK = Atom.of("start_task");
    static final Atom WHICH_CHILDREN = Atom.of("which_children");
    static final Atom COUNT_CHILDREN = Atom.of("count_children");
    static final Atom TERMINATE_CHILD = Atom.of("terminate_child");
    static final Atom MAX_CHILDREN = Atom.of("max_children");
    static final Atom TASK_SUPERVISED = Atom.of("Elixir.Task.Supervised");
    static final Atom TASK_SUPERVISOR = Atom.of("Elixir.Task.Supervisor");
    static final Atom STRUCT = Atom.of("__struct__");

    private Words() {}

    /** {@code {error, reason}}. */
    static Tuple error(Term reason) {
        return Tuple.of(Atom.ERROR, reason);
    }

    /** {@code {ok, value}}. */
    static Tuple ok(Term value) {
        return Tuple.of(Atom.OK, value);
    }

    /**
     * Whether a process that ends with {@code reason} ends as intended: {@code normal}, {@code shutdown}, {@code
     * {shutdown, _}}.
     */
    static boolean isOrderly(Term reason) {
        return reason.equals(NORMAL) || reason.equals(SHUTDOWN) || reason instanceof Tuple t && t.is(SHUTDOWN, 2);
    }
}
