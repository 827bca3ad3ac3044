// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.From;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What a callback asks the engine to do besides going to a state. Source: {@code gen_statem:action()}. */
public sealed interface Action {
    /** Answer a call, at once. */
    record Reply(From from, Term value) implements Action {}

    /** Handle this event again when the state has changed. */
    record Postpone(boolean on) implements Action {}

    /** Handle {@code event} before all that waits. */
    record NextEvent(Object event) implements Action {}

    /** The process will wait for long. */
    record Hibernate() implements Action {}

    /** Start a timeout, in place of the one of its type. */
    record Start(TimeoutType type, Duration time, Object content) implements Action {}

    /** Start a timeout that ends at a moment of {@link System#nanoTime()}. */
    record StartAt(TimeoutType type, long nanoTime, Object content) implements Action {}

    /** End a timeout without an event. */
    record Cancel(TimeoutType type) implements Action {}

    /** Change what the event of a running timeout will hold. */
    record Update(TimeoutType type, Object content) implements Action {}

    /** Let {@code callbacks} handle events from now on. */
    record Change(Callbacks callbacks) implements Action {}

    /** As {@link Change}, until they are popped. */
    record Push(Callbacks callbacks) implements Action {}

    /** Let those handle events again that did before the last push. */
    record Pop() implements Action {}

    /** As OTP writes it, for reasons; {@code event} makes {@code {Type, Content}} of an event. */
    default Term toTerm(Function<Object, Term> event) {
        return switch (this) {
            case Reply(var from, var value) -> Tuple.of(StateWords.REPLY, Tuple.of(from.pid(), from.tag()), value);
            case Postpone(var on) -> on ? StateWords.POSTPONE : Tuple.of(StateWords.POSTPONE, Atom.FALSE);
            case NextEvent(var next) -> {
                Tuple pair = (Tuple) event.apply(next);
                yield Tuple.of(StateWords.NEXT_EVENT, pair.get(0), pair.get(1));
            }
            case Hibernate() -> StateWords.HIBERNATE;
            case Start(var type, var time, var content) ->
                Tuple.of(type.toTerm(), Int.of(time.toMillis()), StateWords.term(content));
            case StartAt(var type, var nanoTime, var content) ->
                Tuple.of(
                        type.toTerm(),
                        Int.of(TimeUnit.NANOSECONDS.toMillis(nanoTime)),
                        StateWords.term(content),
                        ListTerm.of(Tuple.of(Atom.of("abs"), Atom.TRUE)));
            case Cancel(var type) -> Tuple.of(type.toTerm(), StateWords.CANCEL);
            case Update(var type, var content) -> Tuple.of(type.toTerm(), StateWords.UPDATE, StateWords.term(content));
            case Change(var callbacks) -> Tuple.of(StateWords.CHANGE_CALLBACK_MODULE, callbacks.module());
            case Push(var callbacks) -> Tuple.of(StateWords.PUSH_CALLBACK_MODULE, callbacks.module());
            case Pop() -> StateWords.POP_CALLBACK_MODULE;
        };
    }
}
