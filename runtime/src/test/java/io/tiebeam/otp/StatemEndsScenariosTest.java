// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;
import static io.tiebeam.Kernel.spawnLink;
import static io.tiebeam.otp.Machines.*;
import static io.tiebeam.otp.Transition.keepState;
import static io.tiebeam.otp.Transition.repeatState;
import static io.tiebeam.otp.Transition.stop;

import io.tiebeam.Down;
import io.tiebeam.Exit;
import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What OTP's gen_statem does with handlers that are pushed, with answers, and with ends of all kinds, done here. */
@Scenarios("gen_statem_ends")
class StatemEndsScenariosTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static Tuple t(Object... elements) {
        Term[] terms = new Term[elements.length];
        for (int i = 0; i < elements.length; i++) {
            terms[i] = term(elements[i]);
        }
        return Tuple.of(terms);
    }

    // ---- handlers -------------------------------------------------------------------------------------------------

    /** A handler that is pushed on a machine, or put in the place of another. */
    private record Second(Trace trace) implements StateHandler<Atom, Term> {
        @Override
        public Transition<Atom> handleEvent(Atom state, Event<Atom, Term> event) {
            return isCast(event, "pop")
                    ? keep().popHandler()
                    : isCast(event, "change")
                            ? keep().changeHandler(new Third(trace))
                            : isCast(event, "push")
                                    ? keep().pushHandler(new Third(trace))
                                    : isCast(event, "stop") ? stop("enough") : showBy(trace, "second", state, event);
        }

        @Override
        public void terminate(Term reason, Atom state) {
            trace.trace(t("second", "terminate", reason, state));
        }
    }

    /** As {@link Second}, told when states are entered. */
    private record Third(Trace trace) implements StateHandler<Atom, Term> {
        @Override
        public Transition<Atom> handleEvent(Atom state, Event<Atom, Term> event) {
            return switch (event) {
                case Event.Cast<Atom, Term> cast when isCast(cast, "pop") -> keep().popHandler();
                case Event.Cast<Atom, Term>(Tuple go) when go.is(Atom.of("go"), 2) -> next((Atom) go.get(1));
                case Event.Enter<Atom, Term>(var old) when old.equals(Atom.of("poppable")) -> keep().popHandler();
                default -> showBy(trace, "third", state, event);
            };
        }

        @Override
        public boolean stateEnter() {
            return true;
        }
    }

    private static Transition<Atom> showBy(Trace trace, String who, Atom state, Event<Atom, Term> event) {
        return switch (event) {
            case Event.Call(var from, var request) -> {
                trace.trace(t(who, "call", request, state));
                yield keep().reply(from, Atom.OK);
            }
            case Event.Cast(var message) -> keepAfter(trace, t(who, "cast", message, state));
            case Event.Info(var message) -> keepAfter(trace, t(who, "info", message, state));
            case Event.Internal(var content) -> keepAfter(trace, t(who, "internal", content, state));
            case Event.StateTimeout(var content) -> keepAfter(trace, t(who, "state_timeout", content, state));
            case Event.EventTimeout(var content) -> keepAfter(trace, t(who, "timeout", content, state));
            case Event.GenericTimeout(var name, var content) ->
                keepAfter(trace, t(who, t("timeout", name), content, state));
            case Event.Enter(var old) -> keepAfter(trace, t(who, "enter", old, state));
        };
    }

    private static Transition<Atom> keepAfter(Trace trace, Term line) {
        trace.trace(line);
        return keep();
    }

    private static Machine pushing(Trace trace) {
        return new Machine(
                trace,
                (_, event) -> isCast(event, "push")
                        ? keep().pushHandler(new Second(trace))
                        : isCast(event, "change") ? keep().changeHandler(new Second(trace)) : null);
    }

    @Test
    void a_pushed_handler_handles_events_until_it_is_popped(Trace trace) {
        drive(pushing(trace), 1, "push", 2, "pop", 3);
    }

    @Test
    void a_handler_is_changed_for_another(Trace trace) {
        drive(pushing(trace), 1, "change", 2);
    }

    @Test
    void a_changed_handler_leaves_nothing_to_pop(Trace trace) {
        ends(pushing(trace), "change", "pop");
    }

    @Test
    void a_pushed_handler_may_push_another(Trace trace) {
        drive(pushing(trace), "push", "push", 1, "pop", 2, "pop", 3);
    }

    @Test
    void a_pushed_handler_may_be_changed_and_then_popped(Trace trace) {
        drive(pushing(trace), "push", "change", 1, "pop", 2);
    }

    @Test
    void a_pushed_handler_is_told_of_the_state_that_is_entered(Trace trace) {
        drive(
                new Machine(trace, (_, event) -> isCast(event, "go") ? next(B).pushHandler(new Third(trace)) : null),
                "go",
                t("go", C));
    }

    @Test
    void a_pushed_handler_is_not_told_of_a_state_that_stays(Trace trace) {
        drive(
                new Machine(trace, (_, event) -> isCast(event, "stay") ? keep().pushHandler(new Third(trace)) : null),
                "stay");
    }

    @Test
    void what_is_inserted_and_postponed_goes_to_the_pushed_handler(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isCast(event, "later")
                                ? keep().postpone()
                                : isCast(event, "go")
                                        ? next(B).pushHandler(new Second(trace))
                                                .nextEvent(1)
                                                .stateTimeout(ZERO, "s")
                                        : null),
                "later",
                "go");
    }

    @Test
    void the_pushed_handler_is_the_one_that_terminates(Trace trace) {
        ends(pushing(trace), "push", "stop");
    }

    @Test
    void a_machine_may_begin_with_a_pushed_handler(Trace trace) {
        Machine machine = pushing(trace);
        machine.first = next(A).pushHandler(new Second(trace));
        drive(machine, 1, "pop", 2);
    }

    private static Entering entering(Trace trace, Transition<Atom> inB) {
        return new Entering(
                trace,
                (state, event) -> isCast(event, "go") ? next(B) : isEnter(event) && state.equals(B) ? inB : null);
    }

    @Test
    void no_handler_can_be_pushed_while_a_state_is_entered(Trace trace) {
        ends(entering(trace, keep().pushHandler(new Second(trace))), "go");
    }

    @Test
    void no_handler_can_be_changed_while_a_state_is_entered(Trace trace) {
        ends(entering(trace, keep().changeHandler(new Second(trace))), "go");
    }

    @Test
    void no_handler_can_be_popped_while_a_state_is_entered(Trace trace) {
        ends(
                new Machine(
                        trace,
                        (_, event) ->
                                isCast(event, "go") ? next(Atom.of("poppable")).pushHandler(new Third(trace)) : null),
                "go",
                t("go", B));
    }

    // ---- waiting and answering ------------------------------------------------------------------------------------

    @Test
    void a_machine_that_hibernates_wakes_up(Trace trace) {
        drive(new Machine(trace, (_, event) -> isCast(event, "sleep") ? keep().hibernate() : null), "sleep", 1);
    }

    @Test
    void a_machine_hibernates_when_its_own_events_are_handled(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (_, event) -> isCast(event, "sleep")
                                ? next(B).hibernate().nextEvent(1).stateTimeout(ZERO, "s")
                                : null),
                "sleep");
    }

    @Test
    void a_machine_begins_with_hibernating(Trace trace) {
        Machine machine = new Machine(trace, (_, _) -> null);
        machine.first = next(A).hibernate();
        drive(machine);
    }

    @Test
    void an_answer_is_given_by_a_later_event(Trace trace) {
        Pid pid = new Machine(trace, (_, event) -> switch (event) {
                    case Event.Call(var from, var _) -> keep().nextEvent(from);
                    case Event.Internal(From from) -> next(B).reply(from, Atom.of("now"));
                    default -> null;
                })
                .startLink();
        trace.trace(GenStateMachine.call(pid, Atom.of("later")));
    }

    @Test
    void a_transition_answers_several_calls(Trace trace) {
        Map<Term, From> waiting = new HashMap<>();
        Pid pid = new Machine(trace, (_, event) -> switch (event) {
                    case Event.Call(var from, var n) -> {
                        waiting.put(n, from);
                        yield keep();
                    }
                    default ->
                        keep().reply(waiting.get(Int.of(1)), Atom.of("one"))
                                .reply(waiting.get(Int.of(2)), Atom.of("two"));
                })
                .startLink();
        RequestId<Term> one = GenStateMachine.sendRequest(pid, Int.of(1));
        RequestId<Term> two = GenStateMachine.sendRequest(pid, Int.of(2));
        GenStateMachine.cast(pid, Atom.of("answer"));
        trace.trace(response(two, PATIENCE));
        trace.trace(response(one, PATIENCE));
    }

    @Test
    void a_postponed_call_is_answered_in_the_next_state(Trace trace) {
        Pid pid = new Machine(
                        trace,
                        (state, event) -> event instanceof Event.Call<Atom, Term>(var from, var _)
                                ? state.equals(A) ? keep().postpone() : keep().reply(from, Atom.of("in_b"))
                                : next(B))
                .startLink();
        RequestId<Term> early = GenStateMachine.sendRequest(pid, Atom.of("early"));
        GenStateMachine.cast(pid, Atom.of("go"));
        trace.trace(response(early, PATIENCE));
    }

    @Test
    void a_machine_that_stops_answers_several_calls(Trace trace) {
        Processes.trapExit(true);
        From[] first = new From[1];
        Pid pid = new Machine(trace, (_, event) -> {
                    var call = (Event.Call<Atom, Term>) event;
                    if (call.request().equals(Int.of(1))) {
                        first[0] = call.from();
                        return keep();
                    }
                    return Transition.<Atom>stop("bye")
                            .reply(first[0], Atom.of("one"))
                            .reply(call.from(), Atom.of("two"));
                })
                .startLink();
        trace.label(pid, "machine");
        RequestId<Term> one = GenStateMachine.sendRequest(pid, Int.of(1));
        RequestId<Term> two = GenStateMachine.sendRequest(pid, Int.of(2));
        trace.trace(receive(Exit.class).reason());
        trace.trace(response(one, PATIENCE));
        trace.trace(response(two, PATIENCE));
    }

    @Test
    void a_request_that_is_not_answered_in_time_is_given_up(Trace trace) {
        Pid pid = new Machine(trace, (_, _) -> keep()).startLink();
        RequestId<Term> id = GenStateMachine.sendRequest(pid, Atom.of("silence"));
        trace.trace(response(id, Duration.ofMillis(10)));
    }

    private static final class Counting extends GenStateMachine<Tuple, Term> {
        @Override
        protected Transition<Tuple> init() {
            return nextState(t("counted", Int.of(0)));
        }

        @Override
        protected Transition<Tuple> handleEvent(Tuple state, Event<Tuple, Term> event) {
            long n = ((Int) state.get(1)).value();
            return event instanceof Event.Call<Tuple, Term>(var from, var _)
                    ? nextState(t("counted", Int.of(n + 1))).reply(from, n)
                    : keepState();
        }
    }

    @Test
    void a_state_may_be_any_term(Trace trace) {
        Pid pid = new Counting().startLink();
        trace.trace(GenStateMachine.call(pid, Atom.of("more")));
        trace.trace(GenStateMachine.call(pid, Atom.of("more")));
    }

    @Test
    void postponed_events_keep_their_order_over_several_changes(Trace trace) {
        drive(
                new Machine(trace, (state, event) -> {
                    if (isCast(event, "go")) {
                        return next(state.equals(A) ? B : C);
                    }
                    boolean late =
                            event instanceof Event.Cast && (state.equals(A) || state.equals(B) && !isCast(event, 2));
                    return late ? keep().postpone() : null;
                }),
                1,
                2,
                "go",
                3,
                "go");
    }

    /** Postpones all casts in the first state until {@code go}, then does as {@code inB} says. */
    private static Machine postponing(Trace trace, Handler inB) {
        return new Machine(trace, (state, event) -> {
            if (state.equals(A) && event instanceof Event.Cast) {
                return isCast(event, "go") ? next(B) : keep().postpone();
            }
            return inB.handle(state, event);
        });
    }

    @Test
    void what_a_postponed_event_inserts_comes_before_the_next_postponed_one(Trace trace) {
        drive(postponing(trace, (_, event) -> isCast(event, 1) ? keep().nextEvent("inserted") : null), 1, 2, "go");
    }

    @Test
    void a_postponed_event_may_change_the_state_for_the_next_one(Trace trace) {
        drive(postponing(trace, (_, event) -> isCast(event, 1) ? next(C) : null), 1, 2, "go");
    }

    @Test
    void an_inserted_event_may_be_postponed(Trace trace) {
        drive(
                new Machine(
                        trace,
                        (state, event) -> isCast(event, "start")
                                ? keep().nextEvent(1)
                                : isInternal(event, 1) && state.equals(A)
                                        ? keep().postpone()
                                        : isCast(event, "go") ? next(B) : null),
                "start",
                "go");
    }

    private static Entering repeating(Trace trace, Atom entered, int times) {
        int[] count = new int[1];
        return new Entering(trace, (state, event) -> {
            if (!(event instanceof Event.Enter<Atom, Term>(var old)) || !state.equals(entered)) {
                return isCast(event, "go") ? next(B) : null;
            }
            trace.trace(t("enter", old, Int.of(count[0])));
            return count[0]++ < times ? repeatState() : keep();
        });
    }

    @Test
    void entering_may_repeat_the_state_until_it_is_kept(Trace trace) {
        drive(repeating(trace, B, 2), "go");
    }

    @Test
    void the_first_state_may_be_repeated_as_it_is_entered(Trace trace) {
        drive(repeating(trace, A, 1));
    }

    @Test
    void going_to_the_state_as_it_is_entered_keeps_it(Trace trace) {
        drive(entering(trace, next(B)), "go");
    }

    // ---- ends -----------------------------------------------------------------------------------------------------

    private static Transition<Atom> bad() {
        throw new IllegalArgumentException("bad");
    }

    @Test
    void an_error_in_a_callback_is_the_reason_with_its_stack(Trace trace) {
        ends(new Machine(trace, (_, _) -> bad()), "crash");
    }

    @Test
    void an_error_while_a_state_is_entered_leaves_the_old_state(Trace trace) {
        ends(
                new Entering(
                        trace,
                        (state, event) ->
                                isCast(event, "go") ? next(B) : isEnter(event) && state.equals(B) ? bad() : null),
                "go");
    }

    @Test
    void a_caller_gets_the_error_of_the_machine(Trace trace) {
        Processes.trapExit(true);
        Pid pid = new Machine(trace, (_, _) -> bad()).startLink();
        trace.label(pid, "machine");
        trace.trace(caught(() -> GenStateMachine.call(pid, Atom.of("crash"))));
    }

    private static Term caught(Callable<?> call) {
        try {
            return term(call.call());
        } catch (ExitException exit) {
            return exit.reason();
        } catch (Exception other) {
            throw new AssertionError(other);
        }
    }

    /** A machine whose terminate ends as it is told. */
    private static final class Reserved extends GenStateMachine<Atom, Term> {
        private final Trace trace;
        private final Runnable ending;

        Reserved(Trace trace, Runnable ending) {
            this.trace = trace;
            this.ending = ending;
        }

        static Pid start(Trace trace, Runnable ending) {
            Processes.trapExit(true);
            Pid pid = new Reserved(trace, ending).startLink();
            trace.label(pid, "machine");
            return pid;
        }

        @Override
        protected Transition<Atom> init() {
            return nextState(A);
        }

        @Override
        protected Transition<Atom> handleEvent(Atom state, Event<Atom, Term> event) {
            return event instanceof Event.Cast<Atom, Term>(Tuple stop) ? stop(stop.get(1)) : keepState();
        }

        @Override
        protected void terminate(Term reason, Atom state) {
            trace.trace(t("terminate", reason));
            ending.run();
        }
    }

    @Test
    void an_exit_in_terminate_takes_the_place_of_the_reason(Trace trace) {
        Pid pid = Reserved.start(trace, () -> exit("worse"));
        GenStateMachine.cast(pid, t("stop", "because"));
        trace.trace(receive());
    }

    @Test
    void an_error_in_terminate_takes_the_place_of_a_normal_end(Trace trace) {
        Pid pid = Reserved.start(trace, () -> {
            throw new IllegalArgumentException("worse");
        });
        GenStateMachine.cast(pid, t("stop", "normal"));
        trace.trace(receive());
    }

    @Test
    void whoever_stops_a_machine_gets_the_exit_of_its_terminate(Trace trace) {
        Pid pid = Reserved.start(trace, () -> exit("worse"));
        trace.trace(caught(() -> stopped(pid, "normal")));
        trace.trace(receive());
    }

    @Test
    void a_machine_is_stopped_with_a_reason_of_its_own(Trace trace) {
        Pid pid = Reserved.start(trace, () -> {});
        trace.trace(caught(() -> stopped(pid, t("shutdown", "restart"))));
        trace.trace(receive());
    }

    private static Term stopped(Pid pid, Object reason) {
        GenStateMachine.stop(pid, reason, PATIENCE);
        return Atom.OK;
    }

    @Test
    void stopping_a_machine_that_is_not_there_fails(Trace trace) {
        trace.trace(caught(() -> {
            GenStateMachine.stop(Name.of("nobody"));
            return Atom.OK;
        }));
    }

    @Test
    void calling_a_machine_that_is_not_there_fails(Trace trace) {
        trace.trace(caught(() -> GenStateMachine.call(Name.of("nobody"), Atom.of("hello"))));
        GenStateMachine.cast(Name.of("nobody"), Atom.of("hello"));
        trace.trace(Atom.OK);
    }

    @Test
    void the_name_of_a_machine_can_be_taken_once(Trace trace) {
        Name name = Name.of("machine");
        trace.label(new Machine(trace, (_, _) -> null).startLink(name), "machine");
        Processes.trapExit(true);
        trace.trace(started(() -> new Machine(trace, (_, _) -> null).startLink(name)));
        trace.trace(GenStateMachine.call(name, Atom.of("sync")));
    }

    private static Term started(Callable<Pid> start) {
        try {
            return t(Atom.OK, start.call());
        } catch (ExitException refused) {
            return t(Atom.ERROR, refused.reason());
        } catch (Exception other) {
            throw new AssertionError(other);
        }
    }

    private static Machine beginning(Trace trace, Callable<Transition<Atom>> init) {
        return new Machine(trace, (_, _) -> null) {
            @Override
            protected Transition<Atom> init() {
                try {
                    return init.call();
                } catch (RuntimeException thrown) {
                    throw thrown;
                } catch (Exception other) {
                    throw new AssertionError(other);
                }
            }
        };
    }

    private static void beginsBadly(Trace trace, Callable<Transition<Atom>> init) {
        Processes.trapExit(true);
        trace.trace(started(() -> beginning(trace, init).startLink()));
    }

    @Test
    void an_exit_in_init_is_why_a_machine_could_not_start(Trace trace) {
        beginsBadly(trace, Machines::crash);
    }

    @Test
    void an_error_in_init_is_why_a_machine_could_not_start(Trace trace) {
        beginsBadly(trace, StatemEndsScenariosTest::bad);
    }

    @Test
    void a_machine_cannot_keep_a_state_as_it_begins(Trace trace) {
        beginsBadly(trace, Machines::keep);
    }

    @Test
    void a_machine_cannot_repeat_a_state_as_it_begins(Trace trace) {
        beginsBadly(trace, Transition::repeatState);
    }

    @Test
    void an_init_that_returns_nothing_is_bad(Trace trace) {
        beginsBadly(trace, () -> null);
    }

    @Test
    void a_machine_that_begins_with_a_bad_action_has_started_and_ends(Trace trace) {
        Machine machine = new Machine(trace, (_, _) -> null);
        machine.first = next(A).popHandler();
        ends(machine);
    }

    @Test
    void a_machine_may_stop_as_it_enters_its_first_state(Trace trace) {
        ends(new Entering(trace, (_, event) -> isEnter(event) ? stop("refused") : null));
    }

    /** A callback that returns nothing, where the machines of other scenarios would show the event. */
    private static Machine nothing(Trace trace, boolean entering, Handler handler) {
        return new Machine(trace, handler) {
            @Override
            protected boolean stateEnter() {
                return entering;
            }

            @Override
            protected Transition<Atom> handleEvent(Atom state, Event<Atom, Term> event) {
                return handler.handle(state, event);
            }
        };
    }

    @Test
    void a_callback_that_returns_nothing_is_bad(Trace trace) {
        ends(nothing(trace, false, (_, _) -> null), "nothing");
    }

    @Test
    void entering_that_returns_nothing_is_bad(Trace trace) {
        ends(
                nothing(
                        trace,
                        true,
                        (state, event) ->
                                isCast(event, "go") ? next(B) : state.equals(A) ? show(trace, A, event) : null),
                "go");
    }

    @Test
    void no_event_can_be_inserted_while_a_state_is_entered(Trace trace) {
        ends(entering(trace, keep().nextEvent(1)), "go");
    }

    @Test
    void no_cast_can_be_inserted_while_a_state_is_entered(Trace trace) {
        ends(entering(trace, keep().nextEvent(new Event.Cast<Atom, Term>(Int.of(1)))), "go");
    }

    @Test
    void a_machine_that_stops_can_only_reply(Trace trace) {
        ends(new Machine(trace, (_, _) -> Transition.<Atom>stop("bye").postpone()), "stop");
    }

    @Test
    void a_timeout_cannot_be_negative(Trace trace) {
        ends(new Machine(trace, (_, _) -> keep().stateTimeout(Duration.ofMillis(-1), Atom.of("s"))), "start");
    }

    @Test
    void a_generic_timeout_cannot_be_negative(Trace trace) {
        ends(
                new Machine(trace, (_, _) -> keep().genericTimeout(Atom.of("n"), Duration.ofMillis(-5), Atom.of("s"))),
                "start");
    }

    @Test
    void an_entering_cannot_be_inserted(Trace trace) {
        ends(new Machine(trace, (_, _) -> keep().nextEvent(new Event.Enter<Atom, Term>(A))), "start");
    }

    @Test
    void answers_before_a_bad_action_are_given(Trace trace) {
        Processes.trapExit(true);
        Pid pid = new Machine(
                        trace,
                        (_, event) -> event instanceof Event.Call<Atom, Term>(var from, var _)
                                ? keep().reply(from, Atom.of("given")).popHandler()
                                : null)
                .startLink();
        trace.label(pid, "machine");
        Term answer = GenStateMachine.call(pid, Atom.of("pop"));
        trace.trace(receive());
        trace.trace(answer);
    }

    // ---- other processes ------------------------------------------------------------------------------------------

    private static Machine trapping(Trace trace, Handler handler) {
        return new Machine(trace, handler) {
            @Override
            protected Transition<Atom> init() {
                Processes.trapExit(true);
                return super.init();
            }
        };
    }

    /** The machine and its parent, which waits to be told to go. */
    private record Family(Pid parent, Pid machine) {
        static Family of(Machine machine) {
            Pid main = self();
            Pid parent = spawn(() -> {
                send(main, machine.startLink());
                receive();
                exit("gone");
            });
            return new Family(parent, receive(Pid.class));
        }

        void ends(Trace trace) {
            Processes.monitor(machine);
            send(parent, Atom.of("go"));
            trace.trace(receive(Down.class).reason());
        }
    }

    @Test
    void a_machine_that_traps_exits_terminates_when_its_parent_ends(Trace trace) {
        Family.of(trapping(trace, (_, _) -> null)).ends(trace);
    }

    @Test
    void a_machine_that_does_not_trap_exits_dies_with_its_parent(Trace trace) {
        Family.of(new Machine(trace, (_, _) -> null)).ends(trace);
    }

    @Test
    void a_suspended_machine_terminates_when_its_parent_ends(Trace trace) {
        Family family = Family.of(trapping(trace, (_, _) -> null));
        Sys.suspend(family.machine());
        family.ends(trace);
    }

    @Test
    void the_end_of_another_linked_process_is_an_event(Trace trace) {
        Machine machine = trapping(trace, (state, event) -> switch (event) {
            case Event.Cast<Atom, Term> _ -> {
                spawnLink(() -> exit("other"));
                yield keep();
            }
            case Event.Info<Atom, Term>(Exit(var _, var reason)) -> {
                trace.trace(t("exit", reason));
                yield next(B);
            }
            case Event.Call<Atom, Term> _ when state.equals(A) -> keep().postpone();
            default -> null;
        });
        drive(machine, "link");
    }

    @Test
    void a_machine_that_is_killed_does_not_terminate(Trace trace) {
        Processes.trapExit(true);
        Pid pid = new Machine(trace, (_, _) -> null).startLink();
        trace.label(pid, "machine");
        exit(pid, "kill");
        trace.trace(receive());
    }
}
