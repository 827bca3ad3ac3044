// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.ExitException;
import io.tiebeam.RaisedException;
import io.tiebeam.gen.Failures;
import io.tiebeam.gen.Words;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A state machine: its state, its queue of events, those it has postponed, its timeouts. One thread at a time.
 *
 * <p>An event is handled in these steps, all of them before the next: the callback decides on a state and on actions;
 * answers are given, and callbacks changed, while the actions are read; if the state changes, or is repeated, the new
 * one is entered, which may add actions; the event is postponed or gone; a change of state puts what was postponed back
 * in front of the queue, oldest first, and ends the state's timeout; any event ends the event timeout; the timeouts of
 * the actions start; the events of the actions go in front of everything. Then the next event of the queue follows, then
 * timeouts of no time, and only then a message.
 *
 * <p>Source: {@code gen_statem.erl}, the functions called {@code loop_}.
 */
public final class Machine {
    private static final Term BEGIN =
            Tuple.of(Atom.of("internal"), Atom.of("init_state")); // what OTP has handled first

    private final Events events;
    private final Effects effects;
    private final Timeouts timeouts;
    private final Deque<Callbacks> callbacks = new ArrayDeque<>(); // the last pushed first
    private final Deque<Object> queue = new ArrayDeque<>(); // the first is being handled
    private final List<Object> postponed = new ArrayList<>(); // oldest first
    private Object state;
    private boolean raised; // whether it ends of an error, whose reason holds a stack

    Machine(Callbacks code, Object state, Events events, Effects effects) {
        this.callbacks.push(code);
        this.state = state;
        this.events = events;
        this.effects = effects;
        this.timeouts = new Timeouts(effects);
    }

    /** Enters the first state and does the actions that it begins with. */
    void begin(List<Action> actions) {
        if (effects.isWatched()) {
            effects.tell(new Happened.Began(callbacks.peek().module(), shown(state)));
        }
        Transition transition = new Transition();
        transition.read(actions, true);
        transition.postpone = false; // there is no event to postpone
        enter(transition, true);
        handled(BEGIN, transition);
        finish(transition);
        settle();
    }

    /** Handles {@code event} and all that follows from it without a message. */
    void handle(Object event) {
        add(event);
        settle();
    }

    private void add(Object event) {
        if (effects.isWatched()) {
            effects.tell(new Happened.Received(events.toTerm(event), shown(state)));
        }
        queue.addLast(event);
    }

    private void handled(Term event, Transition transition) {
        if (effects.isWatched()) {
            effects.tell(new Happened.Handled(event, transition.postpone, shown(state), shown(transition.next)));
        }
    }

    /** A timer has fired: handles its timeout, if it is not cancelled meanwhile. */
    void timedOut(long id) {
        timeouts.fired(id).ifPresent(ended -> handle(events.timeout(ended.type(), ended.content())));
    }

    private void settle() {
        while (true) {
            if (queue.isEmpty()) {
                Optional<Timeouts.Ended> zero = timeouts.nextZero();
                if (zero.isEmpty()) {
                    return;
                }
                add(events.timeout(zero.get().type(), zero.get().content()));
            }
            Transition transition = new Transition();
            enter(transition, transition.follow(call(state, queue.peekFirst()), true));
            Object handled = queue.pollFirst();
            if (transition.postpone) {
                postponed.add(handled);
            }
            if (effects.isWatched()) {
                handled(events.toTerm(handled), transition);
            }
            finish(transition);
        }
    }

    /** Enters the state that {@code transition} goes to, as often as it is repeated. */
    private void enter(Transition transition, boolean wanted) {
        boolean entering = wanted;
        while (entering && callbacks.peek().stateEnter()) {
            entering = transition.follow(call(transition.next, events.enter(state)), false);
        }
    }

    private Step call(Object in, Object event) {
        try {
            return callbacks.peek().handle(in, event);
        } catch (Throwable thrown) {
            raised = Failures.isRaised(thrown);
            throw Machine.<RuntimeException>rethrow(thrown);
        }
    }

    /** The end of a machine in {@code in}, the state it was going to. */
    private RaisedException bad(Object in, Atom what, Term detail, String why) {
        raised = true;
        state = in;
        return Bad.error(what, detail, why);
    }

    /** Throws it, checked or not: whoever runs a server takes all that is thrown there as its end. */
    @SuppressWarnings("unchecked")
    static <X extends Throwable> RuntimeException rethrow(Throwable thrown) throws X {
        throw (X) thrown;
    }

    private void finish(Transition transition) {
        boolean changed = !transition.next.equals(state);
        if (changed) {
            postponed.reversed().forEach(queue::addFirst);
            postponed.clear();
        }
        timeouts.transition(changed);
        timeouts.apply(transition.timeouts, transition.next);
        transition.nextEvents.reversed().forEach(queue::addFirst);
        state = transition.next;
    }

    /** What the callbacks have asked for about one event. */
    private final class Transition {
        private final List<Object> nextEvents = new ArrayList<>();
        private final List<Action> timeouts = new ArrayList<>();
        private Object next = state;
        private boolean postpone;

