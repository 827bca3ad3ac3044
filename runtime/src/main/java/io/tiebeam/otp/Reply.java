// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import java.time.Duration;
import java.util.Objects;

/**
 * What {@link GenServer#handleCall} returns: an answer or none yet, and what the server does then. Made by the methods of
 * {@link GenServer}, {@code reply}, {@code noReply} and {@code stop}; immutable.
 */
public sealed class Reply permits NoReply {
    private final Object answer; // a term, or a value that can be shared; null: none
    private final Next next;

    Reply(Object answer, Next next) {
        this.answer = answer;
        this.next = next;
    }

    /** The same; if no message comes within {@code patience}, {@link GenServer#handleTimeout} is called. */
    public Reply timeout(Duration patience) {
        return new Reply(answer, new Next.Within(Objects.requireNonNull(patience)));
    }

    /** The same; then {@link GenServer#handleContinue} is called with {@code value}, before any message. */
    public Reply continueWith(Object value) {
        return new Reply(answer, new Next.Continue(Objects.requireNonNull(value)));
    }

    /**
     * The same. A server that waits here holds little more than its state whatever it returns, so this is for code that is
     * carried over from OTP.
     */
    public Reply hibernate() {
        return new Reply(answer, Next.WAIT);
    }

    boolean isAnswer() {
        return answer != null;
    }

    Object answer() {
        return answer;
    }

    Next next() {
        return next;
    }
}
