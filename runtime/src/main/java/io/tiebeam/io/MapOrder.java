// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermOrder;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** In which order the entries of a map are printed: the modifiers {@code k} and {@code K} of a format. */
enum MapOrder {
    /** As a BEAM that had sent the map would print it. */
    AS_IT_COMES,
    /** By key: {@code ~kp}, {@code ~Kp} with the argument {@code ordered}. */
    ORDERED,
    /** By key, the largest first: {@code ~Kp} with the argument {@code reversed}. */
    REVERSED;

    /** A BEAM keeps maps beyond this size in a hash trie, which it writes to the wire from its end to its beginning. */
    private static final int LARGEST_FLAT = 32;

    /** The entries of {@code map} in this order. */
    List<Entry> entries(MapTerm map) {
        var entries = IntStream.range(0, map.size()).mapToObj(i -> new Entry(map.key(i), map.value(i)));
        Comparator<Entry> byKey = Comparator.comparing(Entry::key, TermOrder.KEYS);
        return switch (this) {
            case AS_IT_COMES -> map.size() > LARGEST_FLAT ? entries.toList().reversed() : entries.toList();
            case ORDERED -> entries.sorted(byKey).toList();
            case REVERSED -> entries.sorted(byKey.reversed()).toList();
        };
    }

    record Entry(Term key, Term value) {}
}
