// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.skip;
import static io.tiebeam.otp.Machines.*;
import static io.tiebeam.otp.Transition.repeatState;

import io.tiebeam.From;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** What OTP's gen_statem does with timeouts, done here. */
@Scenarios("gen_statem_timeouts")
class StatemTimeoutsScenariosTest {
    private static final Atom N = Atom.of("n");

    private static long in(int ms) {
        return System.nanoTime() + Duration.ofMillis(ms).toNanos();
    }

    private static boolean isStart(Event<Atom, Term> event) {
        return isCast(event, "start");
    }

    private static Transition<Atom> reply(Object from, String answer) {
        return keep().reply((From) from, Atom.of(answer));
    }

    private static Transition<Atom> pass() {
        return null;
    }

    @Test
    void an_absolute_state_timeout_comes_at_its_moment(Trace trace) {
        ask(new Machine(trace, (_, event) -> switch (event) {
            case Event.Call(var from, var _) -> keep().stateTimeoutAt(in(20), from);
            case Event.StateTimeout(var from) -> reply(from, "in_time");
            default -> pass();
        }));
    }

    @Test
    void an_absolute_event_timeout_comes_at_its_moment(Trace trace) {
        ask(new Machine(trace, (_, event) -> switch (event) {
            case Event.Call(var from, var _) -> keep().eventTimeoutAt(in(20), from);
            case Event.EventTimeout(var from) -> reply(from, "in_time");
            default -> pass();
        }));
    }

    @Test
    void an_absolute_generic_timeout_comes_at_its_moment(Trace trace) {
        ask(new Machine(trace, (_, event) -> switch (event) {
            case Event.Call(var from, var _) -> keep().genericTimeoutAt(N, in(20), from);
            case Event.GenericTimeout(var _, var from) -> reply(from, "in_time");
            default -> pass();
        }));
    }

    @Test
    void absolute_timeouts_come_in_the_order_of_their_moments(Trace trace) {
        Atom late = Atom.of("late");
        ask(new Machine(trace, (_, event) -> switch (event) {
            case Event.Call(var from, var _) ->
                keep().genericTimeoutAt(late, in(60), from).genericTimeoutAt(Atom.of("early"), in(10), "early");
            case Event.GenericTimeout(var name, var from) when name.equals(late) -> reply(from, "late");
            default -> pass();
        }));
    }

    @Test
    void an_absolute_timeout_of_the_past_comes_after_the_messages_that_wait(Trace trace) {
        driveWaiting(
                new Machine(trace, (state, event) -> switch (event) {
                    case Event.Cast<Atom, Term> cast when isStart(cast) -> keep().stateTimeoutAt(in(-1), "past");
                    case Event.StateTimeout<Atom, Term> timeout -> {
                        show(trace, state, timeout);
                        yield next(B);
                    }
                    case Event.Call<Atom, Term> _ when state.equals(A) -> keep().postpone();
                    default -> pass();
                }),
                "start",
                1);
    }

    @Test
    void an_event_timeout_is_ended_by_any_event(Trace trace) {
        driveWaiting(
                new Machine(
                        trace,
                        (_, event) -> isStart(event) ? keep().eventTimeout(Duration.ofMillis(1), "never") : null),
                "start",
                "other");
    }

