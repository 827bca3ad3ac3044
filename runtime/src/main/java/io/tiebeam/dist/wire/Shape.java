// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import io.tiebeam.term.Atom;
import io.tiebeam.term.BigInt;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.NativeRecord;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Port;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.stream.Collectors;

/**
 * A term in few words for messages about a peer that misbehaves: its content may be huge, or private, so what is inside
 * of large values is counted, not shown.
 */
final class Shape {
    private static final int SHOWN = 8;

    private Shape() {}

    /** {@code term}; the elements of a tuple one by one. */
    static String of(Term term) {
        if (!(term instanceof Tuple tuple)) {
            return element(term);
        }
        String elements =
                tuple.elements().stream().limit(SHOWN).map(Shape::element).collect(Collectors.joining(", "));
        return "{" + elements + (tuple.size() > SHOWN ? ", … " + tuple.size() + " elements}" : "}");
    }

    private static String element(Term term) {
        return switch (term) {
            case Int(long value) -> Long.toString(value);
            case BigInt _ -> "a large integer";
            case FloatTerm(double value) -> Double.toString(value);
            case Atom atom -> name(atom);
            case Pid pid -> pid(pid);
            case Ref ref -> "#Ref<" + alive(ref.node()) + ">";
            case Port port -> "#Port<" + alive(port.node()) + ">";
            case Bits bits -> "a binary of " + bits.size() + " bytes";
            case ListTerm list -> list.isEmpty() ? "[]" : "a list of " + list.size();
            case MapTerm map -> "a map of " + map.size();
            case Tuple tuple -> "a tuple of " + tuple.size();
            case Fun _, ExportFun _ -> "a function";
            case NativeRecord _ -> "a record";
        };
    }

    /** An atom; everything but letters, digits and a few signs makes way for {@code ?}. */
    static String name(Atom atom) {
        var text = new StringBuilder(":");
        atom.name()
                .codePoints()
                .limit(64)
                .forEach(c -> text.appendCodePoint(
                        Character.isLetterOrDigit(c) || "_@.?!-$+*/<>=".indexOf(c) >= 0 ? c : '?'));
        return text.toString();
    }

    /** A pid with the short name of its node. */
    static String pid(Pid pid) {
        String serial = pid.serial() == 0 ? "" : "." + Integer.toUnsignedString(pid.serial());
        return "#Pid<" + alive(pid.node()) + "." + Integer.toUnsignedString(pid.id()) + serial + ">";
    }

    private static String alive(Atom node) {
        String name = name(node).substring(1);
        int at = name.indexOf('@');
        return at < 0 ? name : name.substring(0, at);
    }
}
