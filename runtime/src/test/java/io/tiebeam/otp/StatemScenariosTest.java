// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.otp.Machines.*;
import static io.tiebeam.otp.Transition.keepState;
import static io.tiebeam.otp.Transition.nextState;
import static io.tiebeam.otp.Transition.repeatState;
import static io.tiebeam.otp.Transition.stop;

import io.tiebeam.Exit;
import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.IgnoreException;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What OTP's gen_statem does with events, states, timeouts and ends, done here. */
@Scenarios("gen_statem")
class StatemScenariosTest {
    @Test
    void a_call_is_answered_by_a_transition(Trace trace) {
        drive(new Machine(trace, (state, event) -> switch (event) {
            case Event.Call(var from, var what) -> keep().reply(from, Tuple.of(what, state));
            default -> null;
        }));
    }

    private static final class Functions extends GenStateMachine<Functions.State, Functions.Word> {
        enum State {
            LOCKED,
            OPEN
        }

        enum Word {
            LOOK,
            OPEN,
            CLOSE
        }

        @Override
        protected Transition<State> init() {
            return nextState(State.LOCKED);
        }

        @Override
        protected StateFunction<State, Word> stateFunction(State state) {
            return switch (state) {
                case LOCKED -> this::locked;
                case OPEN -> this::open;
            };
        }

        private Transition<State> locked(Event<State, Word> event) {
            return switch (event) {
                case Event.Call(var from, var word)
                when word == Word.OPEN -> nextState(State.OPEN).reply(from, Atom.of("opened"));
                case Event.Call(var from, var word) -> keepState().reply(from, Tuple.of(Atom.of("locked"), term(word)));
                default -> keepState();
            };
        }

        private Transition<State> open(Event<State, Word> event) {
            return switch (event) {
                case Event.Call(var from, var word)
                when word == Word.CLOSE -> nextState(State.LOCKED).reply(from, Atom.of("closed"));
                case Event.Call(var from, var word) -> keepState().reply(from, Tuple.of(Atom.of("open"), term(word)));
                default -> keepState();
            };
        }
    }

    @Test
    void state_functions_handle_the_events_of_their_states(Trace trace) {
        Pid pid = new Functions().startLink();
        for (var word : List.of(Functions.Word.LOOK, Functions.Word.OPEN, Functions.Word.LOOK, Functions.Word.CLOSE)) {
            trace.trace(GenStateMachine.call(pid, word));
        }
    }

    @Test
    void casts_and_other_messages_are_events(Trace trace) {
        Pid pid = new Machine(trace, (_, _) -> null).startLink();
        GenStateMachine.cast(pid, Atom.of("one"));
        send(pid, Atom.of("two"));
        trace.trace(GenStateMachine.call(pid, Atom.of("sync")));
    }

    @Test
    void postponed_events_come_back_in_order_when_the_state_changes(Trace trace) {
        drive(
                new Machine(trace, (state, event) -> {
                    if (!state.equals(A) || !(event instanceof Event.Cast)) {
                        return null;
                    }
                    return isCast(event, "go") ? next(B) : keep().postpone();
                }),
                1,
                2,
                3,
                "go",
                4);
    }

    @Test
    void postponed_events_stay_while_the_state_stays(Trace trace) {
        drive(
                new Machine(trace, (state, event) -> {
                    if (!state.equals(A)) {
                        return null;
                    }
                    return isCast(event, 1)
                            ? keep().postpone()
                            : isCast(event, "same") ? next(A) : isCast(event, "go") ? next(B) : null;
                }),
                1,
                "keep",
                "same",
                "go");
    }

    @Test
    void an_event_may_be_postponed_again_in_the_next_state(Trace trace) {
        drive(
                new Machine(trace, (state, event) -> {
                    if (isCast(event, "go")) {
                        return next(state.equals(A) ? B : C);
                    }
                    return isCast(event, 1) && !state.equals(C) ? keep().postpone() : null;
                }),
                1,
                "go",
                "go",
                2);
    }

    @Test
    void an_event_that_changes_the_state_may_be_postponed(Trace trace) {
        drive(new Machine(trace, (state, event) -> isCast(event, 1) && state.equals(A) ? next(B).postpone() : null), 1);
    }

