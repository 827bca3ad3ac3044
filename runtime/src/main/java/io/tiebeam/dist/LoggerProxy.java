// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.io.IoLib;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;

/**
 * Logs what other nodes send here: events of processes whose output comes to this node. {@code {log, Level, Report | String,
 * Meta}} or {@code {log, Level, Format, Args, Meta}}. Source: kernel's {@code logger_proxy}, {@code logger_olp}.
 */
final class LoggerProxy {
    private static final System.Logger LOG = System.getLogger("io.tiebeam.remote");
    private static final Atom LOG_TAG = Atom.of("log");

    private LoggerProxy() {}

    static void log(Term event) {
        if (!(event instanceof Tuple t) || t.size() < 4 || !LOG_TAG.equals(t.get(0)) || !(t.get(1) instanceof Atom level)) {
            return;
        }
        LOG.log(levelOf(level.name()), text(t));
    }

    private static String text(Tuple event) {
        if (event.size() == 5) {
            try {
                return IoLib.format(event.get(2), event.get(3)).strip();
            } catch (RuntimeException unprintable) {
                return Inspect.inspect(event.get(2)) + " " + Inspect.inspect(event.get(3));
            }
        }
        return Inspect.inspect(event.get(2));
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
