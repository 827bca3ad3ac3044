// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermOrder;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What Elixir calls an enumerable: lists, maps, ranges, sets. A range is gone through without being made a list. */
final class Items {
    static final Atom STRUCT = Atom.of("__struct__");
    private static final Atom RANGE = Atom.of("Elixir.Range");
    private static final Atom MAP_SET = Atom.of("Elixir.MapSet");
    private static final Atom FIRST = Atom.of("first");
    private static final Atom LAST = Atom.of("last");
    private static final Atom STEP = Atom.of("step");

    private Items() {}

    /** The module of a struct. */
    static Optional<Term> struct(Term term) {
        return term instanceof MapTerm map ? map.get(STRUCT) : Optional.empty();
    }

    /** The items of {@code source} in their order; those of a map are pairs, in the order of the keys. */
    static Iterable<Term> of(Term source) {
        return switch (source) {
            case ListTerm list when list.isProper() -> list;
            case MapTerm map -> {
                Term module = map.get(STRUCT).orElse(Atom.NIL);
                if (module.equals(RANGE)) {
                    yield range(map);
                }
                if (module.equals(MAP_SET)) {
                    yield sorted((MapTerm) map.get(Atom.of("map")).orElseThrow(Raised::badarg)).stream()
                            .map(pair -> ((Tuple) pair).get(0))
                            .toList();
                }
                if (!module.equals(Atom.NIL)) {
                    throw undefined("Elixir.Enumerable", source);
                }
                yield sorted(map);
            }
            case Term other -> throw undefined("Elixir.Enumerable", other);
        };
    }

    static List<Term> list(Term source) {
        if (source instanceof ListTerm list && list.isProper()) {
            return list.elements();
        }
        List<Term> items = new ArrayList<>();
        of(source).forEach(items::add);
        return items;
    }

    /** The entries of a map as pairs, in the order of the keys. */
    static List<Term> sorted(MapTerm map) {
        List<Term> pairs = new ArrayList<>(map.size());
        map.forEach((key, value) -> pairs.add(Tuple.of(key, value)));
        pairs.sort(Comparator.comparing(pair -> ((Tuple) pair).get(0), TermOrder.KEYS));
        return pairs;
    }

    static Term rangeOf(long first, long last, long step) {
        return MapTerm.of(STRUCT, RANGE, FIRST, Int.of(first), LAST, Int.of(last), STEP, Int.of(step));
    }

    static boolean isRange(Term term) {
        return struct(term).filter(RANGE::equals).isPresent();
    }

    static long first(MapTerm range) {
        return bound(range, FIRST);
    }

    static long last(MapTerm range) {
        return bound(range, LAST);
    }

    /** The step of a range; ranges of old have none. */
    static long step(MapTerm range) {
        return range.get(STEP).isPresent() ? bound(range, STEP) : first(range) <= last(range) ? 1 : -1;
    }

    private static long bound(MapTerm range, Atom field) {
        return ((Int) range.get(field).orElseThrow(Raised::badarg)).value();
    }

    static long size(MapTerm range) {
        long first = first(range);
        long last = last(range);
        long step = step(range);
        return step > 0 && first > last || step < 0 && first < last ? 0 : Math.abs(last - first) / Math.abs(step) + 1;
    }

    private static Iterable<Term> range(MapTerm range) {
        long first = first(range);
        long step = step(range);
        long size = size(range);
        return () -> new Iterator<>() {
            private long at;

            @Override
            public boolean hasNext() {
                return at < size;
            }

            @Override
            public Term next() {
                return Int.of(first + at++ * step);
            }
        };
    }

    /** {@code Protocol.UndefinedError}. */
    static Raised undefined(String protocol, Term value) {
        return Raised.error(MapTerm.of(
                STRUCT,
                Atom.of("Elixir.Protocol.UndefinedError"),
                Atom.of("__exception__"),
                Atom.TRUE,
                Atom.of("protocol"),
                Atom.of(protocol),
                Atom.of("value"),
                value,
                Atom.of("description"),
                Bits.EMPTY));
    }
}
