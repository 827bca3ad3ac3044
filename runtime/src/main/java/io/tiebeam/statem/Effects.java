// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.From;
import io.tiebeam.term.Term;
import java.time.Duration;

/** What a {@link Machine} does to the world around it. */
interface Effects {
    /** Answers a call. */
    void reply(From from, Term value);

    /** Whether anybody wants to be told what happens: if not, nothing need be made to tell. */
    boolean isWatched();

    /** Tells that. */
    void tell(Happened what);

    /** Calls {@link Machine#timedOut} with {@code id}, on the machine's thread, after {@code delay}. */
    Timer start(Duration delay, long id);

    /** A timer that runs. */
    interface Timer {
        /** Ends it; what is on its way already may still come. */
        void cancel();
    }
}
