// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.registry;

import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;

/**
 * That a process holds a key, with a value which only that process changes. Each one is itself: what removes an entry
 * removes this very object, so that one of a process that has died takes nothing from its successor.
 */
public final class Held {
    final ProcessCell holder;
    final long number; // entries of one key or one process are listed in this order

    private final Term key;
    private volatile Object value;

    Held(Term key, ProcessCell holder, long number, Object value) {
        this.key = key;
        this.holder = holder;
        this.number = number;
        this.value = value;
    }

    public Term key() {
        return key;
    }

    public Pid pid() {
        return holder.pid();
    }

    /** A term, or an immutable Java value. */
    public Object value() {
        return value;
    }

    /** Gives it another value; called by its holder. */
    public void value(Object next) {
        value = next;
    }

    /** An entry of a process that has died is there only until its partition hears of it. */
    boolean isAlive() {
        return holder.isAlive();
    }
}
