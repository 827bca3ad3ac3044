// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** The atoms of OTP's protocols. */
public final class Words {
    public static final Atom GEN_CALL = Atom.of("$gen_call");
    public static final Atom GEN_CAST = Atom.of("$gen_cast");
    public static final Atom SYSTEM = Atom.of("system");
    public static final Atom ALIAS = Atom.of("alias");
    public static final Atom DOWN = Atom.of("DOWN");
    public static final Atom EXIT = Atom.of("EXIT");
    public static final Atom NORMAL = Atom.of("normal");
    public static final Atom SHUTDOWN = Atom.of("shutdown");
    public static final Atom KILL = Atom.of("kill");
    public static final Atom KILLED = Atom.of("killed");
    public static final Atom NOPROC = Atom.of("noproc");
    public static final Atom NOCONNECTION = Atom.of("noconnection");
    public static final Atom NODEDOWN = Atom.of("nodedown");
    public static final Atom TIMEOUT = Atom.of("timeout");
    public static final Atom IGNORE = Atom.of("ignore");
    public static final Atom INFINITY = Atom.of("infinity");
    public static final Atom BRUTAL_KILL = Atom.of("brutal_kill");
    public static final Atom NOT_FOUND = Atom.of("not_found");
    public static final Atom RESTARTING = Atom.of("restarting");
    public static final Atom WORKER = Atom.of("worker");
    public static final Atom SUPERVISOR = Atom.of("supervisor");
    public static final Atom MONITOR = Atom.of("monitor");
    public static final Atom START_TASK = Atom.of("start_task");
    public static final Atom WHICH_CHILDREN = Atom.of("which_children");
    public static final Atom COUNT_CHILDREN = Atom.of("count_children");
    public static final Atom TERMINATE = Atom.of("terminate");
    public static final Atom TERMINATE_CHILD = Atom.of("terminate_child");
    public static final Atom MAX_CHILDREN = Atom.of("max_children");
    public static final Atom TASK_SUPERVISED = Atom.of("Elixir.Task.Supervised");
    public static final Atom TASK_SUPERVISOR = Atom.of("Elixir.Task.Supervisor");
    public static final Atom STRUCT = Atom.of("__struct__");

    private Words() {}

    /** {@code {error, reason}}. */
    public static Tuple error(Term reason) {
        return Tuple.of(Atom.ERROR, reason);
    }

    /** {@code {ok, value}}. */
    public static Tuple ok(Term value) {
        return Tuple.of(Atom.OK, value);
    }

    /** Whether {@code message} is the {@code DOWN} of the monitor {@code ref}. */
    public static boolean isDown(Object message, Term ref) {
        return message instanceof Tuple t && t.is(DOWN, 5) && t.get(1).equals(ref);
    }

    /** The reason in the {@code DOWN} of the monitor {@code ref}; null if {@code message} is anything else. */
    public static Term downReason(Object message, Term ref) {
        return isDown(message, ref) ? ((Tuple) message).get(4) : null;
    }

    /**
     * Whether a process that ends with {@code reason} ends as intended: {@code normal}, {@code shutdown}, {@code
     * {shutdown, _}}.
     */
    public static boolean isOrderly(Term reason) {
        return reason.equals(NORMAL) || reason.equals(SHUTDOWN) || reason instanceof Tuple t && t.is(SHUTDOWN, 2);
    }
}
