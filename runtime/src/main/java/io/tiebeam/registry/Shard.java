// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.registry;

import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.stream.Stream;

/**
 * A part of a registry: its entries by key and by process, and the process that owns both. When that ends its tables are
 * gone, as ETS tables are with their owner.
 */
record Shard(ProcessCell server, KeyTable keys, Bag<Pid> holders) {
    boolean isOpen() {
        return server.isAlive();
    }

    Stream<Held> get(Term key) {
        return isOpen() ? keys.get(key).filter(Held::isAlive) : Stream.empty();
    }

    Stream<Held> all() {
        return isOpen() ? keys.all().filter(Held::isAlive) : Stream.empty();
    }

    Stream<Held> of(Pid holder) {
        return isOpen() ? holders.get(holder).filter(Held::isAlive) : Stream.empty();
    }
}
