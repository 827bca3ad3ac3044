// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The links, monitors and aliases of one process. Most processes have none, so it is made on demand; the others mostly
 * have one kind of them, so each table is made on demand too. Guarded by the monitor of the process's mailbox.
 */
final class Relations {
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
     * @param alias whether its reference is an address too, for no longer than the monitor lasts
     */
    record Watching(Term target, Term to, Channel via, AliasUse alias) {
        Watching(Term target, Term to, Channel via) {
            this(target, to, via, AliasUse.NONE);
        }
    }

    /** A monitor that {@code watcher} has set on this process; {@code target} is what it asked for, pid or name. */
    record Watched(Pid watcher, Term target, Channel via) {}

    /** A process that was asked for over {@code via}; {@code errorOnly}: only a failure is news. */
    record Spawning(Channel via, boolean errorOnly) {}

    // Read as they are, written by the methods below: the empty ones that they begin with take nothing.
    Map<Pid, LinkState> links = Collections.emptyMap();
    Map<Ref, Watching> watching = Collections.emptyMap();
    Map<Ref, Watched> watchers = Collections.emptyMap();
    Map<Ref, Spawning> spawning = Collections.emptyMap();
    Map<Channel, Integer> monitoredNodes = Collections.emptyMap();
    Set<Channel> channels = Collections.emptySet(); // those that tell this process of their end, as long as it lives
    private Set<Ref> aliases = Collections.emptySet(); // those that need no monitor
    private Set<Ref> untilReply = Collections.emptySet(); // those of them that the first message ends

    private static <K, V> Map<K, V> writable(Map<K, V> table) {
        return table == Collections.EMPTY_MAP ? new LinkedHashMap<>(4) : table;
    }

    void link(Pid to, LinkState state) {
        links = writable(links);
        links.put(to, state);
    }

    void watch(Ref ref, Watching what) {
        watching = writable(watching);
        watching.put(ref, what);
    }

    void watchedBy(Ref ref, Watched by) {
        watchers = writable(watchers);
        watchers.put(ref, by);
    }

    void spawns(Ref ref, Channel via, boolean errorOnly) {
        spawning = writable(spawning);
        spawning.put(ref, new Spawning(via, errorOnly));
    }

    /** Remembers that {@code via} remembers this process, also when nothing is related over it any more. */
    void tells(Channel via) {
        if (channels.isEmpty()) {
            channels = Set.of(via); // there are seldom more
        } else if (!channels.contains(via)) {
            channels = new HashSet<>(channels);
            channels.add(via);
        }
    }

    /** The connection over {@code via} has ended. */
    void tellsNoMore(Channel via) {
        if (channels.contains(via)) {
            channels = new HashSet<>(channels);
            channels.remove(via);
        }
    }

    /** Counts {@code change} more wishes to hear of the end of {@code via}. */
    void monitorNode(Channel via, int change) {
        monitoredNodes = writable(monitoredNodes);
        monitoredNodes.merge(via, change, (before, more) -> before + more == 0 ? null : before + more);
    }

    /** Makes {@code ref} an address until {@link #unalias}. */
    void alias(Ref ref) {
        if (aliases.isEmpty()) {
            aliases = new HashSet<>(4);
        }
        aliases.add(ref);
    }

    /** Makes {@code ref} an address for one message. */
    void aliasForReply(Ref ref) {
        alias(ref);
        if (untilReply.isEmpty()) {
            untilReply = new HashSet<>(4);
        }
        untilReply.add(ref);
    }

    /** Ends an alias; true if it was one. The monitor it came with stays. */
    boolean unalias(Ref ref) {
        Watching set = watching.get(ref);
        if (set != null && set.alias != AliasUse.NONE) {
            watching.put(ref, new Watching(set.target, set.to, set.via));
            return true;
        }
        untilReply.remove(ref);
        return aliases.remove(ref);
    }

    /** Whether messages to {@code alias} still arrive. */
    boolean accepts(Ref alias) {
        Watching set = watching.get(alias);
        return set != null && set.alias != AliasUse.NONE || aliases.contains(alias);
    }

    /** The monitor whose alias a message came to, if that is over now, monitor and all; else null. */
    Watching endedByMessage(Ref alias) {
        if (!untilReply.isEmpty() && untilReply.remove(alias)) {
            aliases.remove(alias);
            return null;
        }
        Watching set = watching.get(alias);
        return set != null && set.alias == AliasUse.UNTIL_REPLY ? watching.remove(alias) : null;
    }
}
