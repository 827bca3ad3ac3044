// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;

/**
 * Who is registered at an {@link EpmdServer}, and which creation comes next. Used by the threads of all its
 * connections, one at a time.
 */
final class NameTable {
    private static final int MAX_REGISTERED = 4096;
    private static final int MAX_REMEMBERED = 1000; // as epmd remembers names without a node

    private final InstantSource clock;
    private final SequencedMap<String, EpmdEntry> registered = new LinkedHashMap<>();
    private final Map<String, Integer> creations = new LinkedHashMap<>(); // of registered names and of some that were

    NameTable(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Registers a node, unless the name is taken or the table is full. Returns its creation: the time for a new name, one
     * more for each time that the name comes back, never below 4; nodes that know version 5 at most get a number from 1
     * to 3. The time is that in milliseconds, of which the lowest 32 bits count. epmd takes seconds, but epmd outlives its
     * nodes: this table ends with the node that serves it, which may be back within the second, and who took it for its
     * earlier life would deliver to it what was for that.
     */
    synchronized OptionalInt register(EpmdEntry entry) {
        if (registered.containsKey(entry.name()) || registered.size() >= MAX_REGISTERED) {
            return OptionalInt.empty();
        }
        registered.put(entry.name(), entry);
        Integer last = creations.remove(entry.name()); // and in again at the end: the oldest is forgotten first
        int next = (last == null ? (int) clock.instant().toEpochMilli() : last) + 1;
        int creation = Integer.compareUnsigned(next, 4) < 0 ? 4 : next;
        creations.put(entry.name(), creation);
        return OptionalInt.of(entry.highest() >= 6 ? creation : Integer.remainderUnsigned(creation, 3) + 1);
    }

    /** The node has gone; its creation stays known, so that the next node of that name gets another one. */
    synchronized void unregister(String name) {
        registered.remove(name);
        var oldest = creations.keySet().iterator();
        while (creations.size() > registered.size() + MAX_REMEMBERED && oldest.hasNext()) {
            if (!registered.containsKey(oldest.next())) {
                oldest.remove();
            }
        }
    }

    synchronized Optional<EpmdEntry> find(String name) {
        return Optional.ofNullable(registered.get(name));
    }

    /** Everyone registered, the newest first, as epmd lists them. */
    synchronized List<EpmdName> names() {
        return registered.sequencedValues().reversed().stream()
                .map(entry -> new EpmdName(entry.name(), entry.port()))
                .toList();
    }
}
