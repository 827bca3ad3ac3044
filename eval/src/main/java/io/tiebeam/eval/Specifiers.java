// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/** What stands behind the slash of a segment of a binary. */
record Specifiers(Segment.Type type, boolean signed, boolean little, int unit) {
    static Specifiers of(Term form) {
        Segment.Type type = Segment.Type.INTEGER;
        boolean signed = false;
        boolean little = false;
        int unit = 0;
        if (!form.equals(Atom.of("default"))) {
            for (Term word : Forms.list(form, "type specifiers")) {
                if (word instanceof Tuple t && t.is(Atom.of("unit"), 2) && t.get(1) instanceof Int(long n)) {
                    if (n < 1 || n > 256) {
                        throw new IllFormedException("a unit is 1 to 256, got " + n);
                    }
                    unit = (int) n;
                    continue;
                }
                switch (Forms.atom(word).name()) {
                    case "integer" -> type = Segment.Type.INTEGER;
                    case "float" -> type = Segment.Type.FLOAT;
                    case "binary", "bytes" -> type = Segment.Type.BINARY;
                    case "bitstring", "bits" -> type = Segment.Type.BITSTRING;
                    case "utf8" -> type = Segment.Type.UTF8;
                    case "utf16" -> type = Segment.Type.UTF16;
                    case "utf32" -> type = Segment.Type.UTF32;
                    case "signed" -> signed = true;
                    case "unsigned" -> signed = false;
                    case "little" -> little = true;
                    case "big" -> little = false;
                    case "native" -> little = true; // as on every machine that an Elixir shell runs on today
                    default -> throw new IllFormedException("no type of a segment: " + word);
                }
            }
        }
        if (unit == 0) {
            unit = type == Segment.Type.BINARY ? 8 : 1;
        }
        return new Specifiers(type, signed, little, unit);
    }

    Segment segment(Optional<Expr> value, Optional<Pattern> pattern, Optional<Expr> size) {
        return new Segment(value, pattern, size, type, signed, little, unit);
    }
}
