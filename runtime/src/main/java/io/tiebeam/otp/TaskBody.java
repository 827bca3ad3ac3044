// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.Mfa;
import io.tiebeam.Resolved;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.Optional;

/**
 * What a supervised task does, on its own thread: learns what to run, runs it through the node's {@link
 * io.tiebeam.Exposure}, and sends the result to whoever waits for it.
 *
 * <p>A task that is to be awaited learns it in a message of its own, which the owner sends when it has the task's pid.
 * Two things can go wrong between the two:
 *
 * <ol>
 *   <li>the owner asks the supervisor, and the supervisor starts the task;
 *   <li>the owner dies, or the connection goes, before the message is sent: so the task monitors its owner until then;
 *   <li>or the supervisor was so busy that the owner died before the task was started, and came to life under another
 *       pid, or the message was lost with a connection that has been made anew since: so the task waits 5 s at most.
 * </ol>
 *
 * <p>Source: Elixir's {@code Task.Supervised}.
 */
final class TaskBody {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private TaskBody() {}

    /** What the supervisor was asked to start. */
    sealed interface Start {
        TaskOwner owner();

        /** The owner sends what to run, and waits for the result. */
        record Awaited(TaskOwner owner) implements Start {}

        /** This is to run, and nobody waits. */
        record Now(TaskOwner owner, ListTerm callers, Mfa mfa) implements Start {}
    }

    /** The arguments of {@code start_task}: {@code [Owner, monitor]} or {@code [Owner, Callers, {M, F, A}]}. */
    static Optional<Start> parse(Term args) {
        if (!(args instanceof ListTerm list) || !list.isProper() || list.isEmpty()) {
            return Optional.empty();
        }
        Optional<TaskOwner> owner = TaskOwner.of(list.get(0));
        if (list.size() == 2 && list.get(1).equals(Words.MONITOR)) {
            return owner.map(Start.Awaited::new);
        }
        return list.size() == 3 && list.get(1) instanceof ListTerm callers
                ? owner.flatMap(o -> mfa(list.get(2)).map(m -> new Start.Now(o, callers, m)))
                : Optional.empty();
    }

    static Optional<Mfa> mfa(Term term) {
        return term instanceof Tuple t
                        && t.size() == 3
                        && t.get(0) instanceof Atom module
                        && t.get(1) instanceof Atom function
                        && t.get(2) instanceof ListTerm arguments
                        && arguments.isProper()
                ? Optional.of(new Mfa(module, function, arguments))
                : Optional.empty();
    }

    /** Runs the task; gives the reason it ends with. */
    static Term run(ProcessCell self, Start start) {
        return switch (start) {
            case Start.Awaited(var owner) -> await(self, owner);
            case Start.Now(var owner, var callers, var mfa) ->
                invoke(self, new Work(owner, Optional.empty(), callers, mfa));
        };
    }

    /** @param replyTo where to send the result, and under which tag */
    private record Work(TaskOwner owner, Optional<Tuple> replyTo, ListTerm callers, Mfa mfa) {}

    private static Term await(ProcessCell self, TaskOwner owner) {
        Ref guard = Address.of(self.node(), owner.pid()).monitor(self, AliasUse.NONE);
        Object first = self.receive(message -> first(message, owner, guard), Deadline.in(PATIENCE));
        return switch (first) {
            case null -> Words.TIMEOUT;
            case Work work -> {
                self.demonitor(guard, true);
                yield invoke(self, work);
            }
            case Object ownersEnd -> Tuple.of(Words.SHUTDOWN, (Term) ownersEnd);
        };
    }

    /** The work if {@code message} brings it, the reason of the owner's end if it tells that; null for any other. */
    private static Object first(Object message, TaskOwner owner, Ref guard) {
        if (!(message instanceof Tuple t) || t.size() != 5) {
            return null;
        }
        if (t.get(0).equals(Words.DOWN) && t.get(1).equals(guard)) {
            return t.get(4);
        }
        return t.get(0).equals(owner.pid()) && t.get(3) instanceof ListTerm callers
                ? mfa(t.get(4))
                        .map(mfa -> new Work(owner, Optional.of(Tuple.of(t.get(2), t.get(1))), callers, mfa))
                        .orElse(null)
                : null;
    }

    private static Term invoke(ProcessCell self, Work work) {
        return switch (Exposures.of(self.node()).resolve(work.mfa())) {
            case Resolved.Call call -> invoke(self, work, call);
            case Resolved.Refused(var reason, var explanation) -> {
                TaskReport.log(self, work.owner(), work.mfa(), reason, explanation);
                yield reason;
            }
        };
    }

    private static Term invoke(ProcessCell self, Work work, Resolved.Call call) {
        try {
            Term result = TaskOwner.calledBy(work.callers(), call::invoke);
            work.replyTo().ifPresent(to -> reply(self, to.get(0), Tuple.of(to.get(1), result)));
            return Words.NORMAL;
        } catch (ProcessKilled dead) {
            throw dead;
        } catch (Throwable error) {
            if (!self.isAlive()) {
                return self.exitReason();
            }
            Term reason = ExitReasons.of(error);
            if (!(error instanceof ExitException)) {
                TaskReport.log(self, work.owner(), work.mfa(), reason, error);
            } else if (!Words.isOrderly(reason)) {
                TaskReport.log(self, work.owner(), work.mfa(), reason, "");
            }
            return reason;
        }
    }

    private static void reply(ProcessCell self, Term to, Tuple message) {
        switch (to) {
            case Ref alias -> Address.of(self.node(), alias).send(self, message);
            case Pid pid -> Address.of(self.node(), pid).send(self, message);
            default ->
                throw new IllegalArgumentException(
                        "a task cannot send its result to " + to + ": expected a pid or an alias");
        }
    }
}
