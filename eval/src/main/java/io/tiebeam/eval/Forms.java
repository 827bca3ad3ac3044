// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import io.tiebeam.term.BigInt;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** What abstract forms are made of, taken apart: terms that anybody may have made, so each piece is looked at first. */
final class Forms {
    private Forms() {}

    static Term literal(Tuple f) {
        Term value = f.get(2);
        boolean fits = switch (atom(f.get(0)).name()) {
            case "atom" -> value instanceof Atom;
            case "float" -> value instanceof FloatTerm;
            case "string" -> value instanceof ListTerm;
            default -> value instanceof Int || value instanceof BigInt;
        };
        if (!fits) {
            throw new IllFormedException("no literal: " + f);
        }
        return value;
    }

    static Tuple node(Term form) {
        Tuple f = tuple(form, "a form");
        if (f.size() < 2 || !(f.get(0) instanceof Atom)) {
            throw unknown(f);
        }
        return f;
    }

    static String kind(Tuple f) {
        return atom(f.get(0)).name() + "/" + f.size();
    }

    static Tuple tuple(Term form, String what) {
        if (form instanceof Tuple tuple && tuple.size() > 0) {
            return tuple;
        }
        throw new IllFormedException("expected " + what + ", got " + shortened(form));
    }

    static ListTerm list(Term form, String what) {
        if (form instanceof ListTerm list && list.isProper()) {
            return list;
        }
        throw new IllFormedException("expected a list of " + what + ", got " + shortened(form));
    }

    static Atom atom(Term form) {
        if (form instanceof Atom atom) {
            return atom;
        }
        throw new IllFormedException("expected an atom, got " + shortened(form));
    }

    static IllFormedException unknown(Tuple f) {
        return new IllFormedException("no form of Erlang that can be run here: " + shortened(f));
    }

    private static String shortened(Term form) {
        String text = form.toString();
        return text.length() <= 200 ? text : text.substring(0, 200) + "...";
    }

    /** The line of a form: an annotation is a number, {@code {Line, Column}}, or a list with a {@code location}. */
    static int line(Tuple f) {
        return location(f.get(1));
    }

    private static int location(Term annotation) {
        return switch (annotation) {
            case Int(long line) when line >= 0 && line < Integer.MAX_VALUE -> (int) line;
            case Tuple place when place.size() == 2 && place.get(0) instanceof Int -> location(place.get(0));
            case ListTerm properties -> {
                for (Term property : properties) {
                    if (property instanceof Tuple t && t.is(Atom.of("location"), 2)) {
                        yield location(t.get(1));
                    }
                }
                yield 0;
            }
            default -> 0;
        };
    }
}
