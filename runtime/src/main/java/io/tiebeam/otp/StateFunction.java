// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

/**
 * What a {@link GenStateMachine} does in one of its states: {@code state_functions} of OTP. Called on the thread of the
 * machine.
 */
@FunctionalInterface
public interface StateFunction<S, M> {
    /**
     * What to do about {@code event}.
     *
     * @throws Exception which ends the machine
     */
    Transition<S> handle(Event<S, M> event) throws Exception;
}
