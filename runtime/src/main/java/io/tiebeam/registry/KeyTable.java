// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.registry;

import io.tiebeam.term.Term;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Who holds a key, by the key. Any thread. */
sealed interface KeyTable {
    /** Adds {@code entry}, or gives the one that stands against it, of a process that lives. */
    Optional<Held> add(Held entry);

    void remove(Held entry);

    /** Those of {@code key}, in the order in which they were added. */
    Stream<Held> get(Term key);

    Stream<Held> all();

    /** A key has one holder. */
    final class Unique implements KeyTable {
        private final ConcurrentHashMap<Term, Held> entries = new ConcurrentHashMap<>();

        @Override
        public Optional<Held> add(Held entry) {
            while (true) {
                Held other = entries.putIfAbsent(entry.key(), entry);
                if (other == null) {
                    return Optional.empty();
                }
                if (other.isAlive()) {
                    return Optional.of(other);
                }
                entries.remove(entry.key(), other); // its partition has not heard of the death yet
            }
        }

        @Override
        public void remove(Held entry) {
            entries.remove(entry.key(), entry);
        }

        @Override
        public Stream<Held> get(Term key) {
            return Stream.ofNullable(entries.get(key));
        }

        @Override
        public Stream<Held> all() {
            return entries.values().stream();
        }
    }

    /** A key has any number of holders, and a process may hold it several times. */
    final class Duplicate implements KeyTable {
        private final Bag<Term> entries = new Bag<>();

        @Override
        public Optional<Held> add(Held entry) {
            entries.add(entry.key(), entry);
            return Optional.empty();
        }

        @Override
        public void remove(Held entry) {
            entries.remove(entry.key(), entry);
        }

        @Override
        public Stream<Held> get(Term key) {
            return entries.get(key);
        }

        @Override
        public Stream<Held> all() {
            return entries.all();
        }
    }
}
