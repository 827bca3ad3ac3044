// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import io.tiebeam.ErlangModule;
import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.Kernel;
import io.tiebeam.otp.GenServer;
import io.tiebeam.otp.Global;
import io.tiebeam.otp.NoReply;
import io.tiebeam.otp.Reply;
import io.tiebeam.otp.StartOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;

/** The server that cases of {@code gen_server} ask: what a request says is what becomes of it. */
final class AnsweringServer extends GenServer<Term> {
    private static final Atom OK = Atom.of("ok");

    private Term state;

    private AnsweringServer(Term state) {
        this.state = state;
    }

    @Override
    protected NoReply init() {
        return switch (state) {
            case Tuple t when t.is(Atom.of("stop"), 2) -> stop(t.get(1));
            case Atom a when a.name().equals("ignore") -> ignore();
            default -> noReply();
        };
    }

    @Override
    protected Reply handleCall(Term request, From from) {
        return switch (request) {
            case Tuple t when t.is(Atom.of("answer"), 2) -> reply(t.get(1));
            case Tuple t
            when t.is(Atom.of("answer_later"), 3) -> {
                Kernel.spawn(() -> {
                    Kernel.receive(Duration.ofMillis(((Int) t.get(2)).value()));
                    GenServer.reply(from, t.get(1));
                });
                yield noReply();
            }
            case Tuple t when t.is(Atom.of("stop"), 3) -> stop(t.get(1), t.get(2));
            case Tuple t when t.is(Atom.of("fail"), 2) -> throw new ExitException(t.get(1));
            case Atom a when a.name().equals("hibernate") -> reply(OK).hibernate();
            default -> reply(state);
        };
    }

    @Override
    protected NoReply handleCast(Term message) {
        if (message instanceof Tuple t && t.is(Atom.of("tell"), 3)) {
            Kernel.send((Pid) t.get(1), Tuple.of(Kernel.self(), t.get(2)));
        }
        return noReply();
    }

    @Override
    protected NoReply handleInfo(Object message) {
        return handleCast((Term) message);
    }

    @Override
    protected Object inspectState() {
        return state;
    }

    @Override
    protected void replaceState(Term other) {
        state = other;
    }

    /** What the cases call. */
    @ErlangModule("answering_server")
    public static final class Calls {
        private Calls() {}

        /** Starts one with {@code state} that nobody is linked to. */
        public static Pid start(Term state) {
            return new AnsweringServer(state).start();
        }

        /** As {@link #start(Term)}, under {@code {local, name}} or {@code {global, name}}. */
        public static Pid start(Tuple name, Term state) {
            return new AnsweringServer(state).start(StartOptions.named(named(name)));
        }
    }

    static ServerName named(Tuple name) {
        return name.is(Atom.of("global"), 2) ? Global.via(name.get(1)) : new Name((Atom) name.get(1));
    }
}
