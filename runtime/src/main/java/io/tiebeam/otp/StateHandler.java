// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Term;

/**
 * What handles the events of a {@link GenStateMachine} in its place, from {@link Transition#pushHandler} or {@link
 * Transition#changeHandler} on: OTP's {@code push_callback_module}. Called on the thread of the machine.
 */
@FunctionalInterface
public interface StateHandler<S, M> {
    /**
     * What to do about {@code event} in {@code state}.
     *
     * @throws Exception which ends the machine
     */
    Transition<S> handleEvent(S state, Event<S, M> event) throws Exception;

    /** Whether it wants {@link Event.Enter}; no, unless overridden. */
    default boolean stateEnter() {
        return false;
    }

    /**
     * As {@link GenStateMachine#codeChange}, while this handles the machine's events: the state to go on in.
     *
     * @throws Exception is told to whoever says that the code has changed
     */
    default S codeChange(Term oldVersion, S state, Term extra) throws Exception {
        return state;
    }

    /**
     * The machine ends with {@code reason} while this handles its events.
     *
     * @throws Exception which becomes the reason
     */
    default void terminate(Term reason, S state) throws Exception {}
}
