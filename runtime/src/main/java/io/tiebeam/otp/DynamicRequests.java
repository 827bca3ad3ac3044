// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Term;
import java.util.Optional;

/**
 * What else is asked of a dynamic supervisor that another behaviour is built on: a task supervisor's {@code start_task}.
 * Called by {@link DynamicSupervisorServer} in its process, for requests that it does not know itself.
 */
@FunctionalInterface
interface DynamicRequests {
    /** None: a dynamic supervisor as such. */
    DynamicRequests NONE = _ -> Optional.empty();

    /** What to do for a request. */
    sealed interface Asked {
        /** Start {@code child}, if there may be one more, and answer what came of it. Its id does not matter. */
        record Start(ChildSpec child) implements Asked {}

        /** Answer this at once. */
        record Answer(Term answer) implements Asked {}
    }

    /** What {@code request} asks for; empty if it is not known here either. */
    Optional<Asked> read(Term request);
}
