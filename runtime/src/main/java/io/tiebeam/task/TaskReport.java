// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

import io.tiebeam.ExitReasons;
import io.tiebeam.Mfa;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;

/**
 * The report about a task that ended with an error, on the node where it ran, in the {@link System.Logger}
 * {@code io.tiebeam}: Elixir's text, with the stack of Java below it.
 */
final class TaskReport {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");

    private TaskReport() {}

    /** What the task ran, for people. */
    record What(String function, String arguments) {
        static What of(Mfa mfa) {
            return new What(
                    new ExportFun(mfa.module(), mfa.function(), mfa.arity()).toString(),
                    Inspect.inspect(mfa.arguments(), Inspect.Options.REPORT));
        }

        static What of(Code code) {
            return new What("code of " + code.place(), "[]");
        }
    }

    /** Reports a task that threw {@code error}. */
    static void log(ProcessCell task, TaskOwner owner, What what, Term reason, Throwable error) {
        LOG.log(Level.ERROR, text(task, owner, what, banner(reason, false)), error);
    }

    /** Reports a task that ended with {@code reason}, with an {@code explanation} below it where there is one. */
    static void log(ProcessCell task, TaskOwner owner, What what, Term reason, String explanation) {
        LOG.log(
                Level.ERROR,
                text(task, owner, what, banner(reason, true)) + (explanation.isEmpty() ? "" : "\n" + explanation));
    }

    private static String text(ProcessCell task, TaskOwner owner, What what, String banner) {
        return "Task " + task.pid() + " started from " + owner.reportedOn(task.node()) + " terminating\n"
                + banner + "\n"
                + "Function: " + what.function() + "\n"
                + "    Args: " + what.arguments();
    }

    private static String banner(Term reason, boolean withStack) {
        return reason instanceof Tuple t && t.size() == 2 && t.get(1) instanceof ListTerm stack
                ? ExitReasons.formatError(t.get(0), withStack ? stack : ListTerm.EMPTY)
                : "** (stop) " + ExitReasons.format(reason);
    }
}
