// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.Channel;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/**
 * Ends a task from outside, and returns when it is gone. The link is taken back first, so that the task's end is not
 * the owner's. Source: Elixir's {@code Task.shutdown/2}.
 */
final class TaskEnding {
    private TaskEnding() {}

    /** @param expected whether {@code reason} is what this has caused */
    record Ended(Term reason, boolean expected) {}

    static Ended end(ProcessCell self, Pid task, Shutdown how) {
        Ref monitor = Address.of(self.node(), task).monitor(self, AliasUse.NONE);
        boolean brutally = how instanceof Shutdown.Brutally;
        exit(self, task, brutally ? Words.KILL : Words.SHUTDOWN);
        Deadline deadline = how instanceof Shutdown.Within(var limit) ? Deadline.in(limit) : Deadline.NEVER;
        Term reason = self.receive(message -> down(message, monitor), deadline);
        if (reason != null) {
            return new Ended(reason, reason.equals(brutally ? Words.KILLED : Words.SHUTDOWN));
        }
        exit(self, task, Words.KILL);
        reason = self.receive(message -> down(message, monitor), Deadline.NEVER);
        return new Ended(reason, reason.equals(Words.KILLED) || reason.equals(Words.SHUTDOWN));
    }

    /**
     * Takes the link back and sends the exit. Killed between the two, {@code self} would leave a task behind that
     * nobody ends any more: so the signal is then sent for it.
     */
    private static void exit(ProcessCell self, Pid task, Atom reason) {
        Channel via = self.node().channelTo(task.node());
        try {
            self.unlink(task);
            self.exit(via, task, reason);
        } catch (ProcessKilled dead) {
            Signal.Exit signal = new Signal.Exit(self.pid(), reason);
            if (via == null) {
                self.node().deliver(task, signal);
            } else {
                via.offer(self.pid(), task, signal);
            }
            throw dead;
        }
    }

    private static Term down(Object message, Ref monitor) {
        return message instanceof Tuple t && t.is(Words.DOWN, 5) && t.get(1).equals(monitor) ? t.get(4) : null;
    }
}
