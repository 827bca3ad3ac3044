// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermOrder;
import io.tiebeam.term.Tuple;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A lock as it is asked for. Several processes can hold it at the same time if they ask as the same requester.
 *
 * @param resource what is locked
 * @param requester who locks it: any term
 */
public record LockId(Term resource, Term requester) {
    /** {@code {Resource, Requester}}. */
    public Tuple toTerm() {
        return Tuple.of(resource, requester);
    }

    static Optional<LockId> of(Term term) {
        return term instanceof Tuple t && t.size() == 2
                ? Optional.of(new LockId(t.get(0), t.get(1)))
                : Optional.empty();
    }

    /** The lock under which two nodes join: their two lockers are its requester, in the order of terms. */
    static LockId of(Pid oneLocker, Pid other) {
        return new LockId(
                Vocabulary.GLOBAL,
                ListTerm.of(
                        Stream.of(oneLocker, other).sorted(TermOrder.STANDARD).toList()));
    }
}
