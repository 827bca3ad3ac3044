// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Raised;
import io.tiebeam.io.Chardata;
import io.tiebeam.io.ChardataException;
import io.tiebeam.process.Deadline;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.List;

/** Arguments as Java values. What has the wrong type is a {@code badarg}, unless the text says otherwise. */
final class Args {
    static final Atom INFINITY = Atom.of("infinity");

    private Args() {}

    static int integer(Term term) {
        if (term instanceof Int(long value) && value == (int) value) {
            return (int) value;
        }
        throw Raised.badarg();
    }

    static int natural(Term term) {
        int value = integer(term);
        if (value < 0) {
            throw Raised.badarg();
        }
        return value;
    }

    /** The text of a binary; a {@link ClassCastException} for what is none, as for other wrong types. */
    static String text(Term term) {
        return ((Bits) term).text().orElseThrow(Raised::badarg);
    }

    static Pid pid(Term term) {
        return (Pid) term;
    }

    static Atom atom(Term term) {
        return (Atom) term;
    }

    static String chardata(Term term) {
        try {
            return term instanceof Atom atom ? atom.name() : Chardata.unicode(term);
        } catch (ChardataException e) {
            throw Raised.badarg();
        }
    }

    static List<Term> list(Term term) {
        ListTerm list = (ListTerm) term;
        if (!list.isProper()) {
            throw Raised.badarg();
        }
        return list.elements();
    }

    /** A map; {@code {badmap, Term}} for what is none. */
    static MapTerm map(Term term) {
        if (term instanceof MapTerm map) {
            return map;
        }
        throw Raised.byFunction("badmap", term);
    }

    static boolean truthy(Term term) {
        return !term.equals(Atom.NIL) && !term.equals(Atom.FALSE);
    }

    static Duration timeout(Term term) {
        if (term.equals(INFINITY)) {
            return Duration.ofSeconds(Long.MAX_VALUE);
        }
        if (term instanceof Int(long millis) && millis >= 0) {
            return Duration.ofMillis(millis);
        }
        throw Raised.byFunction("timeout_value");
    }

    static Deadline deadline(Term term) {
        return Deadline.in(timeout(term));
    }

    /** A pid, a name, or {@code {Name, Node}}. */
    static ServerRef server(Term term) {
        return switch (term) {
            case Pid pid -> pid;
            case Atom name -> new Name(name);
            case Tuple t
            when t.size() == 2 && t.get(0) instanceof Atom name && t.get(1) instanceof Atom node ->
                new Name.At(name, node(node));
            case Term _ -> throw Raised.badarg();
        };
    }

    static NodeName node(Term term) {
        try {
            return new NodeName((Atom) term);
        } catch (IllegalArgumentException noName) {
            throw Raised.badarg();
        }
    }

    /** The value of {@code key} in a list of pairs. */
    static Term option(Term options, String key, Term otherwise) {
        if (options instanceof ListTerm list) {
            for (Term option : list) {
                if (option instanceof Tuple t && t.is(Atom.of(key), 2)) {
                    return t.get(1);
                }
            }
        }
        return otherwise;
    }

    static Term pair(Term a, Term b) {
        return Tuple.of(a, b);
    }
}
