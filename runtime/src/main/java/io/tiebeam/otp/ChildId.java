// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import java.util.Objects;

/** The id of a child as a term: ids are atoms in most programs, and Java writes those as strings. */
final class ChildId {
    private ChildId() {}

    static Term of(Object id) {
        Objects.requireNonNull(id, "a child needs an id");
        return switch (id) {
            case String name -> Atom.of(name);
            case Name name -> name.atom();
            case NodeName node -> node.atom();
            case Term term -> term;
            default -> TermMapper.toTerm(id);
        };
    }
}
