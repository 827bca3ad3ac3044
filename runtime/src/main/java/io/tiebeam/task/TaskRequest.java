// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

import io.tiebeam.ExitException;
import io.tiebeam.Mfa;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.Tuple;

/**
 * A task that is wanted, and the messages that start it. First the supervisor is asked for a process, which knows only
 * its owner; then the owner links to it, monitors it, and sends it what to run. The monitor's reference is the tag of
 * the result and the address it is sent to.
 *
 * <p>Source: Elixir's {@code Task.Supervisor}; the messages are those of 1.18, which 1.14 takes too.
 *
 * @param shutdown milliseconds, {@code brutal_kill}, or nil: as the supervisor ends all
 * @param link whether owner and task are linked
 */
public record TaskRequest(ServerRef supervisor, Mfa mfa, Term shutdown, boolean link) {
    private static final Atom TEMPORARY = Atom.of("temporary");
    private static final Atom RESTART = Atom.of("restart");

    /** A task that runs, as its owner knows it. */
    public record Started(TaskOwner owner, Pid pid, Ref ref) {}

    /**
     * Starts the task for {@code self}.
     *
     * @throws TermException if the call is too large to be sent; nothing runs then
     */
    public Started start(ProcessCell self) {
        TaskOwner owner = TaskOwner.of(self);
        Pid pid = started(ask(self, supervisor, monitored(owner), TEMPORARY, shutdown), supervisor);
        Address task = Address.of(self.node(), pid);
        self.cork(); // link, monitor and what is to be done leave together
        if (link) {
            task.link(self);
        }
        Ref ref = task.monitor(self, AliasUse.UNTIL_DEMONITOR);
        try {
            send(self, task, pid, order(self, ref, ref, mfa));
        } catch (TermException tooLarge) {
            self.demonitor(ref, true);
            throw tooLarge;
        } finally {
            self.uncork(task.via());
        }
        return new Started(owner, pid, ref);
    }

    /**
     * Starts a task that nobody awaits. One that is not to be started again learns in a message of its own what to do, so
     * that the supervisor, through which all pass, neither copies nor keeps it; the reference in the place of the result's
     * address is nobody's, and the result is dropped.
     *
     * @param restart when the supervisor starts it again: an atom, or nil
     * @param shutdown how the supervisor ends it; nil: as it ends all
     * @throws TermException if the call is too large to be sent; nothing runs then
     */
    public static Pid startChild(ServerRef supervisor, Mfa mfa, Term restart, Term shutdown) {
        return StandIn.call(self -> {
            TaskOwner owner = TaskOwner.of(self);
            Term again = restart;
            if (restart.equals(Atom.NIL) || restart.equals(TEMPORARY)) {
                Term answer = ask(self, supervisor, monitored(owner), restart, shutdown);
                if (!(answer instanceof Tuple t && t.is(RESTART, 2))) {
                    Pid pid = started(answer, supervisor);
                    Ref nobody = self.newRef();
                    send(self, Address.of(self.node(), pid), pid, order(self, nobody, nobody, mfa));
                    return pid;
                }
                again = t.get(1); // the supervisor has a restart for all its tasks, which it needs to know for that
            }
            ListTerm args = ListTerm.of(owner.toTerm(), TaskOwner.callers(self), term(mfa));
            return started(ask(self, supervisor, args, again, shutdown), supervisor);
        });
    }

    /** Tells the task what to do. One that cannot be told would wait for it, and take its owner with it in the end. */
    private static void send(ProcessCell self, Address task, Pid pid, Tuple order) {
        try {
            task.send(self, order);
        } catch (TermException tooLarge) {
            self.unlink(pid);
            self.exit(self.node().channelTo(pid.node()), pid, Words.KILL);
            throw tooLarge;
        }
    }

    /** What {@code supervisor} answers to one who wants a task. */
    static Term ask(ProcessCell self, ServerRef supervisor, ListTerm args, Term restart, Term shutdown) {
        return Calls.call(
                self, supervisor, Tuple.of(Words.START_TASK, args, restart, shutdown), Calls.Timeout.INFINITY);
    }

    /** The arguments for a task that watches its owner and waits for its order. */
    static ListTerm monitored(TaskOwner owner) {
        return ListTerm.of(owner.toTerm(), Words.MONITOR);
    }

    /** What the owner sends to a task that waits for its order. */
    static Tuple order(ProcessCell self, Term tag, Term replyTo, Mfa mfa) {
        return Tuple.of(self.pid(), tag, replyTo, TaskOwner.callers(self), term(mfa));
    }

    private static Tuple term(Mfa mfa) {
        return Tuple.of(mfa.module(), mfa.function(), mfa.arguments());
    }

    /** The pid in an answer. */
    static Pid started(Term answer, ServerRef supervisor) {
        if (answer instanceof Tuple t && t.is(Atom.OK, 2) && t.get(1) instanceof Pid pid) {
            return pid;
        }
        if (isFull(answer)) {
            throw full(supervisor);
        }
        Term reason = Tuple.of(Atom.of("bad_return_value"), answer);
        throw new ExitException(reason, supervisor + " did not start a task, it answered: " + answer);
    }

    static boolean isFull(Term answer) {
        return answer.equals(Words.error(Words.MAX_CHILDREN));
    }

    static IllegalStateException full(Object supervisor) {
        return new IllegalStateException("reached the maximum number of tasks of " + supervisor
                + " (max_children): await some first, or allow more with TaskSupervisor.maxChildren(...);"
                + " a stream needs a maxConcurrency that is no higher");
    }
}
