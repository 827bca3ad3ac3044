// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Body;
import io.tiebeam.Mfa;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.StandIn;
import io.tiebeam.task.Awaiting;
import io.tiebeam.task.Code;
import io.tiebeam.task.CodeTasks;
import io.tiebeam.task.Ended;
import io.tiebeam.task.OwnAwaiting;
import io.tiebeam.task.TaskRequest;
import io.tiebeam.task.ThreadAwaiting;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Makes the {@link Task} of what was started: owned by the process of this thread or, where none runs, by one made for it. */
final class TaskLaunch {
    private TaskLaunch() {}

    /** A task of a supervisor. */
    static <R> Task<R> start(TaskRequest request, Result<R> result) {
        return start(request.mfa(), request::start, result);
    }

    /** A task of this node that runs {@code code}. */
    static <R> Task<R> async(Code code, Result<R> result) {
        return start(Code.MFA, self -> CodeTasks.async(self, code), result);
    }

    private static <R> Task<R> start(Mfa mfa, Function<ProcessCell, TaskRequest.Started> start, Result<R> result) {
        ProcessCell self = ProcessCell.currentOrNull();
        Awaiting awaiting;
        TaskRequest.Started started;
        if (self != null && self.isOwner()) {
            self.checkAlive();
            started = start.apply(self);
            awaiting = new OwnAwaiting(self, Optional.of(started.pid()), started.ref());
        } else {
            ThreadAwaiting thread = ThreadAwaiting.start(start);
            started = thread.started();
            awaiting = thread;
        }
        return new Task<>(mfa, started.owner().pid(), Optional.of(started.pid()), started.ref(), awaiting, result);
    }

    /** A task that has {@code value} and no process. */
    static <R> Task<R> completed(R value) {
        Term term = TermMapper.toTerm(value);
        Mfa mfa = new Mfa(TaskFailures.TASK, Atom.of("completed"), ListTerm.of(term));
        ProcessCell self = ProcessCell.currentOrNull();
        if (self != null && self.isOwner()) {
            Ref ref = self.newRef();
            self.send(self.pid(), Tuple.of(ref, term));
            Awaiting own = new OwnAwaiting(self, Optional.empty(), ref);
            return new Task<>(mfa, self.pid(), Optional.empty(), ref, own, _ -> value);
        }
        Awaiting complete = new Awaiting.Complete(new Ended.Returned(term));
        return StandIn.on(
                LocalNode.current(),
                standIn -> new Task<>(mfa, standIn.pid(), Optional.empty(), standIn.newRef(), complete, _ -> value));
    }

    /** Code without a result: it is {@code :ok}. */
    static Code code(Body body) {
        return new Code(
                () -> {
                    body.run();
                    return Atom.OK;
                },
                body);
    }

    /** The value stays for the owner, its term is the message that says so. */
    static <R> Term keep(AtomicReference<R> value, R returned) {
        Term term = TermMapper.toTerm(returned);
        value.set(returned);
        return term;
    }
}
