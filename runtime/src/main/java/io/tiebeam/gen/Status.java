// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/**
 * What {@code sys:get_status} answers: {@code {status, Pid, {module, Module}, [Dictionary, State, Parent, Debug, Misc]}}, where
 * Misc has the rows that OTP's behaviour shows, in its order. On the server's thread.
 *
 * <p>Source: {@code sys.erl}, {@code get_status}; the functions {@code format_status} of {@code gen_server.erl}, {@code
 * gen_statem.erl} and {@code gen_event.erl}.
 */
record Status(ProcessCell self, Server server, Debugging debugging, Optional<Pid> parent, Term state) {
    Term toTerm() {
        Term above = parent.<Term>map(p -> p).orElse(Atom.UNDEFINED);
        Term dictionary = ListTerm.of(
                Tuple.of(Atom.of("$ancestors"), parent.<Term>map(ListTerm::of).orElse(ListTerm.EMPTY)),
                Tuple.of(Atom.of("$initial_call"), Tuple.of(server.module(), Atom.of("init"), Int.of(1))));
        return Tuple.of(
                Atom.of("status"),
                self.pid(),
                Tuple.of(Atom.of("module"), server.behaviour().module()),
                ListTerm.of(dictionary, state, above, debugging.options(), misc(above)));
    }

    private Term misc(Term above) {
        String name =
                self.registeredName().map(Atom::name).orElseGet(() -> self.pid().toString());
        Term header =
                Tuple.of(Atom.of("header"), ListTerm.charlist(server.behaviour().title() + name));
        Tuple status = Server.row("Status", state);
        Tuple parents = Server.row("Parent", above);
        Term log = ListTerm.of(debugging.log());
        Tuple rows = switch (server.behaviour()) {
            case GEN_SERVER -> Server.data(status, parents, Server.row("Logged events", log));
            case GEN_EVENT -> Server.data(status, Server.row("Logged Events", log), parents);
            case GEN_STATEM ->
                Server.data(
                        status,
                        parents,
                        detail("Modules"),
                        detail("Time-outs"),
                        Server.row("Logged Events", log),
                        detail("Postponed"));
        };
        return ListTerm.of(header, rows, section());
    }

    private Tuple detail(String title) {
        return server.details().stream()
                .filter(detail -> detail.title().equals(title))
                .map(detail -> Server.row(title, detail.value()))
                .findFirst()
                .orElseThrow();
    }

    /** The state, as the server wants it shown; it goes on if it fails to say how. */
    private Term section() {
        Term all = server.stateOrError();
        try {
            return server.section(server.shown(new Server.Shown(all, Optional.empty(), Optional.empty()))
                    .state());
        } catch (RuntimeException failed) {
            String why = server.module().name() + ":format_status/1 crashed";
            return server.unshown(all, ListTerm.charlist(why));
        }
    }
}
