// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.NodeName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How a node starts. Immutable: each method gives a changed copy.
 *
 * @param name its full name; {@code undefined@host} for a node on {@code host} that gets its name from the first node that
 *     it connects to
 * @param cookie the secret of its cluster
 * @param environment where {@code ERL_EPMD_PORT} and {@code ERL_EPMD_ADDRESS} are looked up; by default that of the process
 * @param tickTime a peer that says nothing for so long is dropped; 60 s by default, as OTP's {@code net_ticktime}
 * @param captureSystemStreams whether {@code System.out}, {@code err} and {@code in} lead to the group leader inside a
 *     process; by default they do not, since a library must not change them unasked
 * @param hidden whether it is not listed in {@code Node.list()} of others, and takes no part in {@code global}; by default
 *     it is visible. A node without a name is hidden
 */
public record NodeOptions(
        NodeName name,
        Cookie cookie,
        Map<String, String> environment,
        Duration tickTime,
        boolean captureSystemStreams,
        boolean hidden) {
    private static final Duration TICK_TIME = Duration.ofSeconds(60);

    private static final String UNDEFINED = "undefined";

    /** Copies the environment; a node without a name is hidden. */
    public NodeOptions {
        environment = Map.copyOf(environment);
        hidden |= name.alive().equals(UNDEFINED);
    }

    /**
     * A node with a short name, as {@code --sname} makes it: {@code alex@localhost}, or {@code alex} on this host. Its cookie
     * is that of the user.
     *
     * <p>{@code undefined} is no name: the node then gets one from the first node that it connects to, and is {@code
     * nonode@nohost} until then. It is hidden, is not registered with EPMD and cannot be connected to. When the connection to
     * the node that named it ends, all others end, too, and it is {@code nonode@nohost} again; the next node that it connects
     * to gives it another name. The addresses of its processes here stay the same through all of that; those that others have
     * kept of it reach nobody. Source: "Dynamic Node Name" in the reference manual of Erlang; {@code net_kernel}.
     *
     * @throws IllegalArgumentException for a name that is none, or a host with a dot
     */
    public static NodeOptions sname(String name) {
        return sname(name, Cookie.fromHome(home(), configurations()));
    }

    /** As {@link #sname(String)}, with a cookie; that of the user is not looked for. */
    public static NodeOptions sname(String name, Cookie cookie) {
        NodeName full = NodeName.of(name.contains("@") ? name : name + "@" + shortHostName());
        if (full.isLong()) {
            throw new IllegalArgumentException("--sname wants a short host name, got \"" + full.host()
                    + "\"\n   → for a host name with dots use --name " + full);
        }
        return of(full, cookie);
    }

    /**
     * A node with a long name, as {@code --name} makes it: {@code alex@host.example.org}.
     *
     * @throws IllegalArgumentException for a name that is none, or a host without a dot
     */
    public static NodeOptions name(String name) {
        return name(name, Cookie.fromHome(home(), configurations()));
    }

    /** As {@link #name(String)}, with a cookie; that of the user is not looked for. */
    public static NodeOptions name(String name, Cookie cookie) {
        NodeName full = NodeName.of(name.contains("@") ? name : name + "@" + fullHostName());
        if (!full.isLong()) {
            throw new IllegalArgumentException("--name wants a full host name, got \"" + full.host()
                    + "\"\n   → for a short one use --sname " + full);
        }
        return of(full, cookie);
    }

    private static NodeOptions of(NodeName name, Cookie cookie) {
        return new NodeOptions(name, cookie, System.getenv(), TICK_TIME, false, false);
    }

    /** Where BEAM nodes look too: {@code HOME}, which need not be what the JVM takes for the user's home. */
    private static Path home() {
        String home = System.getenv("HOME");
        return Path.of(home == null || home.isBlank() ? System.getProperty("user.home") : home);
    }

    private static Path configurations() {
        String folder = System.getenv("XDG_CONFIG_HOME");
        return folder == null || folder.isBlank() ? home().resolve(".config") : Path.of(folder);
    }

    private static String fullHostName() {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "the name of this host is not known: " + e.getMessage() + "\n   → give it: --name NAME@HOST", e);
        }
    }

    private static String shortHostName() {
        try {
            String host = InetAddress.getLocalHost().getHostName();
            return host.contains(".") ? host.substring(0, host.indexOf('.')) : host;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "the name of this host is not known: " + e.getMessage() + "\n   → give it: --sname NAME@localhost",
                    e);
        }
    }

    /** With the cookie {@code other}. */
    public NodeOptions cookie(Cookie other) {
        return new NodeOptions(name, other, environment, tickTime, captureSystemStreams, hidden);
    }

    /** With the cookie {@code other}. */
    public NodeOptions cookie(String other) {
        return cookie(Cookie.of(other));
    }

    /** With {@code other} in the place of the environment of this process. */
    public NodeOptions environment(Map<String, String> other) {
        return new NodeOptions(name, cookie, other, tickTime, captureSystemStreams, hidden);
    }

    /** With another tick time; its peers should have about the same. */
    public NodeOptions tickTime(Duration other) {
        return new NodeOptions(name, cookie, environment, other, captureSystemStreams, hidden);
    }

    /** With the system's streams leading to the group leader inside a process. */
    public NodeOptions withCapturedSystemStreams() {
        return new NodeOptions(name, cookie, environment, tickTime, true, hidden);
    }

    /** Listed among the others and part of {@code global}, or not: as {@code --hidden} says. */
    public NodeOptions hidden(boolean other) {
        return new NodeOptions(name, cookie, environment, tickTime, captureSystemStreams, other);
    }

    /** Whether the first node that it connects to names it: it was started as {@code undefined}. */
    public boolean isDynamic() {
        return name.alive().equals(UNDEFINED);
    }

    /** For people: without the environment, which may hold secrets, and with the cookie's fingerprint only. */
    @Override
    public String toString() {
        return "NodeOptions[name=" + name + ", cookie=" + cookie + ", tickTime=" + tickTime + ", captureSystemStreams="
                + captureSystemStreams + ", hidden=" + hidden + "]";
    }
}
