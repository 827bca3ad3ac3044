// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.io.Doc.End;
import io.tiebeam.io.Doc.Sequence;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes the texts of a term's parts and cuts them at the wanted depth, so that {@link Layout} only has to place them.
 */
final class Measure {
    private final PrintOptions options;
    private final Printable printable;
    private final Atomic atomic;
    private int nesting;

    Measure(PrintOptions options) {
        this.options = options;
        this.printable = options.printable();
        this.atomic = new Atomic(options.environment().numbers());
    }

    /** The term, {@code depth} levels of it; never called with 0. */
    Doc measure(Term term, int depth) {
        return switch (term) {
            case Int(long value) -> text(Long.toString(value));
            case BigInt big -> text(big.value().toString());
            case FloatTerm(double value) -> text(FloatText.shortest(value));
            case Atom atom -> text(Quoting.atom(atom, options.unicode()));
            case Pid pid -> text(atomic.pid(pid));
            case Port port -> text(atomic.port(port));
            case Ref ref -> text(atomic.ref(ref));
            case Fun fun -> text(Atomic.fun(fun));
            case ExportFun fun -> text(Atomic.fun(fun));
            case Bits bits -> bits(bits, depth);
            case ListTerm _, Tuple _, MapTerm _, NativeRecord _ -> nested(term, depth);
        };
    }

    private Doc nested(Term term, int depth) {
        if (nesting == PrintOptions.MAX_NESTING) {
            return text("...");
        }
        nesting++;
        Doc doc = switch (term) {
            case ListTerm list -> list(list, depth);
            case Tuple tuple -> tuple(tuple, depth);
            case MapTerm map -> map(map, depth);
            case NativeRecord record -> record(record, depth);
            case Term other -> measure(other, depth);
        };
        nesting--;
        return doc;
    }

    private static Doc text(String text) {
        return Doc.Text.of(text);
    }

    private Doc bits(Bits bits, int depth) {
        if (bits.size() == 0) {
            return text("<<>>");
        }
        if (depth == 1) {
            return text("<<...>>");
        }
        return options.strings() && bits.isBinary()
                ? printable.text(bits, depth - 1).map(Measure::shown).orElseGet(() -> bytes(bits, depth))
                : bytes(bits, depth);
    }

    private static Doc shown(Printable.Shown shown) {
        return text("<<" + Quoting.string(shown.text(), true) + (shown.utf8() ? "/utf8" : "")
                + (shown.cut() ? "..." : "") + ">>");
    }

    private static Doc bytes(Bits bits, int depth) {
        List<String> parts = ByteTexts.of(bits, depth);
        int width =
                4 + parts.size() - 1 + parts.stream().mapToInt(String::length).sum();
        return new Doc.Bytes(parts, width);
    }

    private Doc list(ListTerm list, int depth) {
        if (list.isEmpty()) {
            return text("[]");
        }
        if (options.strings() && depth != 1) {
            var string = printable.text(list);
            if (string.isPresent()) {
                return text(Quoting.string(string.get(), options.unicode()));
            }
        }
        Sequence sequence = sequence(list.elements(), depth, list.isProper() ? null : list.tail());
        return new Doc.Listed(sequence, 2 + sequence.width());
    }

    private Doc tuple(Tuple tuple, int depth) {
        if (tuple.size() == 0) {
            return text("{}");
        }
        if (depth == 1) {
            return text("{...}");
        }
        Sequence sequence = sequence(tuple.elements(), depth, null);
        boolean tagged = tuple.size() > 1 && tuple.get(0) instanceof Atom;
        return new Doc.Tupled(tagged, sequence, 2 + sequence.width());
    }

    /** Each element is shown one level less deep than the one before, as {@code io_lib_pretty} does. */
    private Sequence sequence(List<Term> elements, int depth, Term tail) {
        List<Doc> docs = new ArrayList<>(elements.size());
        int left = depth;
        for (Term element : elements) {
            if (left == 1) {
                return new Sequence(docs, End.CUT);
            }
            docs.add(measure(element, left - 1));
            left--;
        }
        if (tail == null) {
            return new Sequence(docs, End.COMPLETE);
        }
        return new Sequence(docs, left == 1 ? End.CUT : new End.Tail(measure(tail, left - 1)));
    }

    private Doc map(MapTerm map, int depth) {
        if (map.size() == 0) {
            return text("#{}");
        }
        if (depth == 1) {
            return text("#{...}");
        }
        List<Supplier<Doc>> pairs = new ArrayList<>(map.size());
        for (MapOrder.Entry entry : options.order().entries(map)) {
            pairs.add(() -> pair(measure(entry.key(), depth - 1), measure(entry.value(), depth - 1)));
        }
        Sequence sequence = upTo(depth, pairs);
        return new Doc.Mapped(sequence, 3 + sequence.width());
    }

    private static Doc pair(Doc key, Doc value) {
        return new Doc.Pair(key, value, key.width() + 4 + value.width());
    }

    private Doc record(NativeRecord record, int depth) {
        String name = NativeRecordText.name(record, options.unicode());
        if (depth == 1) {
            return text(name + "{...}");
        }
        List<Supplier<Doc>> fields = new ArrayList<>(record.fields().size());
        for (int i = 0; i < record.fields().size(); i++) {
            String field = Quoting.atom(record.fields().get(i), options.unicode());
            Term value = record.values().get(i);
            int left = depth - 1 - i;
            fields.add(() -> field(field, measure(value, left - 1)));
        }
        Sequence sequence = upTo(depth - 1, fields);
        int width = TextWidth.of(name);
        return new Doc.Recorded(name, width, sequence, width + 2 + sequence.width());
    }

    private static Doc field(String name, Doc value) {
        int width = TextWidth.of(name) + 3;
        return new Doc.Field(name, width, value, width + value.width());
    }

    private static Sequence upTo(int depth, List<Supplier<Doc>> parts) {
        List<Doc> docs = new ArrayList<>(parts.size());
        int left = depth;
        for (Supplier<Doc> part : parts) {
            if (left == 1) {
                return new Sequence(docs, End.CUT);
            }
            docs.add(part.get());
            left--;
        }
        return new Sequence(docs, End.COMPLETE);
    }
}
