// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

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
import java.util.Optional;

/**
 * A task that is wanted, and the messages that start it. First the supervisor is asked for a process, which knows only
 * its owner; then the owner links to it, monitors it, and sends it what to run. The monitor's reference is the tag of
 * the result and the address it is sent to.
 *
 * <p>Source: Elixir's {@code Task.Supervisor}; the messages are those of 1.14, which all later releases take.
 *
 * @param link whether owner and task are linked
 */
record TaskRequest(ServerRef supervisor, Mfa mfa, Optional<Shutdown> shutdown, boolean link) {

    /** A task that runs, as its owner knows it. */
    record Started(TaskOwner owner, Pid pid, Ref ref) {}

    /**
     * Starts the task for {@code self}.
     *
     * @throws TermException if the call is too large to be sent; nothing runs then
     */
    Started start(ProcessCell self) {
        TaskOwner owner = TaskOwner.of(self);
        Term how = shutdown.map(Shutdown::toTerm).orElse(Atom.NIL);
        Tuple request =
                Tuple.of(Words.START_TASK, ListTerm.of(owner.toTerm(), Words.MONITOR), Restart.TEMPORARY.atom(), how);
        Pid pid = started(Calls.call(self, supervisor, request, Calls.Timeout.INFINITY), supervisor);
        Address task = Address.of(self.node(), pid);
        self.cork(); // link, monitor and what is to be done leave together
        if (link) {
            task.link(self);
        }
        Ref ref = task.monitor(self, AliasUse.UNTIL_DEMONITOR);
        try {
            task.send(self, Tuple.of(self.pid(), ref, ref, TaskOwner.callers(self), term(mfa)));
        } catch (TermException tooLarge) {
            // The task waits for what it is to do, and would take its owner with it when it gives that up.
            self.demonitor(ref, true);
            self.unlink(pid);
            self.exit(self.node().channelTo(pid.node()), pid, Words.KILL);
            throw tooLarge;
        } finally {
            self.uncork(task.via());
        }
        return new Started(owner, pid, ref);
    }

    /** Starts a task that nobody awaits. */
    static Pid startChild(ServerRef supervisor, Mfa mfa, Optional<Shutdown> shutdown) {
        return StandIn.call(self -> {
            Tuple owner = TaskOwner.of(self).toTerm();
            Tuple request = Tuple.of(
                    Words.START_TASK,
                    ListTerm.of(owner, TaskOwner.callers(self), term(mfa)),
                    Atom.NIL,
                    shutdown.map(Shutdown::toTerm).orElse(Atom.NIL));
            return started(Calls.call(self, supervisor, request, Calls.Timeout.INFINITY), supervisor);
        });
    }

    private static Tuple term(Mfa mfa) {
        return Tuple.of(mfa.module(), mfa.function(), mfa.arguments());
    }

    private static Pid started(Term answer, ServerRef supervisor) {
        if (answer instanceof Tuple t && t.is(Atom.OK, 2) && t.get(1) instanceof Pid pid) {
            return pid;
        }
        if (answer.equals(Words.error(Words.MAX_CHILDREN))) {
            throw new IllegalStateException("reached the maximum number of tasks of " + supervisor
                    + " (max_children): await some first, or allow more with TaskSupervisor.maxChildren(...)");
        }
        Term reason = Tuple.of(Atom.of("bad_return_value"), answer);
        throw new ExitException(reason, supervisor + " did not start a task, it answered: " + answer);
    }
}
