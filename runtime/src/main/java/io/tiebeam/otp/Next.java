// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Term;
import java.time.Duration;

/** What a server does when a callback has returned. */
sealed interface Next {
    Next WAIT = new Wait();

    /** Waits for the next message. */
    record Wait() implements Next {}

    /** Waits for it so long, then handles a timeout. */
    record Within(Duration patience) implements Next {}

    /** Calls {@code handleContinue} before it looks at any message. */
    record Continue(Object value) implements Next {}

    /** Ends. */
    record Stop(Term reason) implements Next {}

    /** Does not start at all. */
    record Ignore() implements Next {}
}
