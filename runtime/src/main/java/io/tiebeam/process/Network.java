// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** A node's connections to others, once it has a name. Made by a {@link NetworkStarter}; safe on any thread. */
public interface Network extends Distribution, AutoCloseable {
    /** The node that is connected. */
    LocalNode node();

    /**
     * A node that is connected.
     *
     * @param hidden whether it, or this node, is one that is not listed among the others
     */
    record Connected(NodeName node, boolean hidden) {}

    /** The nodes connected now, in order. */
    List<Connected> connected();

    /** Those of {@link #connected()} that are listed among the others: Erlang's {@code nodes()}. */
    default List<NodeName> nodes() {
        return connected().stream()
                .filter(c -> !c.hidden())
                .map(Connected::node)
                .toList();
    }

    /** Whether this node itself is not listed among the others. */
    boolean isHidden();

    /**
     * Has {@code watcher} told of all that connect and go from now on. Those connected now are told of at once, each once,
     * whatever happens meanwhile.
     */
    void watch(NodeWatcher watcher);

    /** As {@link #watch}, without news of those connected now. */
    void watchFromNow(NodeWatcher watcher);

    /** Ends {@link #watch}. */
    void unwatch(NodeWatcher watcher);

    /**
     * Connects to {@code peer} unless that is so already. Blocks without touching a socket, so that a process may wait.
     *
     * @return whether the two are connected now
     */
    boolean connect(NodeName peer);

    /** The channel to {@code peer} if it is connected now: a signal over it never begins a connection. Never blocks. */
    Optional<Channel> connectedChannel(Atom peer);

    /** Ends the connection to {@code peer}, as if it had broken; true if there was one. */
    boolean disconnect(NodeName peer);

    /** Uses {@code cookie} with {@code peer} from its next connection on. */
    void cookie(NodeName peer, byte[] cookie);

    /** Why the last attempt to connect to {@code peer} failed, and what to do about it, in words for people. */
    Optional<String> whyNot(NodeName peer);

    /** Where this node accepts connections; empty if it accepts none. */
    Optional<InetSocketAddress> listensOn();

    /** Closes all connections at the same moment and gives the name back. All threads have ended when it returns. */
    @Override
    void close();
}
