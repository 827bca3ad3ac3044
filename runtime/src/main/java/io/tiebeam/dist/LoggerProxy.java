// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.ExitReasons;
import io.tiebeam.io.IoLib;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Logs what other nodes send here: events of processes whose output comes to this node. {@code {log, Level, Report | String,
 * Meta}} or {@code {log, Level, Format, Args, Meta}}. Source: kernel's {@code logger_proxy}, {@code logger_olp}.
 */
final class LoggerProxy {
    private static final System.Logger LOG = System.getLogger("io.tiebeam.remote");
    private static final Atom LOG_TAG = Atom.of("log");
    private static final Term CRASH = ListTerm.charlist("Error in process ~p on node ~p with exit value:~n~p~n");

    private LoggerProxy() {}

    static void log(Term event) {
        if (!(event instanceof Tuple t)
                || t.size() < 4
                || !LOG_TAG.equals(t.get(0))
                || !(t.get(1) instanceof Atom level)) {
            return;
        }
        LOG.log(levelOf(level.name()), text(t));
    }

    private static String text(Tuple event) {
        if (event.size() == 5) {
            Optional<String> crash = crash(event.get(2), event.get(3));
            if (crash.isPresent()) {
                return crash.get();
            }
            try {
                return IoLib.format(event.get(2), event.get(3)).strip();
            } catch (RuntimeException unprintable) {
                return Inspect.inspect(event.get(2)) + " " + Inspect.inspect(event.get(3));
            }
        }
        return Inspect.inspect(event.get(2));
    }

    /** A process died of an error: in Elixir's words, as iex shows it. */
    private static Optional<String> crash(Term format, Term arguments) {
        return format.equals(CRASH)
                        && arguments instanceof ListTerm list
                        && list.isProper()
                        && list.size() == 3
                        && list.get(2) instanceof Tuple reason
                        && reason.size() == 2
                        && reason.get(1) instanceof ListTerm stack
                ? Optional.of("Process " + list.get(0) + " on node " + list.get(1) + " raised an exception\n"
                        + ExitReasons.formatError(reason.get(0), stack))
                : Optional.empty();
    }

    private static Level levelOf(String level) {
        return switch (level) {
            case "debug" -> Level.DEBUG;
            case "info", "notice" -> Level.INFO;
            case "warning" -> Level.WARNING;
            default -> Level.ERROR;
        };
    }
}
