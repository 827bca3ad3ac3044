// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Term;

/** What a node's {@link Exposure} says to a call by name. */
public sealed interface Resolved {

    /**
     * The function exists and may be called.
     *
     * @param mfa the call, without the {@code apply}s around it; for a lambda {@code erlang:apply(Fun, Arguments)}
     * @param handler runs it
     */
    record Call(Mfa mfa, Exposure.Handler handler) implements Resolved {
        /**
         * Maps the arguments, calls, maps the result. For the thread of the process that the call is made in, so that
         * bad arguments hurt nobody else.
         *
         * @return the result; {@code :ok} for a method without one
         * @throws Exception what the function throws, as it throws it
         * @throws io.tiebeam.term.TermException if an argument does not fit its declared type or the result has no
         *     term
         */
        public Term invoke() throws Exception {
            return handler.call(mfa.arguments());
        }
    }

    /**
     * There is no such function, or none that others may call: the two look alike from outside.
     *
     * @param reason the exit reason of a BEAM in this case, its stack included
     * @param explanation for the log of this node: what was called, what there is, what to do
     */
    record Refused(Term reason, String explanation) implements Resolved {}
}
