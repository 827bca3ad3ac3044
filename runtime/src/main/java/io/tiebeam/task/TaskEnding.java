// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

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
import java.time.Duration;

/**
 * Ends a task from outside, and returns when it is gone. The link is taken back first, so that the task's end is not
 * the owner's. Source: Elixir's {@code Task.shutdown/2}.
 */
final class TaskEnding {
    private TaskEnding() {}

    /** @param expected whether {@code reason} is what this has caused */
    record Down(Term reason, boolean expected) {}

    /**
     * Ends {@code task}.
     *
     * @param brutally at once, with {@code kill}; else with {@code shutdown}, and with {@code kill} after {@code limit}
     */
    static Down end(ProcessCell self, Pid task, boolean brutally, Duration limit) {
        Ref monitor = Address.of(self.node(), task).monitor(self, AliasUse.NONE);
        exit(self, task, brutally ? Words.KILL : Words.SHUTDOWN);
        Term reason = self.receive(
                message -> Words.downReason(message, monitor), brutally ? Deadline.NEVER : Deadline.in(limit));
        if (reason != null) {
            return new Down(reason, reason.equals(brutally ? Words.KILLED : Words.SHUTDOWN));
        }
        exit(self, task, Words.KILL);
        reason = self.receive(message -> Words.downReason(message, monitor), Deadline.NEVER);
        return new Down(reason, reason.equals(Words.SHUTDOWN)); // a task that had to be killed did not end as asked
    }

    /**
     * Takes the link back and sends the exit. Killed between the two, {@code self} would leave a task behind that
     * nobody ends any more: so the signal is then sent for it.
     */
    static void exit(ProcessCell self, Pid task, Atom reason) {
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
}
