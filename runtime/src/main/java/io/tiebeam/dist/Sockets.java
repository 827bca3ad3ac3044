// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;
import java.util.stream.Stream;

/** What every socket of the distribution has in common. */
final class Sockets {
    private static final int BUFFER = 1 << 20;

    private Sockets() {}

    /** Small messages leave at once, large ones in large pieces. */
    static void tune(SocketChannel socket) throws IOException {
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        socket.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER);
        socket.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
    }

    /** Where {@code host} is: BEAM nodes resolve to IPv4 where there is a choice. Blocks. */
    static InetAddress resolve(String host) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host);
        return Stream.of(all).filter(Inet4Address.class::isInstance).findFirst().orElse(all[0]);
    }

    /** Closes {@code socket}, of which nothing more is wanted. */
    static void close(Channel socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // it is of no use any more either way
        }
    }
}
