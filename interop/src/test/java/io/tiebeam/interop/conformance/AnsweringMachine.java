// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import io.tiebeam.ErlangModule;
import io.tiebeam.From;
import io.tiebeam.Kernel;
import io.tiebeam.otp.Event;
import io.tiebeam.otp.GenStateMachine;
import io.tiebeam.otp.StartOptions;
import io.tiebeam.otp.Transition;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;

/** The state machine that cases of {@code gen_statem} ask: what a request says is what becomes of it. */
final class AnsweringMachine extends GenStateMachine<Atom, Term> {
    private static final Atom CLOSED = Atom.of("closed");

    private Term data;

    private AnsweringMachine(Term data) {
        this.data = data;
    }

    @Override
    protected Transition<Atom> init() {
        return data instanceof Tuple t && t.is(Atom.of("stop"), 2)
                ? Transition.stop(t.get(1))
                : nextState(Atom.of("open"));
    }

    @Override
    protected Transition<Atom> handleEvent(Atom state, Event<Atom, Term> event) {
        return switch (event) {
            case Event.Call<Atom, Term>(var from, var request) -> called(state, from, request);
            case Event.Cast<Atom, Term>(var message) -> told(state, message);
            case Event.Info<Atom, Term>(var message) -> told(state, (Term) message);
            default -> Transition.<Atom>keepState();
        };
    }

    private Transition<Atom> called(Atom state, From from, Term request) {
        if (!(request instanceof Tuple t)) {
            return Transition.<Atom>keepState().reply(from, Tuple.of(state, data));
        }
        return switch (((Atom) t.get(0)).name()) {
            case "answer" -> Transition.<Atom>keepState().reply(from, t.get(1));
            case "answer_later" -> {
                Kernel.spawn(() -> {
                    Kernel.receive(Duration.ofMillis(((Int) t.get(2)).value()));
                    GenStateMachine.reply(from, t.get(1));
                });
                yield keepState();
            }
            case "go" -> nextState((Atom) t.get(1)).reply(from, t.get(1));
            case "stop" -> Transition.<Atom>stop(t.get(1)).reply(from, Atom.of("stopped"));
            default -> Transition.stop(t.get(1));
        };
    }

    /** Tells {@code {tell, Pid, What}}; not while it is closed: then it waits. */
    private Transition<Atom> told(Atom state, Term message) {
        if (state.equals(CLOSED)) {
            return Transition.<Atom>keepState().postpone();
        }
        Tuple t = (Tuple) message;
        Kernel.send((Pid) t.get(1), Tuple.of(Kernel.self(), t.get(2)));
        return keepState();
    }

    @Override
    protected Object data() {
        return data;
    }

    @Override
    protected void replaceData(Term other) {
        data = other;
    }

    /** What the cases call. */
    @ErlangModule("answering_machine")
    public static final class Calls {
        private Calls() {}

        /** Starts one with {@code data} that nobody is linked to. */
        public static Pid start(Term data) {
            return new AnsweringMachine(data).start();
        }

        /** As {@link #start(Term)}, under {@code {local, name}} or {@code {global, name}}. */
        public static Pid start(Tuple name, Term data) {
            return new AnsweringMachine(data).start(StartOptions.named(AnsweringServer.named(name)));
        }
    }
}
