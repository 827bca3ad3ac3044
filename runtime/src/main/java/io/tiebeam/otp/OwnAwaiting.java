// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Words;
import io.tiebeam.otp.Task.Outcome;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/** The result is a message to the process on this thread, which started the task. Its thread only. */
final class OwnAwaiting implements Awaiting {
    private final ProcessCell self;
    private final TaskRequest.Started task;

    OwnAwaiting(ProcessCell self, TaskRequest.Started task) {
        this.self = self;
        this.task = task;
    }

    boolean isOwner() {
        return self.isOwner();
    }

    @Override
    public Optional<Outcome<Term>> outcome(Deadline deadline) {
        Outcome<Term> outcome = self.receive(this::outcome, deadline);
        if (outcome instanceof Outcome.Ok<Term>) {
            self.demonitor(task.ref(), true);
        }
        return Optional.ofNullable(outcome);
    }

    private Outcome<Term> outcome(Object message) {
        if (!(message instanceof Tuple t)) {
            return null;
        }
        Ref ref = task.ref();
        if (t.size() == 2 && t.get(0).equals(ref)) {
            return new Outcome.Ok<>(t.get(1));
        }
        return t.is(Words.DOWN, 5) && t.get(1).equals(ref) ? new Outcome.Exited<>(t.get(4)) : null;
    }

    @Override
    public void abandon() {
        self.demonitor(task.ref(), true);
    }

    @Override
    public Optional<Outcome<Term>> shutdown(Shutdown how) {
        TaskEnding.Ended ended = TaskEnding.end(self, task.pid(), how);
        Optional<Outcome<Term>> own = outcome(Deadline.NOW); // the result, or the reason if the task was gone already
        self.demonitor(task.ref(), true);
        if (own.isPresent() && own.get() instanceof Outcome.Ok<Term>) {
            return own;
        }
        if (ended.expected()) {
            return Optional.empty();
        }
        return own.isPresent() && ended.reason().equals(Words.NOPROC)
                ? own
                : Optional.of(new Outcome.Exited<>(ended.reason()));
    }
}
