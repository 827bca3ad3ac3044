// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.From;

/**
 * What a {@link GenStateMachine} handles: OTP's {@code event_type()} and {@code event_content()} in one. Immutable.
 * Handlers take it apart with a {@code switch}:
 *
 * <pre>{@code
 * switch (event) {
 *     case Event.Call(var from, var request) -> keepState().reply(from, "ok");
 *     case Event.StateTimeout(var content) -> nextState(State.LOCKED);
 *     default -> keepState();
 * }
 * }</pre>
 *
 * @param <S> the states of the machine
 * @param <M> the messages it takes as calls and casts
 */
public sealed interface Event<S, M> {
    /** Somebody waits for an answer: {@link Transition#reply}, in this transition or any later one. */
    record Call<S, M>(From from, M request) implements Event<S, M> {}

    /** A message of {@link GenStateMachine#cast}. */
    record Cast<S, M>(M message) implements Event<S, M> {}

    /**
     * Any other message: a {@link io.tiebeam.Down}, an {@link io.tiebeam.Exit}, an {@code M} that was sent as it is, else
     * a {@link io.tiebeam.term.Term}. A call or a cast that is no {@code M} comes here too, as the term it arrived as:
     * {@code {:"$gen_call", from, request}} or {@code {:"$gen_cast", message}}.
     */
    record Info<S, M>(Object message) implements Event<S, M> {}

    /** Nothing happened for some time: {@link Transition#eventTimeout}. */
    record EventTimeout<S, M>(Object content) implements Event<S, M> {}

    /** The state has lasted for some time: {@link Transition#stateTimeout}. */
    record StateTimeout<S, M>(Object content) implements Event<S, M> {}

    /** A timeout with a name: {@link Transition#genericTimeout}. */
    record GenericTimeout<S, M>(Object name, Object content) implements Event<S, M> {}

    /** An event of the machine to itself: {@link Transition#nextEvent}. */
    record Internal<S, M>(Object content) implements Event<S, M> {}

    /**
     * A state is entered, of a machine whose {@link GenStateMachine#stateEnter} is true. Its transition may start
     * timeouts and answer calls; it can neither change the state nor postpone nor add events.
     *
     * @param oldState the state before; the same state when the machine begins, or repeats it
     */
    record Enter<S, M>(S oldState) implements Event<S, M> {}
}
