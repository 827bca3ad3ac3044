// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Term;

/**
 * What a process does that has {@linkplain ProcessCell#become become} a reaction: it takes one message after another, and
 * between two of them it has no stack. While it waits without a limit it has no thread either. All of this is called in
 * the process, by one thread at a time, which need not be the one of before: a {@link ThreadLocal} does not survive.
 *
 * <p>{@code docs/why/detached.md} says why.
 */
public interface Reaction {
    /** Whether {@code message} is to be taken now; one that is not stays, in its place, and is asked about again. */
    default boolean accepts(Object message) {
        return true;
    }

    /**
     * Handles {@code message}.
     *
     * @return the reason to end with; null to go on
     */
    Term react(Object message);

    /**
     * Whether the thread stays for a moment when there is nothing to do, if messages come in quick succession: one that
     * waits is woken sooner than a new one is started.
     */
    default boolean lingers() {
        return false;
    }

    /** Until when the next message is waited for. Asked each time before the mailbox is looked at. */
    default Deadline deadline() {
        return Deadline.NEVER;
    }

    /**
     * Nothing that it accepts has come until its {@link #deadline}.
     *
     * @return the reason to end with; null to go on
     */
    default Term expired() {
        return null;
    }
}