    @Test
    void the_last_word_on_postponing_counts(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isCast(event, 1)
                                ? keep().postpone().postpone(false)
                                : isCast(event, "go") ? next(B) : null),
                1,
                "go");
    }

    @Test
    void inserted_events_come_first_and_in_order(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isCast(event, "start")
                                ? keep().nextEvent(1)
                                        .nextEvent(new Event.Cast<Atom, Term>(Int.of(2)))
                                        .nextEvent(new Event.Info<Atom, Term>(3))
                                : null),
                "start",
                "last");
    }

    @Test
    void inserted_events_come_before_postponed_ones(Trace trace) {
        drive(
                new Machine(trace, (state, event) -> {
                    if (!state.equals(A)) {
                        return null;
                    }
                    return isCast(event, "later")
                            ? keep().postpone()
                            : isCast(event, "go") ? next(B).nextEvent(1) : null;
                }),
                "later",
                "go");
    }

    @Test
    void inserted_events_may_insert_more(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isCast(event, "start")
                                ? keep().nextEvent(2).nextEvent("end")
                                : isInternal(event, 2) ? next(B).nextEvent(1) : null),
                "start");
    }

    @Test
    void a_timeout_of_no_time_comes_after_inserted_events_and_before_messages(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isCast(event, "start")
                                ? keep().stateTimeout(ZERO, "s")
                                        .nextEvent(1)
                                        .genericTimeout(Atom.of("n"), ZERO, "g")
                                        .nextEvent(2)
                                : null),
                "start");
    }

    @Test
    void an_event_timeout_of_no_time_is_ended_by_an_inserted_event(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isCast(event, "start")
                                ? keep().eventTimeout(ZERO, "never").nextEvent(1)
                                : null),
                "start");
    }

    @Test
    void timeouts_of_no_time_come_in_the_order_of_their_actions(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isCast(event, "start")
                                ? keep().genericTimeout(1, ZERO, "g")
                                        .stateTimeout(ZERO, "s")
                                        .genericTimeout(2, ZERO, "h")
                                : null),
                "start");
    }

    @Test
    void of_the_timeouts_of_one_type_the_last_counts(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isCast(event, "start")
                                ? keep().stateTimeout(ZERO, 1)
                                        .genericTimeout(Atom.of("n"), ZERO, "g")
                                        .stateTimeout(ZERO, 2)
                                : null),
                "start");
    }

    @Test
    void a_change_of_state_ends_the_state_timeout_and_no_other(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isCast(event, "start")
                                ? keep().stateTimeout(ZERO, "s")
                                        .genericTimeout(Atom.of("n"), ZERO, "g")
                                        .nextEvent("go")
                                : isInternal(event, "go") ? next(B) : null),
                "start");
    }

    @Test
    void a_state_timeout_of_the_transition_belongs_to_the_new_state(Trace trace) {
        drive(
                new Machine(trace, (_, event) -> isCast(event, "start") ? next(B).stateTimeout(ZERO, "s") : null),
                "start");
    }

    @Test
    void cancelled_timeouts_do_not_come(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isCast(event, "start")
                                ? keep().stateTimeout(MINUTE, "s").genericTimeout(Atom.of("n"), MINUTE, "g")
                                : isCast(event, "cancel")
                                        ? keep().cancelStateTimeout().cancelGenericTimeout(Atom.of("n"))
                                        : null),
                "start",
                "cancel");
    }

    @Test
    void an_updated_timeout_brings_the_new_content(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isCast(event, "start")
                                ? keep().stateTimeout(ZERO, "old").nextEvent("update")
                                : isInternal(event, "update") ? keep().updateStateTimeout("new") : null),
                "start");
    }

    @Test
    void an_update_without_a_timeout_comes_at_once(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isCast(event, "start") ? keep().updateGenericTimeout(Atom.of("n"), "now") : null),
                "start");
    }

    @Test
    void timers_bring_their_contents_in_time(Trace trace) {
        Pid pid = new Machine(trace, (_, event) -> switch (event) {
                    case Event.Call(var from, var _) ->
                        keep().stateTimeout(Duration.ofMillis(30), from)
                                .genericTimeout(Atom.of("n"), Duration.ofMillis(10), "g");
                    case Event.StateTimeout(var from) -> keep().reply((From) from, Atom.of("in_time"));
                    default -> null;
                })
                .startLink();
        trace.trace(GenStateMachine.call(pid, Atom.of("start")));
    }

    @Test
    void an_event_timeout_waits_for_silence(Trace trace) {
        Pid pid = new Machine(trace, (_, event) -> switch (event) {
                    case Event.Call(var from, var _) -> keep().eventTimeout(Duration.ofMillis(20), from);
                    case Event.EventTimeout(var from) -> keep().reply((From) from, Atom.of("silent"));
                    default -> null;
                })
                .startLink();
        trace.trace(GenStateMachine.call(pid, Atom.of("start")));
    }

    @Test
    void a_machine_begins_with_actions(Trace trace) {
        Machine machine = new Machine(trace, (_, _) -> null);
        machine.first = next(A).nextEvent(1).stateTimeout(ZERO, "s").postpone();
        drive(machine);
    }

    @Test
    void states_are_entered_when_the_machine_begins_and_when_they_change(Trace trace) {
        drive(new Entering(trace, (_, event) -> isCast(event, "go") ? next(B) : null), "go", "stay");
    }

    @Test
    void a_repeated_state_is_entered_anew(Trace trace) {
        drive(
                new Entering(
                        trace,
                        (_, event) -> isCast(event, "again") ? repeatState() : isCast(event, "same") ? next(A) : null),
                "again",
                "same");
    }

    @Test
    void a_repeated_state_keeps_what_is_postponed(Trace trace) {
        drive(
                new Entering(
                        trace,
                        (_, event) -> isCast(event, "later")
                                ? keep().postpone()
                                : isCast(event, "again") ? repeatState() : null),
                "later",
                "again");
    }

    @Test
    void entering_may_start_a_timeout(Trace trace) {
        drive(
                new Entering(
                        trace,
                        (state, event) -> isCast(event, "go")
                                ? next(B).nextEvent(1)
                                : isEnter(event) && state.equals(B) ? keep().stateTimeout(ZERO, "entered") : null),
                "go");
    }

    @Test
    void entering_may_reply(Trace trace) {
        From[] waiting = new From[1];
        Pid pid = new Entering(trace, (state, event) -> {
                    if (event instanceof Event.Call<Atom, Term>(var from, var _)) {
                        waiting[0] = from;
                        return next(B);
                    }
                    return isEnter(event) && state.equals(B) ? keep().reply(waiting[0], Atom.of("entered")) : null;
                })
                .startLink();
        trace.trace(GenStateMachine.call(pid, Atom.of("go")));
    }

    @Test
    void entering_comes_before_inserted_and_postponed_events(Trace trace) {
        drive(
                new Entering(
                        trace,
                        (state, event) -> isCast(event, 1) && state.equals(A)
                                ? keep().postpone()
                                : isCast(event, "go") ? next(B).nextEvent(2) : null),
                1,
                "go");
    }

    @Test
    void a_machine_stops_with_normal(Trace trace) {
        ends(new Machine(trace, (_, event) -> isCast(event, "stop") ? stop() : null), "stop");
    }

    @Test
    void a_machine_stops_with_a_reason(Trace trace) {
        ends(
                new Machine(
                        trace,
                        (_, event) -> isCast(event, "go") ? next(B) : isCast(event, "stop") ? stop("because") : null),
                "go",
                "stop");
    }

    @Test
    void a_machine_stops_and_replies(Trace trace) {
        Processes.trapExit(true);
        Pid pid = new Machine(
                        trace,
                        (_, event) -> event instanceof Event.Call<Atom, Term>(var from, var _)
                                ? Transition.<Atom>stop("bye").reply(from, Atom.of("stopping"))
                                : null)
                .startLink();
        trace.label(pid, "machine");
        Term answer = GenStateMachine.call(pid, Atom.of("stop"));
        trace.trace(receive());
        trace.trace(answer);
    }

    @Test
    void entering_may_stop_the_machine_in_its_new_state(Trace trace) {
        ends(
                new Entering(
                        trace,
                        (state, event) -> isCast(event, "go")
                                ? next(B)
                                : isEnter(event) && state.equals(B) ? stop("refused") : null),
                "go");
    }

    @Test
    void an_exit_in_a_callback_is_the_reason(Trace trace) {
        ends(new Machine(trace, (_, event) -> isCast(event, "crash") ? crash() : null), "crash");
    }

    @Test
    void an_exit_while_a_state_is_entered_leaves_the_old_state(Trace trace) {
        ends(
                new Entering(
                        trace,
                        (state, event) ->
                                isCast(event, "go") ? next(B) : isEnter(event) && state.equals(B) ? crash() : null),
                "go");
    }

    @Test
    void a_state_cannot_be_changed_while_it_is_entered(Trace trace) {
        Processes.trapExit(true);
        Pid pid = new Entering(
                        trace,
                        (state, event) -> isCast(event, "go")
                                ? next(B)
                                : isEnter(event) ? state.equals(B) ? next(C) : keep() : null)
                .startLink();
        GenStateMachine.cast(pid, Atom.of("go"));
        Tuple why = (Tuple) ((Tuple) receive(Exit.class).reason()).get(0);
        trace.trace(Tuple.of(why.get(0), ((Tuple) why.get(1)).get(1)));
    }

    @Test
    void an_event_cannot_be_postponed_while_a_state_is_entered(Trace trace) {
        ends(
                new Entering(
                        trace,
                        (state, event) -> isCast(event, "go")
                                ? next(B)
                                : isEnter(event) && state.equals(B) ? keep().postpone() : null),
                "go");
    }

    @Test
    void nothing_can_be_popped_that_was_not_pushed(Trace trace) {
        ends(new Machine(trace, (_, event) -> isCast(event, "pop") ? keep().popHandler() : null), "pop");
    }

    @Test
    void a_start_may_be_refused(Trace trace) {
        Processes.trapExit(true);
        Machine machine = new Machine(trace, (_, _) -> null);
        machine.first = stop("not_today");
        try {
            trace.trace(machine.startLink());
        } catch (ExitException refused) {
            trace.trace(Tuple.of(Atom.ERROR, refused.reason()));
        }
    }

    @Test
    void a_machine_may_not_want_to_run(Trace trace) {
        try {
            trace.trace(
                    new Machine(trace, (_, _) -> null) {
                        @Override
                        protected Transition<Atom> init() {
                            throw new IgnoreException();
                        }
                    }.startLink());
        } catch (IgnoreException ignored) {
            trace.trace(Atom.of("ignore"));
        }
    }

    @Test
    void a_call_to_a_machine_that_ends_fails_with_its_reason(Trace trace) {
        Processes.trapExit(true);
        Pid pid = new Machine(trace, (_, _) -> stop("gone")).startLink();
        trace.label(pid, "machine");
        try {
            trace.trace(GenStateMachine.call(pid, Atom.of("stop")));
        } catch (ExitException failed) {
            trace.trace(failed.reason());
        }
    }

    @Test
    void a_call_that_takes_too_long_fails(Trace trace) {
        Pid pid = new Machine(trace, (_, _) -> keep()).startLink();
        trace.label(pid, "machine");
        try {
            trace.trace(GenStateMachine.call(pid, Atom.of("silence"), Duration.ofMillis(10)));
        } catch (ExitException failed) {
            trace.trace(failed.reason());
        }
    }

    @Test
    void a_machine_is_stopped_from_outside(Trace trace) {
        Processes.trapExit(true);
        Pid pid = new Machine(trace, (_, _) -> null).startLink();
        trace.label(pid, "machine");
        GenStateMachine.stop(pid, "shutdown", Duration.ofSeconds(5));
        trace.trace(Atom.OK);
        trace.trace(receive());
    }

    @Test
    void a_suspended_machine_keeps_its_events(Trace trace) {
        Pid pid = new Machine(trace, (_, _) -> null).startLink();
        Sys.suspend(pid);
        GenStateMachine.cast(pid, 1);
        trace.trace(Atom.of("suspended"));
        Sys.resume(pid);
        trace.trace(GenStateMachine.call(pid, Atom.of("sync")));
    }
}
