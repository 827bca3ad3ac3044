// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.inspect;

import static io.tiebeam.term.inspect.Doc.concat;
import static io.tiebeam.term.inspect.Doc.text;

import io.tiebeam.term.Atom;
import io.tiebeam.term.BigInt;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Inspect.Options;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.NativeRecord;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Port;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermOrder;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@link io.tiebeam.term.Inspect} does: makes a {@link Doc} of a term, that is, decides on brackets, on the form
 * of
 * each value and on where lines may break.
 */
public final class TermDocs {
    private static final int STRING_LIMIT = 4096;
    private static final Atom STRUCT = Atom.of("__struct__");
    private static final Atom EXCEPTION = Atom.of("__exception__");
    private static final Atom RANGE = Atom.of("Elixir.Range");
    private static final Atom FIRST = Atom.of("first");
    private static final Atom LAST = Atom.of("last");
    private static final Atom STEP = Atom.of("step");

    private final Options options;

    private TermDocs(Options options) {
        this.options = options;
    }

    /** The text of {@code term}; any thread. */
    public static String print(Term term, Options options) {
        return Layout.print(new TermDocs(options).of(term, options.limit()), options.width());
    }

    private Doc of(Term term, int limit) {
        return switch (term) {
            case Atom atom -> text(AtomText.literal(atom));
            case Int i -> text(i.toString());
            case BigInt i -> text(i.toString());
            case FloatTerm f -> text(FloatText.of(f.value()));
            case Bits bits -> bits(bits, limit);
            case Tuple tuple -> container("{", tuple.elements(), "}", limit, Breaks.FLEX, this::of);
            case ListTerm list -> list(list, limit);
            case MapTerm map -> map(map, limit);
            case Pid pid ->
                text("#PID<" + number(pid.node(), pid.creation()) + "." + Integer.toUnsignedString(pid.id()) + "."
                        + Integer.toUnsignedString(pid.serial()) + ">");
            case Port port ->
                text("#Port<" + number(port.node(), port.creation()) + "." + Long.toUnsignedString(port.id()) + ">");
            case Ref ref -> text(reference(ref));
            case Fun fun ->
                text("#Function<" + fun.index() + "." + fun.oldUniq() + "/" + fun.arity() + " in "
                        + AtomText.literal(fun.module()) + ">");
            case ExportFun fun ->
                text("&" + AtomText.literal(fun.module()) + "." + AtomText.called(fun.function()) + "/" + fun.arity());
            case NativeRecord record -> new Doc.Later(() -> nativeRecord(record, limit));
        };
    }

    private int number(Atom node, int creation) {
        return options.nodes().numberOf(node, creation);
    }

    private String reference(Ref ref) {
        StringBuilder out = new StringBuilder("#Reference<").append(number(ref.node(), ref.creation()));
        for (int i = ref.size() - 1; i >= 0; i--) {
            out.append('.').append(Integer.toUnsignedString(ref.word(i)));
        }
        return out.append('>').toString();
    }

    private Doc bits(Bits bits, int limit) {
        if (bits.isBinary()) {
            int shown = options.limit() == Options.UNLIMITED ? bits.size() : STRING_LIMIT;
            var string = Utf8Prefix.of(bits, shown);
            if (string.isPresent() && StringText.isPrintable(string.get().text())) {
                String rest = string.get().isWhole() ? "" : " <> ...";
                return text('"' + StringText.escaped(string.get().text(), '"') + '"' + rest);
            }
        }
        List<Doc> parts = new ArrayList<>();
        int last = bits.size() - 1;
        for (int i = 0; i <= last; i++) {
            if (i == limit) {
                parts.add(text("..."));
                break;
            }
            int value = bits.byteAt(i) & 0xFF;
            if (i < last) {
                parts.add(text(value + ","));
                parts.add(Doc.FLEX_SPACE);
            } else if (bits.isBinary()) {
                parts.add(text(Integer.toString(value)));
            } else {
                parts.add(text((value >>> (8 - bits.lastBits())) + "::size(" + bits.lastBits() + ")"));
            }
        }
        return new Doc.Group(concat(text("<<"), new Doc.Nest(new Doc.Concat(parts), 2), text(">>")));
    }

    private Doc list(ListTerm list, int limit) {
        if (list.isProper() && !list.isEmpty()) {
            int shown = options.limit() == Options.UNLIMITED ? list.size() : Math.min(STRING_LIMIT, list.size());
            if (isCharlist(list, shown)) {
                StringBuilder chars = new StringBuilder(shown);
                list.elements().subList(0, shown).forEach(c -> chars.append((char) ((Int) c).value()));
                String rest = shown == list.size() ? "" : " ++ ...";
                return text("~c\"" + StringText.escaped(chars.toString(), '"') + '"' + rest);
            }
            if (isKeyword(list)) {
                List<Map.Entry<Term, Term>> entries = new ArrayList<>();
                list.forEach(pair -> entries.add(Map.entry(((Tuple) pair).get(0), ((Tuple) pair).get(1))));
                return container("[", entries, "]", limit, Breaks.STRICT, this::keyword);
            }
        }
        List<Term> elements = list.elements();
        if (list.isProper()) {
            return container("[", elements, "]", limit, Breaks.STRICT_UNLESS_SIMPLE, this::of);
        }
        return container("[", elements, list.tail(), "]", limit, Breaks.STRICT_UNLESS_SIMPLE, this::of);
    }

