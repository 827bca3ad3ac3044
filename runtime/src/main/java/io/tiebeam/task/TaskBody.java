// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.Exposure;
import io.tiebeam.Mfa;
import io.tiebeam.Resolved;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.Lineage;
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
import java.util.concurrent.Callable;

/**
 * What a task does, on its own thread: learns what to run, runs it, and sends the result to whoever waits for it.
 *
 * <p>A task that is to be awaited learns it in a message of its own, which the owner sends when it has the task's pid.
 * If a supervisor was asked for the task, two things can go wrong between the two:
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
public final class TaskBody {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private TaskBody() {}

    /** What the task was started with. */
    public sealed interface Start {
        /** Who asked for it. */
        TaskOwner owner();

        /** The owner sends what to run, and waits for the result. */
        record Awaited(TaskOwner owner) implements Start {}

        /** This is to run, and nobody waits. */
        record Now(TaskOwner owner, ListTerm callers, Mfa mfa) implements Start {}
    }

    /** The arguments of {@code start_task}: {@code [Owner, monitor]} or {@code [Owner, Callers, {M, F, A}]}. */
    public static Optional<Start> parse(Term args) {
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

    /** {@code {Module, Function, Arguments}}; empty for anything else. */
    public static Optional<Mfa> mfa(Term term) {
        return term instanceof Tuple t
                        && t.size() == 3
                        && t.get(0) instanceof Atom module
                        && t.get(1) instanceof Atom function
                        && t.get(2) instanceof ListTerm arguments
                        && arguments.isProper()
                ? Optional.of(new Mfa(module, function, arguments))
                : Optional.empty();
    }

    /** Runs a task by name, through {@code exposure}; gives the reason it ends with. */
    public static Term run(ProcessCell self, Start start, Exposure exposure) {
        return switch (start) {
            case Start.Awaited(var owner) -> {
                Ref guard = Address.of(self.node(), owner.pid()).monitor(self, AliasUse.NONE);
                Object first = self.receive(message -> first(message, owner, guard), Deadline.in(PATIENCE));
                yield switch (first) {
                    case null -> Words.TIMEOUT;
                    case Order order -> {
                        self.demonitor(guard, true);
                        yield invoke(self, owner, order, exposure);
                    }
                    case Object ownersEnd -> Tuple.of(Words.SHUTDOWN, (Term) ownersEnd);
                };
            }
            case Start.Now(var owner, var callers, var mfa) ->
                invoke(self, owner, new Order(Optional.empty(), callers, mfa), exposure);
        };
    }

    /** Runs {@code code} when the owner, who is linked to this task or to its parent, says where the result goes. */
    static Term runWhenTold(ProcessCell self, TaskOwner owner, Code code) {
        Order order = (Order) self.receive(message -> first(message, owner, null), Deadline.NEVER);
        return invoke(self, owner, order, code.body(), TaskReport.What.of(code));
    }

    /** Runs {@code code}, whose result nobody awaits. */
    static Term runNow(ProcessCell self, TaskOwner owner, ListTerm callers, Code code) {
        Order order = new Order(Optional.empty(), callers, Code.MFA);
        return invoke(self, owner, order, code.body(), TaskReport.What.of(code));
    }

    /** @param replyTo where to send the result, and under which tag */
    private record Order(Optional<Tuple> replyTo, ListTerm callers, Mfa mfa) {}

    /** The order if {@code message} brings it, the reason of the owner's end if it tells that; null for any other. */
    private static Object first(Object message, TaskOwner owner, Ref guard) {
        if (!(message instanceof Tuple t) || t.size() != 5) {
            return null;
        }
        if (t.get(0).equals(Words.DOWN) && t.get(1).equals(guard)) {
            return t.get(4);
        }
        return t.get(0).equals(owner.pid()) && t.get(3) instanceof ListTerm callers
                ? mfa(t.get(4))
                        .map(mfa -> new Order(Optional.of(Tuple.of(t.get(2), t.get(1))), callers, mfa))
                        .orElse(null)
                : null;
    }

    private static Term invoke(ProcessCell self, TaskOwner owner, Order order, Exposure exposure) {
        return switch (exposure.resolve(order.mfa())) {
            case Resolved.Call call -> invoke(self, owner, order, call::invoke, TaskReport.What.of(order.mfa()));
            case Resolved.Refused(var reason, var explanation) -> {
                TaskReport.log(self, owner, TaskReport.What.of(order.mfa()), reason, explanation);
                yield reason;
            }
        };
    }

    private static Term invoke(
            ProcessCell self, TaskOwner owner, Order order, Callable<Term> body, TaskReport.What what) {
        try {
            Mfa mfa = order.mfa();
            self.lineage(self.lineage()
                    .calledBy(order.callers())
                    .begunWith(Lineage.call(mfa.module(), mfa.function(), mfa.arity())));
            Term result = body.call();
            order.replyTo().ifPresent(to -> reply(self, to.get(0), Tuple.of(to.get(1), result)));
            return Words.NORMAL;
        } catch (ProcessKilled dead) {
            throw dead;
        } catch (Throwable error) {
            if (!self.isAlive()) {
                return self.exitReason();
            }
            Term reason = ExitReasons.of(error);
            if (!(error instanceof ExitException)) {
                TaskReport.log(self, owner, what, reason, error);
            } else if (!Words.isOrderly(reason)) {
                TaskReport.log(self, owner, what, reason, "");
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
