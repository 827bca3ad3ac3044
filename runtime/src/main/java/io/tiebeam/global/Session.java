// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Term;
import java.util.List;
import java.util.Optional;

/**
 * How far this node has got in joining another. Tags tell attempts apart: each side makes one, and what carries an old one
 * is of an attempt that is over. Of the server, on its thread only.
 */
final class Session {
    final Atom node;
    final long myTag;
    Optional<Term> hisTag = Optional.empty();
    Optional<LockId> lock = Optional.empty(); // set once both lockers have it
    Optional<List<GlobalName>> hisNames = Optional.empty(); // that came before our locker said so
    boolean comparing;
    Optional<List<Change>> changesHere = Optional.empty();
    Optional<HisSide> his = Optional.empty();

    /** What the other node worked out: {@code changes} for here, and whom it knows. */
    record HisSide(List<Change> changes, List<Term> known) {}

    Session(Atom node, long myTag) {
        this.node = node;
        this.myTag = myTag;
    }

    /** Whether {@code tag}, which the other node sent as ours, is that of this attempt. */
    boolean isMine(Term tag) {
        return tag instanceof Int(var value) && value == myTag;
    }
}
