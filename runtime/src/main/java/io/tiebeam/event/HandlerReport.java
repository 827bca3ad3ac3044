// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.event;

import io.tiebeam.ExitReasons;
import io.tiebeam.gen.Words;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.RemoteLog;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;

/**
 * The report on a handler that failed and is gone: in the {@link System.Logger} {@code io.tiebeam}, and as OTP's report on
 * the node that the manager's output goes to. Source: {@code gen_event.erl}, {@code report_error}; Elixir's {@code
 * Logger.Translator}.
 */
record HandlerReport(ProcessCell self) {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Atom GEN_EVENT = Atom.of("gen_event");

    /** {@code why} is {@code {'EXIT', Reason}}, or what it returned. */
    void crashed(Installed handler, Term why, Throwable cause, Object event) {
        Term name = self.registeredName().<Term>map(n -> n).orElse(self.pid());
        Term reason = why instanceof Tuple t && t.is(Words.EXIT, 2) ? t.get(1) : why;
        Term state = state(handler);
        Term last = term(event);
        LOG.log(
                Level.ERROR,
                "Event handler " + Inspect.inspect(handler.key()) + " installed in " + Inspect.inspect(name)
                        + " terminating, and is removed\n** (exit) " + ExitReasons.format(reason)
                        + "\nLast message: " + Inspect.inspect(last, Inspect.Options.REPORT)
                        + "\nState: " + Inspect.inspect(state, Inspect.Options.REPORT),
                cause);
        MapTerm report = MapTerm.of(
                Atom.of("label"), Tuple.of(GEN_EVENT, Words.TERMINATE),
                Atom.of("handler"), handler.key(),
                Atom.of("name"), name,
                Atom.of("last_message"), last,
                Atom.of("state"), state,
                Atom.of("reason"), why,
                Atom.of("process_label"), Atom.UNDEFINED);
        RemoteLog.report(self, report, GEN_EVENT);
    }

    private static Term state(Installed handler) {
        try {
            return handler.code().shown(handler.code().state());
        } catch (RuntimeException failed) {
            return ExitReasons.of(failed); // it has failed already: why counts
        }
    }

    private static Term term(Object event) {
        try {
            return TermMapper.toTerm(event);
        } catch (TermException none) {
            return Bits.of(event.toString());
        }
    }
}
