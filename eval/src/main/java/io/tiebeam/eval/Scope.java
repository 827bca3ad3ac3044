// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The variables of a function while it is read: each name gets a place. */
final class Scope {
    private final Map<Atom, Integer> slots = new HashMap<>();
    private final List<Atom> names = new ArrayList<>();

    /** The place of {@code name}, a new one where it has none. */
    int slot(Atom name) {
        Integer known = slots.putIfAbsent(name, names.size());
        if (known == null) {
            names.add(name);
            return names.size() - 1;
        }
        return known;
    }

    /** The place of {@code name} for a function inside this one, which may use it: also one that has none yet. */
    int known(Atom name) {
        return slot(name);
    }

    List<Atom> names() {
        return List.copyOf(names);
    }
}
