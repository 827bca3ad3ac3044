// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import io.tiebeam.term.NodeName;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Why a handshake came to nothing. Each can tell what failed, what was seen on the wire and what to do about it;
 * whoever owns the connection puts {@link #text} into the exception or the log. Never shows a cookie.
 */
public sealed interface Refusal {
    /** The other node as far as it is known; not proven. */
    Optional<NodeName> peer();

    /** In a few words: what follows {@code no connection to kate@localhost:}. */
    String what();

    /** What was seen on the wire. */
    String why();

    /** What to do, one line each; may be empty. */
    List<String> advice();

    /** Whether the peer connected to us. */
    boolean isIncoming();

    /** All of it: what, why, what to do. */
    default String text() {
        var text = new StringBuilder();
        String name = peer().map(NodeName::toString).orElse("an unnamed node");
        text.append(isIncoming() ? "refused a connection from " : "no connection to ")
                .append(name)
                .append(": ")
                .append(what())
                .append("\n   ")
                .append(why());
        for (String line : advice()) {
            text.append("\n   → ").append(line);
        }
        return text.toString();
    }

    /** We proved that we know our cookie, and the peer closed. */
    record CookieRefused(NodeName node, String label) implements Outgoing {
        @Override
        public String what() {
            return "cookie refused";
        }

        @Override
        public String why() {
            return node.alive() + " answered the handshake and closed it after our challenge reply"
                    + " (usual sign of a different cookie; ours is " + label + ")";
        }

        @Override
        public List<String> advice() {
            return compareCookies(node);
        }
    }

    /** The peer's proof does not fit our cookie. */
    record WrongCookie(NodeName node, boolean isIncoming, String label) implements Known {
        @Override
        public String what() {
            return isIncoming ? "cookie refused (invalid challenge reply)" : "cookie refused (invalid challenge ack)";
        }

        @Override
        public String why() {
            return node.alive() + " answered our challenge with a digest of another cookie; ours is " + label;
        }

        @Override
        public List<String> advice() {
            return compareCookies(node);
        }
    }

    /** The peer lacks capabilities that we need. */
    record MissingFlags(Optional<NodeName> peer, long missing, boolean isIncoming) implements Refusal {
        @Override
        public String what() {
            return "it cannot handle " + Flags.names(missing);
        }

        @Override
        public String why() {
            return "nodes since OTP 25 offer these capabilities in the handshake, this one did not";
        }

        @Override
        public List<String> advice() {
            return List.of("run that node on OTP 25 or later");
        }
    }

    /** Another node than the one asked for answered. */
    record NameMismatch(NodeName node, String got) implements Outgoing {
        @Override
        public String what() {
            return "another node answered";
        }

        @Override
        public String why() {
            return "expected " + node + " at this address, got " + Refusal.quoted(got);
        }

        @Override
        public List<String> advice() {
            return List.of(
                    "use the name the node has, or look at what EPMD knows:  epmd -names",
                    "nodes with short names (--sname) and long names (--name) do not talk to each other");
        }
    }

    /** The peer said {@code not_allowed}. */
    record NotAllowed(NodeName node) implements Outgoing {
        @Override
        public String what() {
            return "not allowed";
        }

        @Override
        public String why() {
            return node.alive() + " answered our name with not_allowed: its net_kernel:allow list lacks this node,"
                    + " or it wants a capability that we do not offer; its log says which";
        }

        @Override
        public List<String> advice() {
            return List.of("on " + node.alive() + ":  net_kernel:allow([...]) with this node's name");
        }
    }

    /** Our own rules do not let the peer in. */
    record Disallowed(NodeName node) implements Incoming {
        @Override
        public String what() {
            return "not allowed";
        }

        @Override
        public String why() {
            return "its name is not among the nodes that this node lets in";
        }

        @Override
        public List<String> advice() {
            return List.of();
        }
    }

    /** The peer's own attempt to reach us lives on instead; not a failure: wait for it. */
    record TheirsWins(NodeName node) implements Outgoing {
        @Override
        public String what() {
            return "it is connecting to us at this moment (nok)";
        }

        @Override
        public String why() {
            return "both nodes connected to each other at once, and the attempt of the greater name lives on";
        }

        @Override
        public List<String> advice() {
            return List.of();
        }
    }

    /** Our own attempt to reach the peer lives on instead; not a failure. */
    record OursWins(NodeName node) implements Incoming {
        @Override
        public String what() {
            return "we are connecting to it at this moment (nok)";
        }

        @Override
        public String why() {
            return "both nodes connected to each other at once, and the attempt of the greater name lives on";
        }

        @Override
        public List<String> advice() {
            return List.of();
        }
    }

    /** One side said {@code false}: the connection of before is up and stays. */
    record AlreadyConnected(NodeName node, boolean isIncoming) implements Known {
        @Override
        public String what() {
            return "connected already (alive)";
        }

        @Override
        public String why() {
            return "the connection of before is still up on both sides";
        }

        @Override
        public List<String> advice() {
            return List.of();
        }
    }

    /** Somebody uses the name of this node. */
    record OurName(NodeName node) implements Incoming {
        @Override
        public String what() {
            return "it has the name of this node";
        }

        @Override
        public String why() {
            return "two nodes of one name cannot talk";
        }

        @Override
        public List<String> advice() {
            return List.of("start one of the two with another name");
        }
    }

    /** A node without a name asked for one. */
    record Nameless(String host) implements Refusal {
        @Override
        public Optional<NodeName> peer() {
            return Optional.empty();
        }

        @Override
        public boolean isIncoming() {
            return true;
        }

        @Override
        public String what() {
            return "this node gives no names";
        }

        @Override
        public String why() {
            return "a node asked for a dynamic name (-sname undefined) on the host " + Refusal.quoted(host)
                    + ", which is none, or this node is stopping";
        }

        @Override
        public List<String> advice() {
            return List.of("start that node with a name of its own");
        }
    }

    /** We have no name yet, and the peer did not give us one. It answered {@code answer}; nothing if it closed. */
    record GivesNoName(NodeName node, String answer) implements Outgoing {
        @Override
        public String what() {
            return "it gave this node no name";
        }

        @Override
        public String why() {
            return "this node was started as \"undefined\" and asked " + node.alive() + " for a name (NAME_ME), which "
                    + (answer.isEmpty() ? "closed the socket" : "answered " + Refusal.quoted(answer));
        }

        @Override
        public List<String> advice() {
            return List.of(
                    "connect first to a node that gives names: OTP 23 or later, and its net_kernel:allow list lets us in",
                    "or start this node with a name of its own:  --sname NAME");
        }
    }

    /** The peer speaks the handshake of OTP 22 and before. */
    record OldProtocol(String name) implements Refusal {
        @Override
        public Optional<NodeName> peer() {
            return Optional.empty();
        }

        @Override
        public boolean isIncoming() {
            return true;
        }

        @Override
        public String what() {
            return "handshake version 5";
        }

        @Override
        public String why() {
            return Refusal.quoted(name) + " began with the old name message, as nodes of OTP 22 and before do";
        }

        @Override
        public List<String> advice() {
            return List.of("run it on OTP 25 or later");
        }
    }

    /** The peer said something that is no handshake. */
    record Garbage(Optional<NodeName> peer, boolean isIncoming, String awaited, String problem, byte[] bytes)
            implements Refusal {
        private static final int SHOWN = 32;

        @Override
        public String what() {
            return "it does not speak the distribution protocol";
        }

        @Override
        public String why() {
            int shown = Math.min(bytes.length, SHOWN);
            return "waiting for its " + awaited + ": " + problem + "; got " + bytes.length + " bytes: "
                    + HexFormat.of().formatHex(bytes, 0, shown) + (shown < bytes.length ? "…" : "");
        }

        @Override
        public List<String> advice() {
            return List.of("look what listens on that port:  epmd -names");
        }
    }

    /** The peer closed where it should have spoken. */
    record Closed(Optional<NodeName> peer, boolean isIncoming, String awaited) implements Refusal {
        @Override
        public String what() {
            return "closed during the handshake";
        }

        @Override
        public String why() {
            return "it closed the socket when we waited for its " + awaited;
        }

        @Override
        public List<String> advice() {
            return peer.map(node -> List.of("look into the log of " + node)).orElse(List.of());
        }
    }

    /** The peer said nothing for too long. */
    record TimedOut(Optional<NodeName> peer, boolean isIncoming, String awaited, Duration waited) implements Refusal {
        @Override
        public String what() {
            return "timeout during the handshake";
        }

        @Override
        public String why() {
            return "nothing came for " + waited.toSeconds() + " s when we waited for its " + awaited;
        }

        @Override
        public List<String> advice() {
            return List.of();
        }
    }

    /** The peer's name is known. */
    sealed interface Known extends Refusal {
        /** The other node. */
        NodeName node();

        @Override
        default Optional<NodeName> peer() {
            return Optional.of(node());
        }
    }

    /** We connected. */
    sealed interface Outgoing extends Known {
        @Override
        default boolean isIncoming() {
            return false;
        }
    }

    /** The peer connected. */
    sealed interface Incoming extends Known {
        @Override
        default boolean isIncoming() {
            return true;
        }
    }

    private static List<String> compareCookies(NodeName node) {
        return List.of(
                "use the same cookie on both nodes:  --cookie-file PATH",
                "compare on " + node.alive() + ":  iex> :erlang.get_cookie()");
    }

    private static String quoted(String name) {
        String shown = name.length() > 64 ? name.substring(0, 64) + "…" : name;
        return '"'
                + shown.codePoints()
                        .map(c -> Character.isISOControl(c) ? '?' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()
                + '"';
    }
}
