// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.otp.Transition.keepState;
import static io.tiebeam.otp.Transition.nextState;

import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Trace;
import java.time.Duration;

/** What the scenarios of state machines share: {@code scenarios/machines.ex}. */
final class Machines {
    private Machines() {}

    static final Atom A = Atom.of("a");
    static final Atom B = Atom.of("b");
    static final Atom C = Atom.of("c");
    static final Duration ZERO = Duration.ZERO;
    static final Duration MINUTE = Duration.ofMinutes(1);

    /** What a scenario does about an event; null leaves it to be shown. */
    interface Handler {
        Transition<Atom> handle(Atom state, Event<Atom, Term> event);
    }

    static class Machine extends GenStateMachine<Atom, Term> {
        final Trace trace;
        final Handler handler;
        Transition<Atom> first = Transition.nextState(A);

        Machine(Trace trace, Handler handler) {
            this.trace = trace;
            this.handler = handler;
        }

        @Override
        protected Transition<Atom> init() {
            return first;
        }

        @Override
        protected Transition<Atom> handleEvent(Atom state, Event<Atom, Term> event) {
            Transition<Atom> transition = handler.handle(state, event);
            return transition == null ? show(trace, state, event) : transition;
        }

        @Override
        protected void terminate(Term reason, Atom state) {
            trace.trace(Tuple.of(Atom.of("terminate"), reason, state));
        }
    }

    static final class Entering extends Machine {
        Entering(Trace trace, Handler handler) {
            super(trace, handler);
        }

        @Override
        protected boolean stateEnter() {
            return true;
        }
    }

    static Transition<Atom> show(Trace trace, Atom state, Event<Atom, Term> event) {
        return switch (event) {
            case Event.Call(var from, var request) -> {
                show(trace, Atom.of("call"), request, state);
                yield Transition.<Atom>keepState().reply(from, Atom.OK);
            }
            case Event.Cast(var message) -> show(trace, Atom.of("cast"), message, state);
            case Event.Info(var message) -> show(trace, Atom.of("info"), message, state);
            case Event.EventTimeout(var content) -> show(trace, Atom.of("timeout"), content, state);
            case Event.StateTimeout(var content) -> show(trace, Atom.of("state_timeout"), content, state);
            case Event.GenericTimeout(var name, var content) ->
                show(trace, Tuple.of(Atom.of("timeout"), term(name)), content, state);
            case Event.Internal(var content) -> show(trace, Atom.of("internal"), content, state);
            case Event.Enter(var old) -> show(trace, Atom.of("enter"), old, state);
        };
    }

    static Transition<Atom> show(Trace trace, Term type, Object content, Atom state) {
        trace.trace(Tuple.of(type, term(content), state));
        return keepState();
    }

    /** A string is an atom here. */
    static Term term(Object value) {
        return value instanceof String word ? Atom.of(word) : TermMapper.toTerm(value);
    }

    /** Casts to a machine, which may leave an event to be shown; waits until all are handled. */
    static void drive(Machine machine, Object... casts) {
        Pid pid = machine.startLink();
        for (Object cast : casts) {
            GenStateMachine.cast(pid, term(cast));
        }
        machine.trace.trace(GenStateMachine.call(pid, Atom.of("sync")));
    }

    /** As {@link #drive}; the casts wait already when the first is handled. */
    static void driveWaiting(Machine machine, Object... casts) {
        Pid pid = machine.startLink();
        Sys.suspend(pid);
        for (Object cast : casts) {
            GenStateMachine.cast(pid, term(cast));
        }
        Sys.resume(pid);
        machine.trace.trace(GenStateMachine.call(pid, Atom.of("sync")));
    }

    /** Calls a machine that answers in a later event. */
    static void ask(Machine machine) {
        Pid pid = machine.startLink();
        machine.trace.trace(GenStateMachine.call(pid, Atom.of("start")));
    }

    /** Casts what ends the machine, and waits for its end. */
    static void ends(Machine machine, Object... casts) {
        Processes.trapExit(true);
        Pid pid = machine.startLink();
        machine.trace.label(pid, "machine");
        for (Object cast : casts) {
            GenStateMachine.cast(pid, term(cast));
        }
        machine.trace.trace(receive());
    }

    static boolean isCast(Event<Atom, Term> event, Object message) {
        return event instanceof Event.Cast<Atom, Term>(var content) && content.equals(term(message));
    }

    static boolean isInternal(Event<Atom, Term> event, Object content) {
        return event instanceof Event.Internal<Atom, Term>(var found) && found.equals(content);
    }

    static boolean isEnter(Event<Atom, Term> event) {
        return event instanceof Event.Enter<Atom, Term>;
    }

    static Transition<Atom> keep() {
        return keepState();
    }

    static Transition<Atom> next(Atom state) {
        return nextState(state);
    }

    /** What comes of a request, as gen_statem's {@code receive_response} has it. */
    static Term response(RequestId<Term> id, Duration patience) {
        return id.receive(patience)
                .<Term>map(response -> switch (response) {
                    case RequestId.Response.Answer<Term>(var value) -> Tuple.of(Atom.of("reply"), value);
                    case RequestId.Response.Failed<Term>(var reason, var _) -> Tuple.of(Atom.ERROR, reason);
                })
                .orElse(Atom.of("timeout"));
    }

    static Transition<Atom> crash() {
        exit("crashed");
        return null;
    }
}
