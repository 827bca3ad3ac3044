// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.Flags;
import io.tiebeam.dist.wire.Handshake;
import io.tiebeam.dist.wire.Initiator;
import io.tiebeam.dist.wire.Refusal;
import io.tiebeam.dist.wire.Secret;
import io.tiebeam.epmd.EpmdClient;
import io.tiebeam.epmd.EpmdEndpoint;
import io.tiebeam.epmd.EpmdLookup;
import io.tiebeam.epmd.EpmdName;
import io.tiebeam.term.NodeName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Walks the road to a peer step by step and stops where it is broken: what {@code tiebeam doctor} shows. Goes through a
 * real handshake, under a name of its own and hidden, and leaves as soon as the peer has let it in. Starts no node and no
 * thread; blocks its caller for seconds at the most.
 */
public final class Checkup {
    /** The steps, in their order. */
    public enum Stage {
        /** The text is the name of a node. */
        NAME,
        /** Its host has an address. */
        HOST,
        /** EPMD answers there and knows the node. */
        EPMD,
        /** Something listens on the node's port. */
        PORT,
        /** It speaks the distribution protocol, and is the node it should be. */
        HANDSHAKE,
        /** It can do what we need. */
        FLAGS,
        /** It has the same cookie. */
        COOKIE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What was found at one step.
     *
     * @param what what is so, or what is wrong and why; may have several lines
     * @param advice what to do, a line each; empty where all is well
     */
    public record Finding(Stage stage, boolean isGood, String what, List<String> advice) {}

    private static final String ENOUGH = "it can do all that is needed";

    private final EpmdClient epmd;
    private final EpmdEndpoint endpoint;
    private final Secret secret;
    private final List<Finding> findings = new ArrayList<>();

    private Checkup(EpmdEndpoint endpoint, Secret secret) {
        this.epmd = new EpmdClient(endpoint);
        this.endpoint = endpoint;
        this.secret = secret;
    }

    /**
     * Walks to {@code node}. All findings but the last are good; that is good too if the node can be reached.
     *
     * @param endpoint where EPMD is to be found
     * @param cookie the secret to prove
     * @param cookieSource where it is from, for texts
     */
    public static List<Finding> walk(String node, EpmdEndpoint endpoint, byte[] cookie, String cookieSource) {
        Checkup checkup = new Checkup(endpoint, new Secret(cookie.clone(), cookieSource));
        checkup.walk(node);
        return List.copyOf(checkup.findings);
    }

    private void walk(String text) {
        NodeName peer;
        try {
            peer = NodeName.of(text);
        } catch (IllegalArgumentException e) {
            bad(Stage.NAME, e.getMessage(), List.of("a full name, such as kate@localhost"));
            return;
        }
        good(Stage.NAME, (peer.isLong() ? "a long name" : "a short name") + ": alive part " + peer.alive());
        InetAddress address;
        try {
            address = Sockets.resolve(peer.host());
        } catch (UnknownHostException e) {
            bad(
                    Stage.HOST,
                    "host " + peer.host() + " cannot be resolved",
                    List.of("add it to /etc/hosts or DNS, on both machines under the same name"));
            return;
        }
        good(Stage.HOST, peer.host() + " is " + address.getHostAddress());
        switch (epmd.lookup(peer.alive(), peer.host())) {
            case EpmdLookup.Unreachable(String reason) ->
                bad(
                        Stage.EPMD,
                        reason,
                        List.of(
                                "a node that runs there has an EPMD: is it on another port? (ERL_EPMD_PORT, here "
                                        + endpoint.port() + ")",
                                "start the node, or an EPMD alone:  ./tiebeam epmd"));
            case EpmdLookup.Unknown(String where) ->
                bad(
                        Stage.EPMD,
                        "epmd on " + where + " does not know " + peer.alive() + "; it knows " + known(peer.host()),
                        List.of("start it:  ./tiebeam shell " + (peer.isLong() ? "--name " : "--sname ") + peer));
            case EpmdLookup.Found found -> {
                int port = found.entry().port();
                good(Stage.EPMD, "knows " + peer.alive() + " at port " + port);
                connect(peer, new InetSocketAddress(address, port));
            }
        }
    }

