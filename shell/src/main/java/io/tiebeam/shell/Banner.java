// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Cookie;
import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.epmd.EpmdEndpoint;
import java.net.InetSocketAddress;

/** What a shell says of itself when it is up: who it is, and what listens where. Pure. */
final class Banner {
    private Banner() {}

    static String of(RunningNode running, boolean eval) {
        StringBuilder text = new StringBuilder("Tiebeam " + TiebeamVersion.text() + " on Java "
                + Runtime.version().feature() + "." + Runtime.version().interim() + "."
                + Runtime.version().update() + ", OTP protocol 6 — help() for help");
        if (running.node().isPresent()) {
            Node node = running.node().get();
            NodeOptions options = running.options().orElseThrow();
            text.append("\nNode ").append(node.name());
            text.append(options.isDynamic() ? ", named by the first node it connects to, cookie " : ", cookie ")
                    .append(cookie(options.cookie()));
            text.append(", epmd ").append(EpmdEndpoint.fromEnvironment(options.environment()));
            text.append("\n")
                    .append(node.listensOn()
                            .map(Banner::listening)
                            .orElse("Listens on nothing: nobody can connect to it"));
            text.append(
                    eval
                            ? "; whoever has the cookie may evaluate code here (--no-eval)"
                            : "; evaluates no code of others");
        }
        return text.toString();
    }

    private static String listening(InetSocketAddress address) {
        return "Listens on " + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private static String cookie(Cookie cookie) {
        String home = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
        String source = cookie.source();
        String shown = source.startsWith(home + "/") ? "~" + source.substring(home.length()) : source;
        return "from " + shown + " (" + cookie.fingerprint() + ")";
    }
}
