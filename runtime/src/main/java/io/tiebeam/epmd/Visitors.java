// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The open connections of an {@link EpmdServer}, and how long each may stay. One that is not a registration has a fixed
 * time from its first moment, whatever it does or does not do in it: half a request, a byte now and then, an answer
 * never read. If too many of them come, the oldest goes, so that a flood of silent ones keeps nobody out. Used by all
 * threads of the server.
 */
final class Visitors {
    private final int limit;
    private final long patience; // ns
    /** Those who have not registered, with the time each must leave, the oldest first. */
    private final SequencedMap<Socket, Long> guests = new LinkedHashMap<>();
    /** The registrations. */
    private final Set<Socket> residents = new HashSet<>();

    private boolean closed;

    Visitors(int limit, Duration patience) {
        this.limit = limit;
        this.patience = patience.toNanos();
    }

    /** Lets a new connection in; false if the server is closing. */
    synchronized boolean enter(Socket socket) {
        if (closed) {
            return false;
        }
        if (guests.size() >= limit) {
            close(guests.pollFirstEntry().getKey());
        }
        guests.put(socket, System.nanoTime() + patience);
        notifyAll();
        return true;
    }

    /** The connection is a registration from now on and may stay; false if it was sent away before. */
    synchronized boolean settle(Socket socket) {
        return guests.remove(socket) != null && residents.add(socket);
    }

    /** The connection has ended. */
    synchronized void leave(Socket socket) {
        guests.remove(socket);
        residents.remove(socket);
    }

    /** Sends away those whose time is over, until {@link #close()}: the work of one thread of the server. */
    synchronized void watch() throws InterruptedException {
        while (!closed) {
            Map.Entry<Socket, Long> oldest = guests.firstEntry();
            if (oldest == null) {
                wait();
                continue;
            }
            long left = oldest.getValue() - System.nanoTime();
            if (left > 0) {
                wait(left / 1_000_000 + 1);
            } else {
                guests.pollFirstEntry();
                close(oldest.getKey());
            }
        }
    }

    /** Ends every connection, and lets none in any more. */
    synchronized void close() {
        closed = true;
        guests.keySet().forEach(Visitors::close);
        residents.forEach(Visitors::close);
        notifyAll();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // whoever was there does not care any more
        }
    }
}
