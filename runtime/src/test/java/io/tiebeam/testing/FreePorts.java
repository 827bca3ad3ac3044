// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for tests in which an EPMD ends and another takes its place: nothing else may get the port in between. */
public final class FreePorts {
    private FreePorts() {}

    /** A free port below those that systems give out by themselves for outgoing connections. */
    public static int next() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                return port;
            } catch (IOException _) {
                // taken: try another
            }
        }
    }
}
