// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import io.tiebeam.term.NodeName;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.ConnectException;
import java.util.Optional;

/**
 * The EPMD of this machine, whoever serves it: another process where there is one, else this one. Used by one thread at
 * a time: the one that starts a presence, then its keeper, then the one that closes it.
 */
final class LocalEpmd implements AutoCloseable {
    private static final Logger LOG = System.getLogger("io.tiebeam.epmd");

    private final EpmdEndpoint endpoint;
    private final EpmdClient client;
    private volatile Optional<EpmdServer> server = Optional.empty();

    LocalEpmd(EpmdEndpoint endpoint) {
        this.endpoint = endpoint;
        this.client = new EpmdClient(endpoint);
    }

    /**
     * Registers a node; if nobody listens, serves EPMD here first.
     *
     * <p>When an EPMD ends, several nodes come here at the same moment:
     * <ol>
     *   <li>each tries to register, and nobody listens;
     *   <li>each tries to bind the port, and the system lets one of them;
     *   <li>the others get {@link BindException}, come again a moment later, and now there is one to register at;
     *   <li>if a BEAM node started {@code epmd -daemon} in between, that one has the port, and nothing else changes.
     * </ol>
     *
     * @throws NameTakenException if somebody has the name
     * @throws IOException if it did not work this time; another attempt may
     */
    Registration register(NodeName node, int port, NodeKind kind) throws IOException {
        try {
            return client.register(node, port, kind);
        } catch (ConnectException e) {
            if (!endpoint.registry().getAddress().isLoopbackAddress()) {
                throw e; // somebody else's machine, or an address that was chosen with care: not ours to serve
            }
            serve();
            return client.register(node, port, kind);
        }
    }

    /** Whether this process serves. */
    boolean isServedHere() {
        return server.isPresent();
    }

    @Override
    public void close() {
        server.ifPresent(EpmdServer::close);
        server = Optional.empty();
    }

    private void serve() throws IOException {
        close(); // a server of ours that nobody can reach serves no more
        server = Optional.of(EpmdServer.start(endpoint));
        LOG.log(Level.DEBUG, "serves epmd on {0}", endpoint);
    }
}