    private static boolean isCharlist(ListTerm list, int shown) {
        for (int i = 0; i < shown; i++) {
            if (!(list.get(i) instanceof Int(long c)) || !StringText.isCharlistPrintable(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isKeyword(ListTerm list) {
        for (Term element : list) {
            if (!(element instanceof Tuple t) || t.size() != 2 || !isKey(t.get(0))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isKey(Term key) {
        return key instanceof Atom atom && !AtomText.isModule(atom);
    }

    private Doc map(MapTerm map, int limit) {
        List<Map.Entry<Term, Term>> entries = new ArrayList<>(map.asMap().entrySet());
        entries.sort(Map.Entry.comparingByKey(TermOrder.KEYS));
        if (map.get(STRUCT).orElse(null) instanceof Atom module
                && isStructName(module)
                && entries.stream().allMatch(entry -> isKey(entry.getKey()))) {
            return struct(module, map, entries, limit);
        }
        boolean keywords = entries.stream().allMatch(entry -> isKey(entry.getKey()));
        return container("%{", entries, "}", limit, Breaks.STRICT, keywords ? this::keyword : this::association);
    }

    private static boolean isStructName(Atom module) {
        return !module.equals(Atom.NIL) && !module.equals(Atom.TRUE) && !module.equals(Atom.FALSE);
    }

    private Doc struct(Atom module, MapTerm map, List<Map.Entry<Term, Term>> entries, int limit) {
        if (module.equals(RANGE)
                && entries.size() == 4
                && map.get(FIRST).orElse(null) instanceof Int first
                && map.get(LAST).orElse(null) instanceof Int last
                && map.get(STEP).orElse(null) instanceof Int step) {
            boolean plain = step.value() == 1 && first.value() <= last.value();
            return text(first + ".." + last + (plain ? "" : "//" + step));
        }
        entries.removeIf(
                entry -> entry.getKey().equals(STRUCT) || entry.getKey().equals(EXCEPTION));
        return container("%" + AtomText.literal(module) + "{", entries, "}", limit, Breaks.STRICT, this::keyword);
    }

    private Doc keyword(Map.Entry<Term, Term> entry, int limit) {
        return concat(text(AtomText.key((Atom) entry.getKey()) + ": "), of(entry.getValue(), limit));
    }

    private Doc association(Map.Entry<Term, Term> entry, int limit) {
        return concat(of(entry.getKey(), limit), text(" => "), of(entry.getValue(), limit));
    }

    /** As Erlang writes it, since Elixir 1.20 has no form of its own; its values in Elixir's form. */
    private Doc nativeRecord(NativeRecord record, int limit) {
        List<Doc> parts = new ArrayList<>();
        parts.add(text("#" + record.module().name() + ":" + record.name().name() + "{"));
        for (int i = 0; i < record.fields().size(); i++) {
            parts.add(text((i == 0 ? "" : ",") + record.fields().get(i).name() + " = "));
            parts.add(of(record.values().get(i), limit));
        }
        parts.add(text("}"));
        return new Doc.Concat(parts);
    }

    /** Where the lines of a container break. */
    private enum Breaks {
        FLEX,
        STRICT,
        /** As many elements on a line as fit if each is plain text, else one on each line. */
        STRICT_UNLESS_SIMPLE
    }

    private interface Element<T> {
        Doc doc(T element, int limit);
    }

    private static <T> Doc container(
            String left, List<T> items, String right, int limit, Breaks breaks, Element<T> element) {
        return container(left, items, null, right, limit, breaks, element);
    }

    /** {@code tail} follows the last item after a bar, unless it is null. */
    private static <T> Doc container(
            String left, List<T> items, T tail, String right, int limit, Breaks breaks, Element<T> element) {
        return items.isEmpty()
                ? text(left + right)
                : new Doc.Later(() -> filled(left, items, tail, right, limit, breaks, element));
    }

    private static <T> Doc filled(
            String left, List<T> items, T tail, String right, int limit, Breaks breaks, Element<T> element) {
        List<Doc> docs = new ArrayList<>();
        int remaining = limit;
        boolean cut = false;
        for (T item : items) {
            if (remaining == 0) {
                docs.add(text("..."));
                cut = true;
                break;
            }
            remaining = decremented(remaining);
            docs.add(element.doc(item, remaining));
        }
        if (tail != null && !cut) {
            docs.add(element.doc(tail, remaining));
        }
        boolean flex = breaks == Breaks.FLEX
                || (breaks == Breaks.STRICT_UNLESS_SIMPLE && docs.stream().allMatch(Doc.Text.class::isInstance));
        List<Doc> parts = new ArrayList<>(docs.size() * 3);
        for (int i = 0; i < docs.size(); i++) {
            if (i > 0) {
                parts.add(text(tail != null && !cut && i == docs.size() - 1 ? " |" : ","));
                parts.add(flex ? Doc.FLEX_SPACE : Doc.STRICT_SPACE);
            }
            parts.add(docs.get(i));
        }
        Doc inner = new Doc.Concat(parts);
        return new Doc.Group(
                flex
                        ? concat(text(left), new Doc.Nest(inner, 1), text(right))
                        : concat(
                                text(left),
                                new Doc.Nest(concat(Doc.STRICT_EMPTY, inner), 2),
                                Doc.STRICT_EMPTY,
                                text(right)));
    }

    private static int decremented(int limit) {
        return limit == Options.UNLIMITED ? limit : limit - 1;
    }
}
