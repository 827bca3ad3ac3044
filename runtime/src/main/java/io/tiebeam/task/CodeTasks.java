// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import java.util.Optional;

/** Starts tasks that run code of this JVM, without a supervisor. Source: Elixir's {@code Task.async/1}. */
public final class CodeTasks {
    private CodeTasks() {}

    /** A task that is linked to {@code self}, which awaits it. */
    public static TaskRequest.Started async(ProcessCell self, Code code) {
        TaskOwner owner = TaskOwner.of(self);
        Pid pid = waiting(self, owner, code);
        Ref ref = self.monitor(null, pid, pid, AliasUse.UNTIL_DEMONITOR);
        self.send(pid, TaskRequest.order(self, ref, ref, Code.MFA));
        return new TaskRequest.Started(owner, pid, ref);
    }

    /** A child of {@code parent}, linked to it, that waits for an order of {@code owner} and runs {@code code} then. */
    static Pid waiting(ProcessCell parent, TaskOwner owner, Code code) {
        return parent.startChild(options(parent, true, code), task -> TaskBody.runWhenTold(task, owner, code))
                .pid();
    }

    /** A child of {@code self} that nobody awaits. */
    public static Pid start(ProcessCell self, boolean link, Code code) {
        TaskOwner owner = TaskOwner.of(self);
        ListTerm callers = TaskOwner.callers(self);
        return self.startChild(options(self, link, code), task -> TaskBody.runNow(task, owner, callers, code))
                .pid();
    }

    private static SpawnOptions options(ProcessCell parent, boolean link, Code code) {
        return SpawnOptions.of(parent.groupLeader(), "Task: code of " + code.place())
                .childOf(parent.pid(), link, Optional.empty())
                .descendantOf(parent);
    }
}
