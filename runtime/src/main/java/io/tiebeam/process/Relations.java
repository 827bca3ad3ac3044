// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The links, monitors and aliases of one process. Most processes have none, so it is made on demand. Guarded by the
 * monitor of the process's mailbox.
 */
final class Relations {
    /** When an alias ends by itself. Source: {@code erlang:monitor/3}, option {@code alias}. */
    enum AliasMode {
        /** Only when it is taken back. */
        EXPLICIT,
        /** With its monitor. */
        DEMONITOR,
        /** With its monitor, or with the first message sent to it. */
        REPLY_DEMONITOR
    }

    /** One link. {@code pendingUnlink} is the id of an unlink that has not been acknowledged; 0: the link is active. */
    static final class LinkState {
        Channel via;
        long pendingUnlink;

        LinkState(Channel via) {
            this.via = via;
        }

        boolean isActive() {
            return pendingUnlink == 0;
        }
    }

    /**
     * A monitor that this process has set.
     *
     * @param target what DOWN names
     * @param to where the signals go: a pid, or a name at {@code via}
     */
    record Watching(Term target, Term to, Channel via) {}

    /** A monitor that {@code watcher} has set on this process; {@code target} is what it asked for, pid or name. */
    record Watched(Pid watcher, Term target, Channel via) {}

    final Map<Pid, LinkState> links = new LinkedHashMap<>(4);
    final Map<Ref, Watching> watching = new LinkedHashMap<>(4);
    final Map<Ref, Watched> watchers = new LinkedHashMap<>(4);
    final Map<Ref, AliasMode> aliases = new LinkedHashMap<>(4);
    final Map<Ref, Channel> spawning = new LinkedHashMap<>(4);
    final Map<Channel, Integer> monitoredNodes = new LinkedHashMap<>(4);

    /** Whether messages to {@code alias} still arrive. */
    boolean accepts(Ref alias) {
        return aliases.containsKey(alias);
    }

    /** The monitor {@code ref} is over: its alias goes too, unless it is to stay. */
    void endAliasOf(Ref ref) {
        AliasMode mode = aliases.get(ref);
        if (mode != null && mode != AliasMode.EXPLICIT) {
            aliases.remove(ref);
        }
    }
}
