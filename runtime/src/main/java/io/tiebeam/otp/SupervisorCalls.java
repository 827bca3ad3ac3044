// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.IgnoreException;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.Words;
import io.tiebeam.otp.Supervisor.Child;
import io.tiebeam.otp.Supervisor.Counts;
import io.tiebeam.otp.Supervisor.State;
import io.tiebeam.process.Directories;
import io.tiebeam.process.LocalNode;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.Via;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What supervisors of any node and language are asked, and their answers as Java's values. Any thread. */
final class SupervisorCalls {
    static final Atom START_CHILD = Atom.of("start_child");
    static final Atom RESTART_CHILD = Atom.of("restart_child");
    static final Atom DELETE_CHILD = Atom.of("delete_child");
    static final Atom GET_CHILDSPEC = Atom.of("get_childspec");

    private SupervisorCalls() {}

    static Optional<Pid> startChild(ServerRef supervisor, ChildSpec spec) {
        checkReach(supervisor, spec);
        Term answer = ask(supervisor, START_CHILD, ChildTerms.toMap(spec));
        Reference.reachabilityFence(spec); // its code is known by a weak reference until the supervisor has it
        return pid(supervisor, "child " + spec.id() + " was not started", answer);
    }

    /** The process of a new child of a dynamic supervisor. */
    static Pid startDynamic(ServerRef supervisor, ChildSpec spec) {
        checkReach(supervisor, spec);
        Term answer = ask(supervisor, START_CHILD, ChildTerms.toDynamic(spec));
        Reference.reachabilityFence(spec);
        return pid(supervisor, "a child was not started", answer)
                .orElseThrow(() -> new IgnoreException("the child chose not to run (ignore)"));
    }

    private static void checkReach(ServerRef supervisor, ChildSpec spec) {
        if (spec.start().isCode() && !isHere(supervisor)) {
            throw new IllegalArgumentException("child " + spec.id() + " is " + spec.start()
                    + ", which supervisor " + supervisor + " of another node cannot run"
                    + "\n   → give it by name: ChildSpec.of(" + spec.id()
                    + ", Mfa.of(\"Elixir.Counter\", \"start_link\", ...))");
        }
    }

    private static boolean isHere(ServerRef supervisor) {
        LocalNode node = LocalNode.current();
        return switch (supervisor) {
            case Pid pid -> node.isCalled(pid.node());
            case Name _ -> true;
            case Name.At at -> node.isCalled(at.node().atom());
            case Via via ->
                Directories.whereIs(node, via)
                        .filter(pid -> !node.isCalled(pid.node()))
                        .isEmpty();
        };
    }

    static Optional<Pid> restartChild(ServerRef supervisor, Term id) {
        return pid(supervisor, "child " + id + " was not restarted", ask(supervisor, RESTART_CHILD, id));
    }

    /** Whether there was such a child. */
    static boolean done(ServerRef supervisor, Atom what, Term id) {
        Term answer = ask(supervisor, what, id);
        if (answer.equals(Atom.OK)) {
            return true;
        }
        if (answer.equals(Words.error(Words.NOT_FOUND))) {
            return false;
        }
        throw refused(supervisor, what.name() + " of child " + id + " was refused", answer);
    }

    static List<Child> whichChildren(ServerRef supervisor) {
        Term answer = Calls.call(supervisor, Words.WHICH_CHILDREN, Calls.Timeout.INFINITY);
        List<Child> children = new ArrayList<>();
        if (!(answer instanceof ListTerm list) || !list.isProper()) {
            throw unexpected(supervisor, answer);
        }
        for (Term each : list) {
            if (!(each instanceof Tuple t) || t.size() != 4) {
                throw unexpected(supervisor, answer);
            }
            try {
                State state = t.get(1) instanceof Pid pid
                        ? new State.Running(pid)
                        : t.get(1).equals(Words.RESTARTING) ? new State.Restarting() : new State.Undefined();
                children.add(new Child(t.get(0), state, ChildTerms.type(t.get(2)), ChildTerms.modules(t.get(3))));
            } catch (BadSpec _) {
                throw unexpected(supervisor, answer);
            }
        }
        return List.copyOf(children);
    }

    static Counts countChildren(ServerRef supervisor) {
        Term answer = Calls.call(supervisor, Words.COUNT_CHILDREN, Calls.Timeout.INFINITY);
        if (!(answer instanceof ListTerm list) || !list.isProper()) {
            throw unexpected(supervisor, answer);
        }
        return new Counts(
                count(list, "specs"), count(list, "active"), count(list, "supervisors"), count(list, "workers"));
    }

    private static int count(ListTerm counts, String key) {
        for (Term each : counts) {
            if (each instanceof Tuple t && t.is(Atom.of(key), 2) && t.get(1) instanceof Int(var n)) {
                return (int) n;
            }
        }
        return 0;
    }

    static Optional<ChildSpec> getChildSpec(ServerRef supervisor, Term id) {
        Term answer = ask(supervisor, GET_CHILDSPEC, id);
        if (answer.equals(Words.error(Words.NOT_FOUND))) {
            return Optional.empty();
        }
        if (!(answer instanceof Tuple t) || !t.is(Atom.OK, 2)) {
            throw refused(supervisor, "the specification of child " + id + " was refused", answer);
        }
        try {
            return Optional.of(ChildTerms.parseAnswer(t.get(1)));
        } catch (BadSpec _) {
            throw unexpected(supervisor, answer);
        }
    }

    static Term ask(ServerRef supervisor, Atom what, Term about) {
        return Calls.call(supervisor, Tuple.of(what, about), Calls.Timeout.INFINITY);
    }

    /** The pid in {@code {ok, Pid}}, {@code {ok, Pid, Info}}; empty for one that ignores. */
    private static Optional<Pid> pid(ServerRef supervisor, String failure, Term answer) {
        if (answer.equals(Words.IGNORE)) {
            return Optional.empty();
        }
        if (answer instanceof Tuple t && t.size() >= 2 && t.get(0).equals(Atom.OK)) {
            return t.get(1) instanceof Pid pid ? Optional.of(pid) : Optional.empty();
        }
        throw refused(supervisor, failure, answer);
    }

    private static ExitException refused(ServerRef supervisor, String what, Term answer) {
        Term reason = answer instanceof Tuple t && t.is(Atom.ERROR, 2) ? t.get(1) : answer;
        return new SupervisorException(
                reason, what + " by supervisor " + Calls.toTerm(supervisor) + ": " + ExitReasons.format(reason));
    }

    private static ExitException unexpected(ServerRef supervisor, Term answer) {
        return new SupervisorException(answer, Calls.toTerm(supervisor) + " is no supervisor: it answered " + answer);
    }
}