        /**
         * Reads what a callback returned.
         *
         * @param event whether it handled an event, not the entering of a state
         * @return whether a state is to be entered
         */
        private boolean follow(Step step, boolean event) {
            switch (step) {
                case null -> {
                    throw bad(
                            next,
                            Bad.RETURN,
                            Atom.NIL,
                            callbacks.peek().module() + " returned null for an event in state " + shown(next)
                                    + "\n   → return keepState() if there is nothing to do");
                }
                case Step.Next(var to, var actions) -> {
                    boolean changes = !to.equals(next);
                    if (changes && !event) {
                        throw bad(
                                next,
                                Bad.ENTER_RETURN,
                                Tuple.of(StateWords.NEXT_STATE, StateWords.term(to)),
                                callbacks.peek().module() + " goes to " + shown(to) + " while it enters " + shown(next)
                                        + ": entering a state cannot change it"
                                        + "\n   → return keepState().stateTimeout(Duration.ZERO, ...) there, and go on"
                                        + " when that timeout comes");
                    }
                    next = to;
                    read(actions, event);
                    return changes;
                }
                case Step.Keep(var actions) -> {
                    read(actions, event);
                    return false;
                }
                case Step.Repeat(var actions) -> {
                    read(actions, event);
                    return true;
                }
                case Step.Stop(var reason, var replies) -> {
                    state = next;
                    replies.forEach(reply -> effects.reply(reply.from(), reply.value()));
                    throw new ExitException(reason);
                }
            }
        }

        private void read(List<Action> actions, boolean event) {
            for (Action action : actions) {
                switch (action) {
                    case Action.Reply(var from, var value) -> effects.reply(from, value);
                    case Action.Hibernate() -> {
                        // a process that waits holds no thread here: there is nothing more to give back
                    }
                    case Action.Postpone(var on) -> {
                        if (on) {
                            refuseWhileEntering(action, event);
                        }
                        postpone = on;
                    }
                    case Action.NextEvent(var added) -> {
                        refuseWhileEntering(action, event);
                        if (effects.isWatched()) {
                            effects.tell(new Happened.Received(events.toTerm(added), shown(next)));
                        }
                        nextEvents.add(added);
                    }
                    case Action.Change(var code) -> {
                        refuseWhileEntering(action, event);
                        callbacks.pop();
                        changeTo(code);
                    }
                    case Action.Push(var code) -> {
                        refuseWhileEntering(action, event);
                        changeTo(code);
                    }
                    case Action.Pop() -> {
                        if (callbacks.size() == 1) {
                            throw bad(
                                    next,
                                    Bad.ACTION,
                                    action.toTerm(events::toTerm),
                                    callbacks.peek().module() + " pops a handler, and none was pushed");
                        }
                        refuseWhileEntering(action, event);
                        callbacks.pop();
                        changeTo(callbacks.pop());
                    }
                    case Action.Start _, Action.StartAt _, Action.Cancel _, Action.Update _ -> timeouts.add(action);
                }
            }
        }

        private void changeTo(Callbacks code) {
            callbacks.push(code);
            if (effects.isWatched()) {
                effects.tell(new Happened.Changed(code.module(), shown(next)));
            }
        }

        private void refuseWhileEntering(Action action, boolean event) {
            if (!event) {
                throw bad(
                        next,
                        Bad.ENTER_ACTION,
                        action.toTerm(events::toTerm),
                        callbacks.peek().module() + " asks for " + action.toTerm(events::toTerm) + " while it enters "
                                + shown(next)
                                + ": that is for events"
                                + "\n   → do it where the event is handled that leads to " + shown(next));
            }
        }
    }

    private static Term shown(Object state) {
        return StateWords.term(state);
    }

    /** The machine ends. */
    void terminate(Term reason) {
        try {
            boolean withStack = raised && reason instanceof Tuple t && t.size() == 2;
            callbacks.peek().terminate(withStack ? ((Tuple) reason).get(0) : reason, state);
            if (effects.isWatched() && Words.isOrderly(reason)) {
                effects.tell(new Happened.Ended(reason, shown(state)));
            }
        } catch (Throwable thrown) {
            throw Machine.<RuntimeException>rethrow(thrown);
        }
    }

    /** Nothing of it is asked for any more. */
    void ended() {
        timeouts.cancelAll();
    }

    Object state() {
        return state;
    }

    /** The code that handles events, the last pushed first. */
    List<Callbacks> callbacks() {
        return List.copyOf(callbacks);
    }

    /** The code is another than {@code oldVersion}. */
    void codeChange(Term oldVersion, Term extra) throws Exception {
        Callbacks code = callbacks.peek();
        Object changed = code.codeChange(oldVersion, state, extra);
        if (changed == null) {
            throw new IllegalStateException(
                    code.module() + ": codeChange returned null\n   → return the state to go on in");
        }
        state = changed;
    }

    /** Takes {@code replaced} for its state, without any of what follows a change of state. */
    void state(Object replaced) {
        state = replaced;
    }

    /** The events that wait, that being handled first. */
    ListTerm queue() {
        return ListTerm.of(queue.stream().map(events::toTerm).toList());
    }

    /** The postponed events, the last first, as OTP shows them. */
    ListTerm postponed() {
        return ListTerm.of(postponed.reversed().stream().map(events::toTerm).toList());
    }

    /** The timeouts that run. */
    ListTerm timeouts() {
        return timeouts.toTerm();
    }
}
