// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Fun;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The functions that have been read, for as long as their terms are in use: a loop reads its function once. By identity,
 * since comparing them would cost more than reading. Safe on any thread.
 */
final class Closures {
    private final Map<Key, Closure> known = new ConcurrentHashMap<>();
    private final ReferenceQueue<Fun> gone = new ReferenceQueue<>();

    private static final class Key extends WeakReference<Fun> {
        private final int hash;

        Key(Fun fun, ReferenceQueue<Fun> queue) {
            super(fun, queue);
            this.hash = System.identityHashCode(fun);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (this == other) {
                return true;
            }
            Fun fun = get();
            return fun != null && other instanceof Key key && key.get() == fun;
        }
    }

    /** The function behind {@code fun}, read now if it was not before. */
    Closure of(Fun fun) {
        Closure closure = known.get(new Key(fun, null));
        if (closure == null) {
            closure = Closure.of(fun);
            put(fun, closure);
        }
        return closure;
    }

    void put(Fun fun, Closure closure) {
        for (Object key = gone.poll(); key != null; key = gone.poll()) {
            known.remove(key);
        }
        known.put(new Key(fun, gone), closure);
    }
}
