// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Gives a node a name and a way to others. Found as a service, so that processes do not know the distribution. */
public interface NetworkStarter {
    /**
     * What a node needs to be reached.
     *
     * @param name its full name; it listens on what the host part resolves to, nothing wider. {@code undefined@host} for a
     *     node on {@code host} that has none
     * @param cookie the secret shared with peers that have none of their own
     * @param cookieSource where the cookie is from, for messages, which never show it
     * @param environment where {@code ERL_EPMD_PORT} and {@code ERL_EPMD_ADDRESS} may stand
     * @param entry what a process does that another node asks for
     * @param tickTime a peer that says nothing for so long is dropped; OTP's {@code net_ticktime}
     * @param hidden whether it is not listed among the others, and takes no part in what they keep together
     */
    record Options(
            NodeName name,
            byte[] cookie,
            String cookieSource,
            Map<String, String> environment,
            Entry entry,
            Duration tickTime,
            boolean hidden) {
        /** Whether the first node that this one connects to is to name it; then it does not listen, and is hidden. */
        public boolean isNameless() {
            return name.alive().equals("undefined");
        }
    }

    /** Decides what a process does that another node asks for. */
    @FunctionalInterface
    interface Entry {
        /** The body for {@code apply(module, function, arguments)}. Must not block; the body may. */
        ProcessBody bodyFor(Atom module, Atom function, ListTerm arguments);
    }

    /**
     * Starts listening and registers the name.
     *
     * @throws IOException if the host part cannot be listened on, the name is taken, or EPMD cannot be had; the text says
     *     what to do
     */
    Network start(Options options) throws IOException;
}
