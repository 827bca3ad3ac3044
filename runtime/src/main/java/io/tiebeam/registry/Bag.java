// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.registry;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * Several entries under each key, in the order in which they came: ETS's {@code duplicate_bag}. Any thread. A list that
 * becomes empty goes away in the same step, under the map's lock of its key, so that nobody adds to one that has gone.
 */
final class Bag<K> {
    private final ConcurrentHashMap<K, ConcurrentSkipListMap<Long, Held>> entries = new ConcurrentHashMap<>();

    void add(K key, Held entry) {
        entries.compute(key, (_, list) -> {
            ConcurrentSkipListMap<Long, Held> all = list == null ? new ConcurrentSkipListMap<>() : list;
            all.put(entry.number, entry);
            return all;
        });
    }

    /** False if it was gone. */
    boolean remove(K key, Held entry) {
        boolean[] removed = {false};
        entries.computeIfPresent(key, (_, list) -> {
            removed[0] = list.remove(entry.number) != null;
            return list.isEmpty() ? null : list;
        });
        return removed[0];
    }

    /** Removes all entries of {@code key}, and gives them. */
    List<Held> take(K key) {
        ConcurrentSkipListMap<Long, Held> taken = entries.remove(key);
        return taken == null ? List.of() : List.copyOf(taken.values());
    }

    Stream<Held> get(K key) {
        ConcurrentSkipListMap<Long, Held> list = entries.get(key);
        return list == null ? Stream.empty() : list.values().stream();
    }

    boolean has(K key) {
        return entries.containsKey(key);
    }

    Stream<Held> all() {
        return entries.values().stream().flatMap(list -> list.values().stream());
    }
}
