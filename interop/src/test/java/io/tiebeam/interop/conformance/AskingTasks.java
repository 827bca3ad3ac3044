// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import io.tiebeam.ErlangModule;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.otp.Task;
import io.tiebeam.otp.TaskSupervisor;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.time.Duration;

/** Asks the task supervisors of Elixir, for the cases that go both ways. */
@ErlangModule("asking_tasks")
public final class AskingTasks {
    private AskingTasks() {}

    /** Awaits {@code lists:reverse(list)}, run by a task of {@code supervisor}. */
    public static Term reverse(Pid supervisor, Term list) {
        return TaskSupervisor.async(supervisor, Mfa.of("lists", "reverse", list))
                .await();
    }

    /** As {@link #reverse}, without a link. */
    public static Term reverseNolink(Pid supervisor, Term list) {
        Task<Term> task = TaskSupervisor.at(supervisor).asyncNolink(Mfa.of("lists", "reverse", list));
        return task.await();
    }

    /** Starts a task that exits with {@code reason}, and awaits it, which fails. */
    public static Term awaitExit(Pid supervisor, Term reason) {
        return TaskSupervisor.at(supervisor)
                .asyncNolink(Mfa.of("erlang", "exit", reason))
                .await();
    }

    /** Awaits a task that takes longer than {@code millis}, which fails. */
    public static Term awaitTooLong(Pid supervisor, long millis) {
        return TaskSupervisor.async(supervisor, Mfa.of("timer", "sleep", 60_000))
                .await(Duration.ofMillis(millis));
    }

    /** Starts {@code erlang:send(self(), what)} as a child, by {@code supervisor}. */
    public static Pid startChild(Pid supervisor, Pid to, Term what) {
        return TaskSupervisor.at(supervisor).startChild(Mfa.of("erlang", "send", to, what));
    }

    /** Starts a child that waits, ends it, and says whether it was there before and after. */
    public static String terminateChild(Pid supervisor) {
        Pid child = TaskSupervisor.at(supervisor).startChild(Mfa.of("timer", "sleep", 60_000));
        var there = TaskSupervisor.at(supervisor);
        return there.children().contains(child) + " " + there.terminateChild(child) + " "
                + there.children().contains(child) + " " + there.terminateChild(child) + " " + Kernel.node();
    }
}
