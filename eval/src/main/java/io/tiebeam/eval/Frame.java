// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Fun;
import io.tiebeam.term.Term;

/** The variables of one call of a function. Used by one thread. */
final class Frame {
    private Term[] values; // null: has no value yet
    private final Fun origin;

    /** @param origin the function that came from elsewhere: those that are made in it look like it */
    Frame(Term[] values, Fun origin) {
        this.values = values;
        this.origin = origin;
    }

    Fun origin() {
        return origin;
    }

    Term get(int slot) {
        return values[slot];
    }

    void set(int slot, Term value) {
        values[slot] = value;
    }

    /** The values of {@code slots}, to be put back by {@link #restore}; null where all are unbound. */
    Term[] save(int[] slots) {
        Term[] saved = null;
        for (int i = 0; i < slots.length; i++) {
            Term value = values[slots[i]];
            if (value != null) {
                saved = saved == null ? new Term[slots.length] : saved;
                saved[i] = value;
            }
        }
        return saved;
    }

    void restore(int[] slots, Term[] saved) {
        for (int i = 0; i < slots.length; i++) {
            values[slots[i]] = saved == null ? null : saved[i];
        }
    }

    void clear(int[] slots) {
        for (int slot : slots) {
            values[slot] = null;
        }
    }

    /** A frame of its own with the same values. */
    Frame copy() {
        return new Frame(values.clone(), origin);
    }

    /** Takes the values of {@code other}. */
    void adopt(Frame other) {
        values = other.values;
    }
}
