// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/**
 * What anybody may ask any server: its state, its status, to pause. Used by {@code sys}, {@code observer} and people at
 * a prompt. Runs in the server.
 *
 * <p>Source: {@code sys.erl}. The state is answered as {@code {ok, State}}, the form of OTP 27: callers of OTP 25 take
 * it too, while those of 27 crash on the bare state that 25 answers.
 */
final class SystemMessages {
    private static final Atom GET_STATE = Atom.of("get_state");
    private static final Atom GET_STATUS = Atom.of("get_status");
    private static final Atom SUSPEND = Atom.of("suspend");
    private static final Atom RESUME = Atom.of("resume");
    private static final Atom TERMINATE = Atom.of("terminate");
    private static final Atom SUSPENDED = Atom.of("suspended");
    private static final Atom RUNNING = Atom.of("running");
    private static final Atom UNKNOWN = Atom.of("unknown_system_msg");

    private final ProcessCell self;
    private final Server server;
    private boolean suspended; // the server's thread only

    SystemMessages(ProcessCell self, Server server) {
        this.self = self;
        this.server = server;
    }

    /** Whether all but system messages and the parent's end are to wait. */
    boolean isSuspended() {
        return suspended;
    }

    void handle(From from, Term request) {
        if (request.equals(GET_STATE)) {
            from.reply(Words.ok(server.state()));
        } else if (request.equals(GET_STATUS)) {
            from.reply(status());
        } else if (request.equals(SUSPEND)) {
            suspended = true;
            from.reply(Atom.OK);
        } else if (request.equals(RESUME)) {
            suspended = false;
            from.reply(Atom.OK);
        } else if (request instanceof Tuple t && t.is(TERMINATE, 2)) {
            from.reply(Atom.OK);
            throw new ExitException(t.get(1));
        } else {
            from.reply(Words.error(Tuple.of(UNKNOWN, request)));
        }
    }

    /** {@code {status, Pid, {module, Module}, [Dictionary, State, Parent, Debug, Misc]}}, Misc as gen_server's. */
    private Term status() {
        Term state = suspended ? SUSPENDED : RUNNING;
        Term parent = self.parent().<Term>map(p -> p).orElse(Atom.UNDEFINED);
        Term name = self.registeredName().<Term>map(n -> n).orElse(self.pid());
        Term header = Tuple.of(Atom.of("header"), ListTerm.charlist("Status for generic server " + name));
        Term data = data(
                Tuple.of(ListTerm.charlist("Status"), state),
                Tuple.of(ListTerm.charlist("Parent"), parent),
                Tuple.of(ListTerm.charlist("Logged events"), ListTerm.EMPTY));
        Term misc = ListTerm.of(header, data, data(Tuple.of(ListTerm.charlist("State"), server.state())));
        return Tuple.of(
                Atom.of("status"),
                self.pid(),
                Tuple.of(Atom.of("module"), Atom.of("gen_server")),
                ListTerm.of(ListTerm.EMPTY, state, parent, ListTerm.EMPTY, misc));
    }

    private static Term data(Term... pairs) {
        return Tuple.of(Atom.of("data"), ListTerm.of(pairs));
    }
}