    private String known(String host) {
        try {
            String names =
                    epmd.names(host).stream().map(EpmdName::name).sorted().collect(Collectors.joining(", "));
            return names.isEmpty() ? "no node" : names;
        } catch (IOException e) {
            return "nothing that it would tell: " + e.getMessage();
        }
    }

    private void connect(NodeName peer, InetSocketAddress address) {
        try (SocketChannel socket = SocketChannel.open()) {
            socket.socket().connect(address, (int) Handshake.STEP_TIMEOUT.toMillis());
            good(Stage.PORT, "something listens there");
            shakeHands(peer, socket);
        } catch (IOException e) {
            Stage where = findings.getLast().stage() == Stage.EPMD ? Stage.PORT : Stage.HANDSHAKE;
            bad(
                    where,
                    "port " + address.getPort() + " of " + address.getAddress().getHostAddress() + ": "
                            + e.getMessage(),
                    List.of(
                            "a node that has just ended is forgotten by epmd in a moment: start it, then retry",
                            "a firewall between the machines must let this port through"));
        }
    }

    /** The visitor's name is that of a node that nobody has: the peer shall not take it for one that it knows. */
    private void shakeHands(NodeName peer, SocketChannel socket) throws IOException {
        SecureRandom random = new SecureRandom();
        NodeName visitor = NodeName.of("tiebeam-doctor-" + Integer.toHexString(random.nextInt()) + "@" + peer.host());
        var self = Handshake.Self.named(visitor, Flags.hidden(Flags.offered()), 4 + random.nextInt(1 << 20));
        var hello = Initiator.begin(new Initiator.Attempt(self, peer, secret, random::nextInt, () -> false));
        switch (HandshakeDriver.run(socket, hello)) {
            case HandshakeDriver.Outcome.Up(Handshake.Step.Up up) -> {
                speaks();
                List<String> without = Flags.names(self.flags() & ~up.peer().flags());
                good(Stage.FLAGS, ENOUGH + (without.isEmpty() ? "" : "; without " + String.join(", ", without)));
                good(Stage.COOKIE, "both have the same cookie, " + secret.label());
            }
            case HandshakeDriver.Outcome.Refused(Refusal refusal) -> refused(refusal);
        }
    }

    private void refused(Refusal refusal) {
        Stage stage = switch (refusal) {
            case Refusal.CookieRefused _, Refusal.WrongCookie _ -> Stage.COOKIE;
            case Refusal.MissingFlags _ -> Stage.FLAGS;
            case Refusal.NameMismatch _,
                    Refusal.NotAllowed _,
                    Refusal.GivesNoName _,
                    Refusal.Disallowed _,
                    Refusal.TheirsWins _,
                    Refusal.AlreadyConnected _,
                    Refusal.OursWins _,
                    Refusal.OurName _,
                    Refusal.Nameless _,
                    Refusal.OldProtocol _,
                    Refusal.Garbage _,
                    Refusal.Closed _,
                    Refusal.TimedOut _ -> Stage.HANDSHAKE;
        };
        if (stage.compareTo(Stage.HANDSHAKE) > 0) {
            speaks();
        }
        if (stage.compareTo(Stage.FLAGS) > 0) {
            good(Stage.FLAGS, ENOUGH);
        }
        bad(stage, refusal.what() + "\n" + refusal.why(), refusal.advice());
    }

    private void speaks() {
        good(Stage.HANDSHAKE, "version 6, under the name that was asked for");
    }

    private void good(Stage stage, String what) {
        findings.add(new Finding(stage, true, what, List.of()));
    }

    private void bad(Stage stage, String what, List<String> advice) {
        findings.add(new Finding(stage, false, what, advice));
    }
}
