// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

import io.tiebeam.Mfa;
import io.tiebeam.process.Address;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a stream of tasks runs.
 *
 * @param maxConcurrency how many tasks at a time
 * @param ordered whether results come in the order of the input
 * @param timeout how long each task may run
 * @param exitOnTimeout whether a task that runs longer fails the stream; else it is one of its elements
 * @param zip whether an element that failed stands beside its reason
 * @param link whether the tasks are linked to the stream's monitor
 * @param work what to do for an element
 */
public record StreamPlan<A>(
        int maxConcurrency,
        boolean ordered,
        Duration timeout,
        boolean exitOnTimeout,
        boolean zip,
        boolean link,
        Function<? super A, Job> work) {
    private static final Atom TEMPORARY = Atom.of("temporary");

    /** The task for one element. @param launch starts it, in the monitor; @param mfa what the owner tells it to run */
    public record Job(StreamMonitor.Launch launch, Mfa mfa) {}

    /** A task of this node without a supervisor. {@code owner} is who enumerates the stream. */
    public static Job job(TaskOwner owner, Code code) {
        return new Job(monitor -> Optional.of(CodeTasks.waiting(monitor, owner, code)), Code.MFA);
    }

    /** A task of {@code supervisor}. */
    public static Job job(TaskOwner owner, ServerRef supervisor, boolean link, Term shutdown, Mfa mfa) {
        return new Job(
                monitor -> {
                    Term answer =
                            TaskRequest.ask(monitor, supervisor, TaskRequest.monitored(owner), TEMPORARY, shutdown);
                    if (TaskRequest.isFull(answer)) {
                        return Optional.empty();
                    }
                    var pid = TaskRequest.started(answer, supervisor);
                    if (link) {
                        Address.of(monitor.node(), pid).link(monitor);
                    }
                    return Optional.of(pid);
                },
                mfa);
    }
}
