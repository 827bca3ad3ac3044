// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where the EPMD of this machine is to be found, or to be served. Whoever starts a node makes it, from settings or from
 * the environment; nothing in this package reads the environment by itself.
 *
 * @param addresses the addresses to serve at, never empty; nodes of this machine register at the first one
 * @param port the TCP port, by custom 4369; 0 asks for any free one and makes sense for a server only
 */
public record EpmdEndpoint(List<InetAddress> addresses, int port) {
    /** The port that every Erlang node tries unless told otherwise. */
    public static final int DEFAULT_PORT = 4369;

    // Not InetAddress.getLoopbackAddress(): BEAM nodes register at this one even where Java prefers IPv6.
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    /** @throws IllegalArgumentException if there is no address, or if the port is not within 0 and 65535 */
    public EpmdEndpoint {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("an EPMD needs an address, got none");
        }
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("expected a port from 0 to 65535, got " + port);
        }
    }

    /** The EPMD at one address. */
    public static EpmdEndpoint of(InetAddress address, int port) {
        return new EpmdEndpoint(List.of(address), port);
    }

    /** The EPMD on the loopback address of IPv4, {@code 127.0.0.1}. */
    public static EpmdEndpoint loopback(int port) {
        return of(LOOPBACK, port);
    }

    /**
     * What {@code ERL_EPMD_PORT} and {@code ERL_EPMD_ADDRESS} (a list of numeric addresses, separated by commas or
     * spaces) say, as they do to {@code epmd}: loopback is always among the addresses. Without them, loopback and port
     * 4369.
     *
     * @param environment the environment variables, handed in by whoever may read them
     * @throws IllegalArgumentException if one of the two cannot be read; the text names it
     */
    public static EpmdEndpoint fromEnvironment(Map<String, String> environment) {
        String port = environment.getOrDefault("ERL_EPMD_PORT", "").strip();
        EpmdEndpoint endpoint = loopback(port.isEmpty() ? DEFAULT_PORT : parsePort(port));
        for (String literal :
                environment.getOrDefault("ERL_EPMD_ADDRESS", "").strip().split("[, ]+")) {
            if (!literal.isEmpty()) {
                endpoint = endpoint.with(parseAddress(literal));
            }
        }
        return endpoint;
    }

    /**
     * The same, served at {@code address} too: what a node asks for whose host part resolves to something else than
     * {@code 127.0.0.1}, such as the {@code 127.0.1.1} that Debian gives to a machine's own name.
     */
    public EpmdEndpoint with(InetAddress address) {
        if (addresses.contains(address)) {
            return this;
        }
        return new EpmdEndpoint(
                Stream.concat(addresses.stream(), Stream.of(address)).toList(), port);
    }

    /** The same on another port: what a server that was given port 0 really listens on. */
    EpmdEndpoint on(int actualPort) {
        return new EpmdEndpoint(addresses, actualPort);
    }

    /** Where nodes of this machine register. */
    InetSocketAddress registry() {
        InetAddress first = addresses.getFirst();
        return new InetSocketAddress(first.isAnyLocalAddress() ? LOOPBACK : first, port);
    }

    /** What a server binds, the address that decides who serves first. The wildcard makes all others superfluous. */
    List<InetAddress> toBind() {
        List<InetAddress> wildcard =
                addresses.stream().filter(InetAddress::isAnyLocalAddress).toList();
        return wildcard.isEmpty() ? addresses : wildcard.subList(0, 1);
    }

    private static int parsePort(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= 0xFFFF) {
                return port;
            }
        } catch (NumberFormatException _) {
            // said below, in the same words as a number that is no port
        }
        throw new IllegalArgumentException("ERL_EPMD_PORT: expected a port from 1 to 65535, got \"" + text + "\"");
    }

    private static InetAddress parseAddress(String literal) {
        try {
            return InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("ERL_EPMD_ADDRESS: expected numeric addresses separated by commas, "
                    + "such as 192.168.1.7 or fe80::1, got \"" + literal + "\"");
        }
    }

    /** As in {@code 127.0.0.1:4369}, with all addresses where there are several. */
    @Override
    public String toString() {
        List<String> all = new ArrayList<>();
        for (InetAddress address : addresses) {
            all.add(at(new InetSocketAddress(address, port)));
        }
        return String.join(", ", all);
    }

    /** An address as messages show it: {@code 127.0.0.1:4369}. */
    static String at(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
