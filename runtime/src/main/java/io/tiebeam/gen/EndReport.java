// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.ExitReasons;
import io.tiebeam.From;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.RemoteLog;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The one report on a server that ends of anything but what was intended: in the {@link System.Logger} {@code
 * io.tiebeam} in the words of Elixir's logger, and as OTP's report on the node that its output goes to. On the server's
 * thread.
 *
 * <p>Source: {@code gen_server.erl}, {@code error_info}; Elixir's {@code Logger.Translator}.
 *
 * @param details what else the server tells
 * @param message what it was serving, if anything
 * @param client who waits for the answer to that
 */
record EndReport(
        ProcessCell self,
        Server server,
        Debugging debugging,
        List<Server.Detail> details,
        Optional<Term> message,
        Optional<From> client) {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");

    void log(Term reason, Throwable cause) {
        Server.Shown shown = shown(reason);
        boolean raised = Failures.isRaised(cause);
        LOG.log(Level.ERROR, text(shown, raised), raised ? cause : null);
        RemoteLog.report(self, report(shown, cause), server.behaviour().module());
        ProcessCrash.report(self, Optional.of(server.module()), reason, cause);
    }

    private Server.Shown shown(Term reason) {
        Server.Shown all = new Server.Shown(server.stateOrError(), message, Optional.of(reason));
        try {
            return server.shown(all);
        } catch (RuntimeException failed) {
            return all; // it is ending anyway: what it meant to hide or to tidy up must not hide the reason
        }
    }

    private String text(Server.Shown shown, boolean raised) {
        Term reason = shown.reason().orElse(Atom.UNDEFINED);
        StringBuilder text = new StringBuilder(server.kind())
                .append(' ')
                .append(Inspect.inspect(name()))
                .append(" terminating\n");
        text.append(
                raised && reason instanceof Tuple error && error.size() == 2
                        ? ExitReasons.formatError(error.get(0), ListTerm.EMPTY)
                        : "** (stop) " + ExitReasons.format(reason));
        text.append("\nLast message");
        client.ifPresent(from -> text.append(" (from ").append(from.pid()).append(')'));
        text.append(": ").append(shown.message().map(EndReport::inspect).orElse("none"));
        for (Server.Detail detail : details) {
            if (!isNone(detail.value())) {
                text.append('\n').append(detail.title()).append(": ").append(inspect(detail.value()));
            }
        }
        text.append("\nState: ").append(inspect(shown.state()));
        List<Term> log = debugging.log();
        if (!log.isEmpty()) {
            text.append("\nLog: ").append(inspect(ListTerm.of(log)));
        }
        text.append("\nProcess: ")
                .append(self.pid())
                .append(" on node ")
                .append(self.node().name());
        Term label = self.lineage().label();
        if (!label.equals(Atom.UNDEFINED)) {
            text.append(", label ").append(inspect(label));
        }
        text.append(", ancestors ").append(ancestors());
        return text.append(", messages waiting: ")
                .append(self.info().messages())
                .toString();
    }

    /** A state may be as large as the heap: a line of the log is not. */
    private static String inspect(Term term) {
        return Inspect.inspect(term, Inspect.Options.REPORT);
    }

    /** {@code []} or {@code {0, []}}. */
    private static boolean isNone(Term value) {
        return value.equals(ListTerm.EMPTY)
                || value instanceof Tuple counted
                        && counted.size() == 2
                        && counted.get(1).equals(ListTerm.EMPTY);
    }

    private Term name() {
        return self.registeredName().<Term>map(n -> n).orElse(self.pid());
    }

    private String ancestors() {
        return self.lineage().ancestors().elements().stream()
                .map(Term::toString)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private MapTerm report(Server.Shown shown, Throwable cause) {
        Map<Term, Term> report = new HashMap<>();
        report.put(Atom.of("label"), Tuple.of(server.behaviour().module(), Words.TERMINATE));
        report.put(Atom.of("name"), name());
        report.put(Atom.of("state"), shown.state());
        report.put(Atom.of("log"), ListTerm.of(debugging.log()));
        report.put(Atom.of("client_info"), clientInfo());
        report.put(Atom.of("process_label"), self.lineage().label());
        Term reason = shown.reason().orElse(Atom.UNDEFINED);
        switch (server.behaviour()) {
            case GEN_SERVER -> {
                report.put(Atom.of("last_message"), shown.message().orElse(ListTerm.EMPTY));
                report.put(Atom.of("reason"), reason);
            }
            case GEN_EVENT -> {
                report.put(Atom.of("handler"), server.module());
                report.put(Atom.of("last_message"), shown.message().orElse(ListTerm.EMPTY));
                report.put(Atom.of("reason"), reason);
            }
            case GEN_STATEM -> report.put(Atom.of("reason"), classified(reason, cause)); // its queue has the message
        }
        details.forEach(detail -> report.put(detail.key(), detail.value()));
        return MapTerm.of(report);
    }

    /** {@code {Class, Reason, Stack}}. */
    private static Tuple classified(Term reason, Throwable cause) {
        return Failures.isRaised(cause) && reason instanceof Tuple error && error.size() == 2
                ? Tuple.of(Atom.ERROR, error.get(0), error.get(1))
                : Tuple.of(Atom.of("exit"), reason, ExitReasons.stack(cause));
    }

    /** Where a client of this node stands cannot be shown in Erlang's terms: it is told of as one of another node. */
    private Term clientInfo() {
        return client.<Term>map(from -> Tuple.of(
                        from.pid(),
                        Atom.of(
                                self.node().isCalled(from.pid().node())
                                                && self.node().find(from.pid()).isEmpty()
                                        ? "dead"
                                        : "remote")))
                .orElse(Atom.UNDEFINED);
    }
}
