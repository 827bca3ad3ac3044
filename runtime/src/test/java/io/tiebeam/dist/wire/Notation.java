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
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Terms as the recordings write them: everything that identifies a term is in the text. */
final class Notation {
    private Notation() {}

    static String of(Term term) {
        return switch (term) {
            case Atom atom -> atom(atom);
            case Int(long value) -> Long.toString(value);
            case BigInt(var value) -> value.toString();
            case FloatTerm(double value) -> Double.toString(value);
            case Bits bits -> "<<" + quoted(bits.toByteArray()) + ">>";
            case Tuple tuple -> "{" + all(tuple.elements()) + "}";
            case ListTerm list -> list(list);
            case MapTerm map ->
                IntStream.range(0, map.size())
                        .mapToObj(i -> of(map.key(i)) + " => " + of(map.value(i)))
                        .collect(Collectors.joining(", ", "#{", "}"));
            case Pid pid ->
                "#Pid<" + pid.node().name() + ":" + Integer.toUnsignedString(pid.id()) + "."
                        + Integer.toUnsignedString(pid.serial()) + creation(pid.creation()) + ">";
            case Ref ref ->
                "#Ref<" + ref.node().name() + ":"
                        + IntStream.range(0, ref.size())
                                .mapToObj(i -> Integer.toUnsignedString(ref.word(i)))
                                .collect(Collectors.joining("."))
                        + creation(ref.creation()) + ">";
            case Port port ->
                "#Port<" + port.node().name() + ":" + Long.toUnsignedString(port.id()) + creation(port.creation())
                        + ">";
            case Fun fun ->
                "#Fun<mod=" + fun.module().name() + " arity=" + fun.arity() + " index=" + fun.index()
                        + " old_index=" + fun.oldIndex() + " uniq="
                        + HexFormat.of().formatHex(fun.uniq().toByteArray())
                        + " old_uniq=" + fun.oldUniq() + " pid=" + of(fun.creator()) + " env=[" + all(fun.free())
                        + "]>";
            case ExportFun fun -> "fun " + atom(fun.module()) + ":" + atom(fun.function()) + "/" + fun.arity();
            case NativeRecord record -> record.toString();
        };
    }

    private static String creation(int creation) {
        return " c=0x" + Integer.toHexString(creation);
    }

    private static String all(List<Term> terms) {
        return terms.stream().map(Notation::of).collect(Collectors.joining(", "));
    }

    private static String list(ListTerm list) {
        boolean isString = !list.isEmpty()
                && list.isProper()
                && list.elements().stream()
                        .allMatch(e -> e instanceof Int(long c) && c < 127 && (c >= ' ' || c == '\n'));
        if (isString) {
            byte[] bytes = new byte[list.size()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) ((Int) list.get(i)).value();
            }
            return quoted(bytes);
        }
        return "[" + all(list.elements()) + (list.isProper() ? "" : "|" + of(list.tail())) + "]";
    }

    private static String atom(Atom atom) {
        return atom.name().matches("[a-z][A-Za-z0-9_@]*") ? atom.name() : "'" + atom.name() + "'";
    }

    private static String quoted(byte[] bytes) {
        for (byte b : bytes) {
            if ((b < ' ' || b == 127) && b != '\n') {
                return IntStream.range(0, bytes.length)
                        .mapToObj(i -> Integer.toString(bytes[i] & 0xFF))
                        .collect(Collectors.joining(","));
            }
        }
        return '"' + new String(bytes, java.nio.charset.StandardCharsets.UTF_8).replace("\n", "\\n") + '"';
    }
}
