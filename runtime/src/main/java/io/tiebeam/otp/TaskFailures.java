// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.CallTimeoutException;
import io.tiebeam.ExitException;
import io.tiebeam.gen.Failures;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Deadline;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;

/** What those meet who wait for tasks in vain, in Elixir's words. */
final class TaskFailures {
    static final Atom TASK = Atom.of("Elixir.Task");

    private TaskFailures() {}

    /** The exit of {@code Task.function(of, arguments)}. */
    static ExitException of(Term why, String function, Term of, Term... arguments) {
        Term[] all = new Term[arguments.length + 1];
        all[0] = of;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Failures.of(why, Tuple.of(TASK, Atom.of(function), ListTerm.of(all)));
    }

    /** The failure of an await that would wait in vain. */
    static ExitException takenBefore(ExitException timeout, Task<?> task) {
        return new CallTimeoutException(
                timeout.reason(),
                timeout.getMessage() + "\n   task " + task + " has been awaited or ended before: its result comes once"
                        + "\n   → keep the result of the first await; to ask several times, use yield");
    }

    /** Milliseconds, or {@code infinity}. */
    static Term millis(Duration timeout) {
        return Deadline.in(timeout).isNever() ? Words.INFINITY : Int.of(timeout.toMillis());
    }
}
