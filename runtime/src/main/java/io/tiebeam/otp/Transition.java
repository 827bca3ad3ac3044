// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.From;
import io.tiebeam.gen.Words;
import io.tiebeam.statem.Action;
import io.tiebeam.statem.Bad;
import io.tiebeam.statem.Step;
import io.tiebeam.statem.TimeoutType;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a {@link GenStateMachine} does about an event: the state it goes to, and actions. Immutable; each action gives a
 * new transition with one more:
 *
 * <pre>{@code
 * return nextState(State.OPEN)
 *         .reply(from, "ok")
 *         .stateTimeout(Duration.ofSeconds(10), "lock");
 * }</pre>
 *
 * <p>What no machine can do, a timeout of less than no time or an action besides an answer where it stops, is an {@link
 * io.tiebeam.RaisedException} where it is asked for; uncaught it ends the machine, with OTP's reason.
 *
 * <p>Answers are sent in the order in which they stand here. Events of {@link #nextEvent} are handled in that order too,
 * before all others that wait. Of the timeouts of one type the last counts. Timeouts are exact to the millisecond; one of
 * {@link Duration#ZERO} needs no timer: its event comes after the events that wait already and before any message.
 *
 * <p>Source: {@code gen_statem:event_handler_result()} and {@code action()}.
 *
 * @param <S> the states of the machine
 */
public final class Transition<S> {
    private enum Kind {
        KEEP,
        NEXT,
        REPEAT,
        STOP
    }

    private final Kind kind;
    private final S state; // null unless NEXT
    private final Term reason; // null unless STOP
    private final List<Action> actions;

    private Transition(Kind kind, S state, Term reason, List<Action> actions) {
        this.kind = kind;
        this.state = state;
        this.reason = reason;
        this.actions = actions;
    }

    /** Stay in the state. */
    public static <S> Transition<S> keepState() {
        return new Transition<>(Kind.KEEP, null, null, List.of());
    }

    /** Go to {@code state}; if it is the one the machine is in, that is {@link #keepState}. */
    public static <S> Transition<S> nextState(S state) {
        Objects.requireNonNull(state, "which state is next?");
        return new Transition<>(Kind.NEXT, state, null, List.of());
    }

    /**
     * Stay in the state and enter it anew: if the machine wants {@link Event.Enter}, it gets one, with this state as the
     * old one. Timeouts go on, and what is postponed stays so.
     */
    public static <S> Transition<S> repeatState() {
        return new Transition<>(Kind.REPEAT, null, null, List.of());
    }

    /** End with {@code normal}. The only action that may follow is {@link #reply}. */
    public static <S> Transition<S> stop() {
        return stop(Words.NORMAL);
    }

    /** End with {@code reason}, a term or what maps to one; a string is an atom. The only action that may follow is {@link #reply}. */
    public static <S> Transition<S> stop(Object reason) {
        Term term = reason instanceof String word ? Atom.of(word) : TermMapper.toTerm(reason);
        return new Transition<>(Kind.STOP, null, term, List.of());
    }

    // ---- actions --------------------------------------------------------------------------------------------------

    /**
     * Answer the call of {@code from} with {@code value}, which may be of an event handled before.
     *
     * @throws IllegalArgumentException if this transition answers it already
     * @throws io.tiebeam.term.TermException if {@code value} has no term
     */
    public Transition<S> reply(From from, Object value) {
        Objects.requireNonNull(from, "whose call is answered?");
        for (Action each : actions) {
            if (each instanceof Action.Reply(var other, var before) && other.equals(from)) {
                throw new IllegalArgumentException("the call of " + from.pid() + " is answered twice by one transition,"
                        + " with " + before + " and " + TermMapper.describe(value)
                        + "\n   → the caller takes the first answer and goes on: leave one of them out");
            }
        }
        return with(new Action.Reply(from, TermMapper.toTerm(value)));
    }

    /**
     * Handle this event again after the next change of state. Postponed events come back in the order in which they
     * first came.
     */
    public Transition<S> postpone() {
        return postpone(true);
    }

    /** As {@link #postpone()} if {@code on}; else takes that back. */
    public Transition<S> postpone(boolean on) {
        return with(new Action.Postpone(on));
    }

    /** Handle {@code content} as {@link Event.Internal}, before all events that wait. */
    public Transition<S> nextEvent(Object content) {
        Objects.requireNonNull(content, "an event needs a content");
        return with(new Action.NextEvent(new Event.Internal<>(content)));
    }

    /**
     * Handle {@code event} before all events that wait, as if it had come from outside.
     *
     * @throws io.tiebeam.RaisedException {@code bad_action_from_state_function} for {@link Event.Enter}, which only a change
     *     of state makes
     */
    public Transition<S> nextEvent(Event<S, ?> event) {
        Objects.requireNonNull(event, "which event is next?");
        if (event instanceof Event.Enter<S, ?>) {
            throw Bad.error(
                    Bad.ACTION,
                    new Action.NextEvent(event).toTerm(MachineEvents::shown),
                    "a machine cannot send itself " + event
                            + ": entering comes from a change of state\n   → return nextState(...) or repeatState()");
        }
        return with(new Action.NextEvent(event));
    }

    /** A hint that the machine will wait for long. Java needs none: a waiting process holds little. */
    public Transition<S> hibernate() {
        return with(new Action.Hibernate());
    }

    /** Start the event timeout: {@link Event.EventTimeout}, unless another event comes within {@code time}. */
    public Transition<S> eventTimeout(Duration time, Object content) {
        return start(new TimeoutType.OfEvent(), time, content);
    }

    /** As {@link #eventTimeout(Duration, Object)}, at a moment of {@link System#nanoTime()}. */
    public Transition<S> eventTimeoutAt(long nanoTime, Object content) {
        return startAt(new TimeoutType.OfEvent(), nanoTime, content);
    }

    /** End the event timeout. */
    public Transition<S> cancelEventTimeout() {
        return with(new Action.Cancel(new TimeoutType.OfEvent()));
    }

    /**
     * Let the event timeout bring {@code content}: a running one, when the machine begins; later the event that this is about
     * has ended it, and one of no time starts.
     */
    public Transition<S> updateEventTimeout(Object content) {
        return update(new TimeoutType.OfEvent(), content);
    }

    /** Start the state timeout: {@link Event.StateTimeout}, unless the state changes within {@code time}. */
    public Transition<S> stateTimeout(Duration time, Object content) {
        return start(new TimeoutType.OfState(), time, content);
    }

    /** As {@link #stateTimeout(Duration, Object)}, at a moment of {@link System#nanoTime()}. */
    public Transition<S> stateTimeoutAt(long nanoTime, Object content) {
        return startAt(new TimeoutType.OfState(), nanoTime, content);
    }

    /** End the state timeout. */
    public Transition<S> cancelStateTimeout() {
        return with(new Action.Cancel(new TimeoutType.OfState()));
    }

    /** Let the running state timeout bring {@code content}; if none runs, one of no time starts. */
    public Transition<S> updateStateTimeout(Object content) {
        return update(new TimeoutType.OfState(), content);
    }

    /** Start the timeout {@code name}: {@link Event.GenericTimeout} after {@code time}, whatever happens meanwhile. */
    public Transition<S> genericTimeout(Object name, Duration time, Object content) {
        return start(generic(name), time, content);
    }

    /** As {@link #genericTimeout(Object, Duration, Object)}, at a moment of {@link System#nanoTime()}. */
    public Transition<S> genericTimeoutAt(Object name, long nanoTime, Object content) {
        return startAt(generic(name), nanoTime, content);
    }

    /** End the timeout {@code name}. */
    public Transition<S> cancelGenericTimeout(Object name) {
        return with(new Action.Cancel(generic(name)));
    }

    /** Let the running timeout {@code name} bring {@code content}; if none runs, one of no time starts. */
    public Transition<S> updateGenericTimeout(Object name, Object content) {
        return update(generic(name), content);
    }

    /** Let {@code handler} handle events from now on, this state's entering included. */
    public Transition<S> changeHandler(StateHandler<S, ?> handler) {
        return with(new Action.Change(handler(handler)));
    }

    /** As {@link #changeHandler}, until {@link #popHandler}. */
    public Transition<S> pushHandler(StateHandler<S, ?> handler) {
        return with(new Action.Push(handler(handler)));
    }

    /** Let what handled events before the last {@link #pushHandler} do so again. */
    public Transition<S> popHandler() {
        return with(new Action.Pop());
    }

    private static MachineCallbacks handler(StateHandler<?, ?> handler) {
        return MachineCallbacks.of(Objects.requireNonNull(handler, "which handler?"));
    }

    private static TimeoutType generic(Object name) {
        return new TimeoutType.Generic(Objects.requireNonNull(name, "a generic timeout needs a name"));
    }

    private Transition<S> start(TimeoutType type, Duration time, Object content) {
        Objects.requireNonNull(content, "a timeout needs a content");
        if (time.isNegative()) {
            Term term = new Action.Start(type, time, content).toTerm(MachineEvents::shown);
            throw Bad.error(Bad.ACTION, term, "a timeout cannot take " + time + "\n   → Duration.ZERO is the shortest");
        }
        boolean ends = time.compareTo(LONGEST) <= 0;
        return with(ends ? new Action.Start(type, time, content) : new Action.Cancel(type));
    }

    /** What takes longer, {@code ChronoUnit.FOREVER} for one, is infinity. */
    private static final Duration LONGEST = Duration.ofDays(100 * 365L);

    private Transition<S> startAt(TimeoutType type, long nanoTime, Object content) {
        return with(new Action.StartAt(type, nanoTime, Objects.requireNonNull(content, "a timeout needs a content")));
    }

    private Transition<S> update(TimeoutType type, Object content) {
        return with(new Action.Update(type, Objects.requireNonNull(content, "a timeout needs a content")));
    }

    private Transition<S> with(Action action) {
        if (kind == Kind.STOP && !(action instanceof Action.Reply)) {
            Term term = action.toTerm(MachineEvents::shown);
            throw Bad.error(
                    Bad.REPLY_ACTION,
                    term,
                    "a machine that stops can only reply, not " + term + "\n   → leave it out, or keep the state");
        }
        List<Action> all = new ArrayList<>(actions);
        all.add(action);
        return new Transition<>(kind, state, reason, List.copyOf(all));
    }

    // ---- for the engine -------------------------------------------------------------------------------------------

    Step step() {
        return switch (kind) {
            case KEEP -> new Step.Keep(actions);
            case NEXT -> new Step.Next(state, actions);
            case REPEAT -> new Step.Repeat(actions);
            case STOP ->
                new Step.Stop(
                        reason, actions.stream().map(Action.Reply.class::cast).toList());
        };
    }

    @Override
    public String toString() {
        return step().toString();
    }
}