    @Test
    void an_event_timeout_of_no_time_comes_before_a_timeout_after_it(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) ->
                                isStart(event) ? keep().eventTimeout(ZERO, "e").genericTimeout(N, ZERO, "g") : null),
                "start");
    }

    @Test
    void an_event_timeout_of_no_time_is_ended_by_a_timeout_before_it(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isStart(event)
                                ? keep().genericTimeout(N, ZERO, "g").eventTimeout(ZERO, "e")
                                : null),
                "start");
    }

    @Test
    void an_event_timeout_of_the_transition_belongs_to_the_new_state(Trace trace) {
        drive(new Machine(trace, (_, event) -> isStart(event) ? next(B).eventTimeout(ZERO, "e") : null), "start");
    }

    @Test
    void a_timeout_is_started_anew(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isStart(event)
                                ? keep().stateTimeout(MINUTE, "old")
                                : isCast(event, "again") ? keep().stateTimeout(ZERO, "new") : null),
                "start",
                "again");
    }

    @Test
    void a_timeout_of_no_time_that_is_started_anew_goes_behind_the_others(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isStart(event)
                                ? keep().genericTimeout(1, ZERO, "old")
                                        .genericTimeout(2, ZERO, "other")
                                        .nextEvent("again")
                                : isInternal(event, "again") ? keep().genericTimeout(1, ZERO, "new") : null),
                "start");
    }

    @Test
    void a_timer_takes_the_place_of_a_timeout_of_no_time(Trace trace) {
        From[] waiting = new From[1];
        ask(new Machine(trace, (_, event) -> switch (event) {
            case Event.Call(var from, var _) -> {
                waiting[0] = from;
                yield keep().stateTimeout(ZERO, "never").nextEvent("again");
            }
            case Event.Internal(var _) -> keep().stateTimeout(Duration.ofMillis(10), "later");
            case Event.StateTimeout(var content) ->
                keep().reply(waiting[0], Tuple.of(Atom.of("state_timeout"), term(content)));
            default -> pass();
        }));
    }

    @Test
    void timeouts_of_no_time_of_two_transitions_come_in_order(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isStart(event)
                                ? keep().genericTimeout(N, ZERO, "first").nextEvent("more")
                                : isInternal(event, "more") ? keep().stateTimeout(ZERO, "second") : null),
                "start");
    }

    @Test
    void what_a_timeout_inserts_comes_before_the_next_timeout(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isStart(event)
                                ? keep().genericTimeout(1, ZERO, "first").genericTimeout(2, ZERO, "second")
                                : event instanceof Event.GenericTimeout<Atom, Term>(var name, var _) && name.equals(1)
                                        ? keep().nextEvent("inserted")
                                        : null),
                "start");
    }

    @Test
    void a_timeout_may_start_itself_again(Trace trace) {
        drive(
                new Machine(trace, (_, event) -> switch (event) {
                    case Event.Cast<Atom, Term> cast when isStart(cast) -> keep().genericTimeout(N, ZERO, 3);
                    case Event.GenericTimeout(var _, Integer count)
                    when count > 0 -> {
                        trace.trace(Tuple.of(Atom.of("again"), Int.of(count)));
                        yield keep().genericTimeout(N, ZERO, count - 1);
                    }
                    default -> pass();
                }),
                "start");
    }

    @Test
    void a_timeout_that_lasts_for_ever_ends_the_one_that_runs(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isStart(event)
                                ? keep().stateTimeout(ZERO, "s").nextEvent("never")
                                : isInternal(event, "never")
                                        ? keep().stateTimeout(ChronoUnit.FOREVER.getDuration(), "never")
                                        : null),
                "start");
    }

    @Test
    void a_cancelled_timeout_of_no_time_does_not_come(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isStart(event)
                                ? keep().stateTimeout(ZERO, "s")
                                        .genericTimeout(N, ZERO, "g")
                                        .nextEvent("cancel")
                                : isInternal(event, "cancel") ? keep().cancelGenericTimeout(N) : null),
                "start");
    }

    @Test
    void of_a_start_and_a_cancel_the_last_counts(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isStart(event)
                                ? keep().stateTimeout(ZERO, "s")
                                        .cancelStateTimeout()
                                        .cancelGenericTimeout(N)
                                        .genericTimeout(N, ZERO, "g")
                                : null),
                "start");
    }

    @Test
    void of_a_start_and_an_update_the_last_counts(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isStart(event)
                                ? keep().stateTimeout(MINUTE, "old")
                                        .updateStateTimeout("new")
                                        .updateGenericTimeout(N, "old")
                                        .genericTimeout(N, ZERO, "new")
                                : null),
                "start");
    }

    @Test
    void a_cancel_of_nothing_does_nothing(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isStart(event)
                                ? keep().cancelEventTimeout()
                                        .cancelStateTimeout()
                                        .cancelGenericTimeout(N)
                                : null),
                "start");
    }

    @Test
    void an_update_keeps_the_time_of_the_timer(Trace trace) {
        ask(new Machine(trace, (_, event) -> switch (event) {
            case Event.Call(var from, var _) ->
                keep().stateTimeout(Duration.ofMillis(20), "old").nextEvent(from);
            case Event.Internal(var from) -> keep().updateStateTimeout(from);
            case Event.StateTimeout(var from) -> reply(from, "updated");
            default -> pass();
        }));
    }

    @Test
    void an_update_of_a_generic_timeout_keeps_its_time(Trace trace) {
        ask(new Machine(trace, (_, event) -> switch (event) {
            case Event.Call(var from, var _) ->
                keep().genericTimeout(N, Duration.ofMillis(20), "old").nextEvent(from);
            case Event.Internal(var from) -> next(B).updateGenericTimeout(N, from);
            case Event.GenericTimeout(var _, var from) -> reply(from, "updated");
            default -> pass();
        }));
    }

    @Test
    void an_update_after_a_cancel_comes_at_once(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isStart(event)
                                ? keep().stateTimeout(MINUTE, "old")
                                : isCast(event, "cancel")
                                        ? keep().cancelStateTimeout()
                                        : isCast(event, "update") ? keep().updateStateTimeout("new") : null),
                "start",
                "cancel",
                "update");
    }

    @Test
    void an_update_of_an_event_timeout_comes_at_once_since_the_event_has_ended_it(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isStart(event)
                                ? keep().eventTimeout(MINUTE, "old")
                                : isCast(event, "update") ? keep().updateEventTimeout("new") : null),
                "start",
                "update");
    }

    @Test
    void an_update_of_a_state_timeout_after_a_change_of_state_comes_at_once(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isStart(event)
                                ? keep().stateTimeout(MINUTE, "old")
                                : isCast(event, "go") ? next(B).updateStateTimeout("new") : null),
                "start",
                "go");
    }

    @Test
    void a_repeated_state_keeps_its_state_timeout(Trace trace) {
        drive(
                new Entering(
                        trace,
                        (_, event) -> isStart(event)
                                ? keep().stateTimeout(ZERO, "s").nextEvent("again")
                                : isInternal(event, "again") ? repeatState() : null),
                "start");
    }

    @Test
    void the_timeout_of_entering_takes_the_place_of_the_one_of_the_transition(Trace trace) {
        drive(
                new Entering(
                        trace,
                        (state, event) -> isCast(event, "go")
                                ? next(B).stateTimeout(ZERO, "of_the_transition")
                                : isEnter(event) && state.equals(B) ? keep().stateTimeout(ZERO, "of_entering") : null),
                "go");
    }

    @Test
    void a_timeout_of_the_first_entering_comes(Trace trace) {
        drive(new Entering(
                trace,
                (_, event) -> isEnter(event) ? keep().stateTimeout(ZERO, "s").eventTimeout(ZERO, "e") : null));
    }

    @Test
    void a_postponed_timeout_comes_back_in_the_next_state(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (state, event) -> isStart(event)
                                ? keep().stateTimeout(ZERO, "s")
                                : event instanceof Event.StateTimeout && state.equals(A)
                                        ? keep().postpone()
                                        : isCast(event, "go") ? next(B) : null),
                "start",
                "go");
    }

    @Test
    void a_generic_timeout_may_have_any_name(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isStart(event)
                                ? keep().genericTimeout(door(1), ZERO, "one")
                                        .genericTimeout(door(2), ZERO, "two")
                                        .genericTimeout(door(1), ZERO, "again")
                                : null),
                "start");
    }

    private static Tuple door(int number) {
        return Tuple.of(Atom.of("door"), Int.of(number));
    }

    @Test
    void a_generic_timeout_goes_on_when_the_state_changes(Trace trace) {
        ask(new Machine(trace, (state, event) -> switch (event) {
            case Event.Call(var from, var _) ->
                next(B).genericTimeout(N, Duration.ofMillis(20), from).nextEvent("go");
            case Event.Internal(var _) -> next(C);
            case Event.GenericTimeout(var _, var from) -> keep().reply((From) from, state);
            default -> pass();
        }));
    }

    @Test
    void a_bare_time_is_an_event_timeout_with_itself_as_its_content(Trace trace) {
        drive(new Machine(trace, (_, event) -> isStart(event) ? keep().eventTimeout(ZERO, 0) : null), "start");
    }

    @Test
    void a_timeout_comes_when_its_machine_goes_on(Trace trace) {
        Pid pid = new Machine(
                        trace, (_, event) -> isStart(event) ? keep().stateTimeout(Duration.ofMillis(1), "s") : null)
                .startLink();
        Sys.suspend(pid);
        // It handles the cast, and is suspended again before the timer can end.
        GenStateMachine.cast(pid, Atom.of("start"));
        send(pid, system("on", "resume"));
        send(pid, system("off", "suspend"));
        receive(Tuple.class, t -> t.get(0).equals(Atom.of("off")) ? t : skip());
        Processes.sendAfter(self(), Atom.of("over"), Duration.ofMillis(50));
        trace.trace(receive(Atom.class));
        Sys.resume(pid);
        trace.trace(GenStateMachine.call(pid, Atom.of("sync")));
    }

    private static Tuple system(String tag, String request) {
        return Tuple.of(Atom.of("system"), Tuple.of(self(), Atom.of(tag)), Atom.of(request));
    }

    @Test
    void a_machine_that_waits_for_a_timeout_serves_messages(Trace trace) {
        Pid pid = new Machine(
                        trace,
                        (state, event) -> event instanceof Event.Call && state.equals(A)
                                ? keep().postpone().stateTimeout(MINUTE, "s")
                                : isCast(event, "go") ? next(B) : null)
                .startLink();
        RequestId<Term> id = GenStateMachine.sendRequest(pid, Atom.of("start"));
        GenStateMachine.cast(pid, Atom.of("go"));
        trace.trace(response(id, Duration.ofSeconds(5)));
    }
}
