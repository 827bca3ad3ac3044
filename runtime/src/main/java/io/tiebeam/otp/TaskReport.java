// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitReasons;
import io.tiebeam.ExitReasons;
import io.tiebeam.Mfa;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.Term;
import java.lang.System.Logger.Level;

/**
 * The report about a task that ended with an error, on the node where it ran, in the {@link System.Logger}
 * {@code io.tiebeam}: Elixir's text, with the stack of Java below it.
 */
final class TaskReport {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");

    private TaskReport() {}

    /** Reports a task that threw {@code error}. */
    static void log(ProcessCell task, TaskOwner owner, Mfa mfa, Term reason, Throwable error) {
        LOG.log(Level.ERROR, text(task, owner, mfa, reason), error);
    }

    /** Reports a task that ended with {@code reason}, with an {@code explanation} below it where there is one. */
    static void log(ProcessCell task, TaskOwner owner, Mfa mfa, Term reason, String explanation) {
        LOG.log(Level.ERROR, text(task, owner, mfa, reason) + (explanation.isEmpty() ? "" : "\n" + explanation));
    }

    static String text(ProcessCell task, TaskOwner owner, Mfa mfa, Term reason) {
        return "Task " + task.pid() + " started from " + owner.reportedOn(task.node()) + " terminating\n"
                + ExitReasons.banner(reason) + "\n"
                + "Function: " + new ExportFun(mfa.module(), mfa.function(), mfa.arity()) + "\n"
                + "    Args: " + mfa.arguments();
    }
}
