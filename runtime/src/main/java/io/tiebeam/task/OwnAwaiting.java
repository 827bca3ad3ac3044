// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

import io.tiebeam.gen.Words;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.Optional;

/** The result is a message to the process on this thread, which started the task. Its thread only. */
public final class OwnAwaiting implements Awaiting {
    private final ProcessCell self;
    private final Optional<Pid> task;
    private final Ref ref;

    /** @param task empty for one that was complete from the start: it has no process */
    public OwnAwaiting(ProcessCell self, Optional<Pid> task, Ref ref) {
        this.self = self;
        this.task = task;
        this.ref = ref;
    }

    /** Whether the calling thread is that of the owner. */
    public boolean isOwner() {
        return self.isOwner();
    }

    @Override
    public Optional<Ended> outcome(Deadline deadline) {
        Ended ended = self.receive(this::read, deadline);
        if (ended instanceof Ended.Returned) {
            self.demonitor(ref, true);
        }
        return Optional.ofNullable(ended);
    }

    /** What {@code message} tells about this task; null if nothing. */
    public Ended read(Object message) {
        if (!(message instanceof Tuple t)) {
            return null;
        }
        if (t.size() == 2 && t.get(0).equals(ref)) {
            return new Ended.Returned(t.get(1));
        }
        return Words.isDown(t, ref) ? new Ended.Exited(t.get(4)) : null;
    }

    @Override
    public void abandon(boolean unlink) {
        if (unlink) {
            task.ifPresent(self::unlink);
        }
        self.demonitor(ref, true);
    }

    @Override
    public Optional<Ended> shutdown(boolean brutally, Duration limit) {
        TaskEnding.Down down = TaskEnding.end(self, task.orElseThrow(), brutally, limit);
        Optional<Ended> own = outcome(Deadline.NOW); // the result, or the reason if the task was gone already
        self.demonitor(ref, true);
        if (down.expected() || own.isPresent() && own.get() instanceof Ended.Returned) {
            return own.filter(Ended.Returned.class::isInstance);
        }
        if (own.isPresent() && down.reason().equals(Words.NOPROC)) {
            Term asked = brutally ? Words.KILLED : Words.SHUTDOWN;
            return own.filter(ended -> !ended.equals(new Ended.Exited(asked))); // it had ended so before it was asked
        }
        return Optional.of(new Ended.Exited(down.reason()));
    }
}
