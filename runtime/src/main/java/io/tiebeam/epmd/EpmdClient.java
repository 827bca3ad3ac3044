// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import io.tiebeam.term.NodeName;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The client side of EPMD: registers a node, asks where nodes listen. Keeps no state and starts no thread: each method
 * blocks its caller, within the timeout, on a socket of its own. As an interrupt closes that socket, none is for the
 * thread of a user's process. ({@code erl_epmd.erl})
 */
public final class EpmdClient {
    /** How long an exchange may take, unless told otherwise: less than the 7 s that a handshake has on the BEAM. */
    public static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final EpmdEndpoint endpoint;
    private final Duration timeout;

    /** A client that waits up to {@link #TIMEOUT}. */
    public EpmdClient(EpmdEndpoint endpoint) {
        this(endpoint, TIMEOUT);
    }

    /**
     * @param endpoint the EPMD of this machine; those of other hosts are expected on the same port
     * @param timeout how long a whole exchange may take, connecting and the answer, resolving host names apart
     */
    public EpmdClient(EpmdEndpoint endpoint, Duration timeout) {
        this.endpoint = endpoint;
        this.timeout = timeout;
    }

    /**
     * Registers a node with the EPMD of this machine, until the registration is closed or lost.
     *
     * @param node the name; EPMD hears only the part before the {@code @}
     * @param port where the node accepts connections
     * @throws NameTakenException if somebody has the name
     * @throws java.net.ConnectException if nobody serves EPMD there
     * @throws IOException if EPMD did not answer as it should; the text says how
     */
    public Registration register(NodeName node, int port, NodeKind kind) throws IOException {
        InetSocketAddress epmd = endpoint.registry();
        var request = new EpmdRequest.Alive2(EpmdEntry.of(node.alive(), port, kind));
        EpmdExchange exchange = EpmdExchange.ask(epmd, request, timeout);
        OptionalInt creation = exchange.answer(EpmdReply::readAlive2).creation();
        if (creation.isEmpty()) {
            exchange.close();
            throw new NameTakenException(node, EpmdEndpoint.at(epmd), portOf(node, epmd));
        }
        return new Registration(exchange, creation.getAsInt());
    }

    /**
     * Asks where a node listens. Never throws for what the network does: every outcome is a case of the result.
     *
     * @param name the part of the node's name before the {@code @}
     * @param host the part behind it; resolved here, to IPv4 where there is a choice, as BEAM nodes do
     */
    public EpmdLookup lookup(String name, String host) {
        try {
            return lookup(name, resolve(host));
        } catch (UnknownHostException _) {
            return new EpmdLookup.Unreachable("host " + host + " cannot be resolved");
        }
    }

    /**
     * Asks the EPMD of a host for everyone registered there.
     *
     * @throws IOException if it cannot be reached; the text says so with address and port
     */
    public List<EpmdName> names(String host) throws IOException {
        try (EpmdExchange exchange = EpmdExchange.ask(resolve(host), new EpmdRequest.Names(), timeout)) {
            return exchange.answer(EpmdReply::readNames).names();
        }
    }

    private EpmdLookup lookup(String name, InetSocketAddress epmd) {
        try (EpmdExchange exchange = EpmdExchange.ask(epmd, new EpmdRequest.Port2(name), timeout)) {
            return exchange.answer(EpmdReply::readPort2)
                    .entry()
                    .<EpmdLookup>map(EpmdLookup.Found::new)
                    .orElseGet(() -> new EpmdLookup.Unknown(EpmdEndpoint.at(epmd)));
        } catch (IOException e) {
            return new EpmdLookup.Unreachable(e.getMessage());
        }
    }

    private OptionalInt portOf(NodeName node, InetSocketAddress epmd) {
        return switch (lookup(node.alive(), epmd)) {
            case EpmdLookup.Found(EpmdEntry entry) -> OptionalInt.of(entry.port());
            case EpmdLookup.Unknown _, EpmdLookup.Unreachable _ -> OptionalInt.empty();
        };
    }

    private InetSocketAddress resolve(String host) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host);
        InetAddress address = Stream.of(all)
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .orElse(all[0]);
        return new InetSocketAddress(address, endpoint.port());
    }
}
