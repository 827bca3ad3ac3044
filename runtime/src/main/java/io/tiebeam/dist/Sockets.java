// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;

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

    /** Closes {@code socket}, of which nothing more is wanted. */
    static void close(Channel socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // it is of no use any more either way
        }
    }
}
