// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;

/** What is to happen to a name so that two nodes agree: {@code {insert, {Name, Pid, Method}}} or {@code {delete, Name}}. */
sealed interface Change {
    record Insert(GlobalName name) implements Change {}

    record Delete(Term name) implements Change {}

    default Term toTerm() {
        return switch (this) {
            case Insert(var name) -> Tuple.of(Vocabulary.INSERT, name.toTerm());
            case Delete(var name) -> Tuple.of(Vocabulary.DELETE, name);
        };
    }

    static Term toTerm(List<Change> changes) {
        return ListTerm.of(changes.stream().map(Change::toTerm).toList());
    }

    /** Those in {@code term} that are changes. */
    static List<Change> of(Term term) {
        List<Change> changes = new ArrayList<>();
        if (term instanceof ListTerm list) {
            for (Term element : list.elements()) {
                if (element instanceof Tuple t && t.is(Vocabulary.INSERT, 2)) {
                    GlobalName.of(t.get(1)).ifPresent(name -> changes.add(new Insert(name)));
                } else if (element instanceof Tuple t && t.is(Vocabulary.DELETE, 2)) {
                    changes.add(new Delete(t.get(1)));
                }
            }
        }
        return List.copyOf(changes);
    }
}
