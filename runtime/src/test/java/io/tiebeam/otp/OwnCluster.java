// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.testing.FreePorts;
import java.io.IOException;
import java.util.Map;

/** Nodes of this JVM and real Elixir nodes that only one test knows: with an EPMD port and a cookie of their own. */
final class OwnCluster {
    private static final String COOKIE = "secret_token";

    private final Map<String, String> environment =
            Map.of("ERL_EPMD_PORT", Integer.toString(FreePorts.next()), "ERL_EPMD_ADDRESS", "127.0.0.1");

    /** Starts {@code name@localhost} in this JVM. */
    Node jvm(String name) {
        return Node.start(NodeOptions.sname(name + "@localhost").cookie(COOKIE).environment(environment));
    }

    /** Starts {@code name@localhost} as a real Elixir node. */
    ElixirPeer elixir(String name) throws IOException {
        return new ElixirPeer(name + "@localhost", COOKIE, environment);
    }
}
