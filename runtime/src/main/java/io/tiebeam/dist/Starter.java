// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.Flags;
import io.tiebeam.dist.wire.Handshake;
import io.tiebeam.dist.wire.Secret;
import io.tiebeam.epmd.EpmdClient;
import io.tiebeam.epmd.EpmdEndpoint;
import io.tiebeam.epmd.EpmdLookup;
import io.tiebeam.epmd.EpmdPresence;
import io.tiebeam.epmd.NameTakenException;
import io.tiebeam.epmd.NodeKind;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Network;
import io.tiebeam.process.NetworkStarter;
import io.tiebeam.process.NodeService;
import io.tiebeam.term.NodeName;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.ServiceLoader;

/** Starts the distribution of a node: listens, registers the name, opens the door. */
public final class Starter implements NetworkStarter {
    private static final System.Logger LOG = System.getLogger("io.tiebeam.dist");

    /** Called by {@link java.util.ServiceLoader}. */
    public Starter() {}

    @Override
    public Network start(Options options) throws IOException {
        EpmdEndpoint endpoint = EpmdEndpoint.fromEnvironment(options.environment());
        return options.isNameless() ? nameless(options, endpoint) : named(options, endpoint);
    }

    /** A node that nobody can connect to: so it needs no EPMD either, but to look others up. */
    private static Network nameless(Options options, EpmdEndpoint endpoint) {
        LocalNode node = LocalNode.toBeNamed();
        return open(new NetKernel(
                node, options, cookies(options), new EpmdClient(endpoint), Flags.offered(), Optional.empty()));
    }

    private static Network named(Options options, EpmdEndpoint endpoint) throws IOException {
        InetAddress address = resolve(options.name());
        Listener listener = listen(options.name(), address);
        EpmdPresence presence = null;
        boolean started = false;
        try {
            presence =
                    register(endpoint.with(address), options, listener.address().getPort());
            LocalNode node = new LocalNode(options.name().atom(), presence.creation());
            EpmdClient epmd = new EpmdClient(endpoint);
            boolean hidden = options.hidden()
                    || !isReachable(epmd, options.name(), listener.address().getPort());
            long flags = hidden ? Flags.offered() : Flags.visible(Flags.offered());
            Handshake.Self self = Handshake.Self.named(options.name(), flags, node.creation());
            Network network = open(new NetKernel(
                    node,
                    options,
                    cookies(options),
                    epmd,
                    flags,
                    Optional.of(new Reception(self, listener, presence))));
            started = true;
            return network;
        } finally {
            if (!started) {
                listener.close();
                if (presence != null) {
                    presence.close();
                }
            }
        }
    }

    private static Network open(NetKernel kernel) {
        kernel.node().distribution(kernel);
        ServiceProcesses.start(kernel.node());
        ServiceLoader.load(NodeService.class, Starter.class.getClassLoader()).forEach(service -> service.start(kernel));
        kernel.open();
        return kernel;
    }

    private static Cookies cookies(Options options) {
        return new Cookies(new Secret(options.cookie().clone(), options.cookieSource()));
    }

    /**
     * Whether others find this node where they look for it. One that is visible and cannot be reached from everywhere would
     * be taken for lost by those who try, and they would part with all that are connected to it.
     */
    private static boolean isReachable(EpmdClient epmd, NodeName name, int port) {
        String why = switch (epmd.lookup(name.alive(), name.host())) {
            case EpmdLookup.Found(var entry) when entry.port() == port -> "";
            case EpmdLookup.Found(var entry) -> "epmd says there that it listens on port " + entry.port();
            case EpmdLookup.Unknown(var where) -> "epmd on " + where + " does not know it";
            case EpmdLookup.Unreachable(var reason) -> reason;
        };
        if (!why.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    name + " stays hidden: others could not reach it under its name\n   " + why
                            + "\n   → use a host name that leads to this machine's EPMD from everywhere"
                            + " (ERL_EPMD_ADDRESS adds addresses to it)");
        }
        return why.isEmpty();
    }

    private static Listener listen(NodeName name, InetAddress address) throws IOException {
        try {
            return new Listener(address);
        } catch (IOException e) {
            throw new IOException(
                    "cannot start node " + name + ": nothing can listen on " + name.host() + " ("
                            + address.getHostAddress() + "): " + e.getMessage()
                            + "\n   → use a host name of this machine, such as localhost",
                    e);
        }
    }

    private static EpmdPresence register(EpmdEndpoint endpoint, Options options, int port) throws IOException {
        try {
            return EpmdPresence.start(
                    endpoint, options.name(), port, options.hidden() ? NodeKind.HIDDEN : NodeKind.VISIBLE);
        } catch (NameTakenException said) {
            throw said;
        } catch (ConnectException nobody) {
            throw unregistered(options.name(), nobody, "start one there: epmd -daemon, or ./tiebeam epmd");
        } catch (IOException strange) {
            throw unregistered(
                    options.name(),
                    strange,
                    "if another program has that port, stop it, or take another one for all nodes: ERL_EPMD_PORT=4370");
        }
    }

    private static IOException unregistered(NodeName name, IOException why, String todo) {
        return new IOException(
                "cannot start node " + name + ": its name cannot be registered\n   " + why.getMessage() + "\n   → "
                        + todo,
                why);
    }

    private static InetAddress resolve(NodeName name) throws IOException {
        try {
            return Sockets.resolve(name.host());
        } catch (UnknownHostException e) {
            throw new IOException(
                    "cannot start node " + name + ": the host name " + name.host() + " cannot be resolved"
                            + "\n   → add it to /etc/hosts, or use localhost",
                    e);
        }
    }
}
