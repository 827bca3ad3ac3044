// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import static io.tiebeam.eval.Forms.atom;
import static io.tiebeam.eval.Forms.kind;
import static io.tiebeam.eval.Forms.list;
import static io.tiebeam.eval.Forms.literal;
import static io.tiebeam.eval.Forms.node;
import static io.tiebeam.eval.Forms.unknown;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Reads the patterns among abstract forms; see {@link FormReader}, which reads the expressions in them. */
final class PatternReader {
    private final FormReader forms;
    private final Scope scope;
    private final Budget budget;

    PatternReader(FormReader forms, Scope scope, Budget budget) {
        this.forms = forms;
        this.scope = scope;
        this.budget = budget;
    }

    Pattern read(Term form) {
        budget.enter();
        try {
            Tuple f = node(form);
            return switch (kind(f)) {
                case "var/3" -> {
                    Atom name = atom(f.get(2));
                    yield name.name().equals("_") ? new Pattern.Any() : new Pattern.Bind(scope.slot(name));
                }
                case "atom/3", "integer/3", "float/3", "char/3", "string/3" -> new Pattern.Value(literal(f));
                case "nil/2" -> new Pattern.Value(ListTerm.EMPTY);
                case "tuple/3" -> {
                    List<Pattern> elements = new ArrayList<>();
                    for (Term element : list(f.get(2), "elements")) {
                        elements.add(read(element));
                    }
                    yield new Pattern.TupleOf(List.copyOf(elements));
                }
                case "cons/4" -> consPattern(f);
                case "map/3" -> {
                    List<Pattern.Entry> entries = new ArrayList<>();
                    for (Term entry : list(f.get(2), "fields")) {
                        Tuple e = node(entry);
                        // Elixir 1.14 writes the other form where a pattern stands inside the key of a map.
                        if (!kind(e).equals("map_field_exact/4") && !kind(e).equals("map_field_assoc/4")) {
                            throw unknown(e);
                        }
                        entries.add(new Pattern.Entry(forms.expr(e.get(2)), read(e.get(3))));
                    }
                    yield new Pattern.MapOf(List.copyOf(entries));
                }
                case "bin/3" -> new Pattern.Binary(forms.segments(f.get(2), true));
                case "match/4" -> new Pattern.Both(read(f.get(2)), read(f.get(3)));
                case "op/5" -> prefix(f);
                case "op/4" -> new Pattern.Value(Constants.of(forms.expr(form)));
                default -> throw unknown(f);
            };
        } finally {
            budget.leave();
        }
    }

    private Pattern consPattern(Tuple first) {
        List<Pattern> elements = new ArrayList<>();
        Tuple f = first;
        while (true) {
            elements.add(read(f.get(2)));
            Tuple tail = node(f.get(3));
            if (!kind(tail).equals("cons/4")) {
                return new Pattern.ListOf(List.copyOf(elements), read(f.get(3)));
            }
            budget.count();
            f = tail;
        }
    }

    /** {@code "abc" ++ Rest} in a pattern; every other operator there is of constants. */
    private Pattern prefix(Tuple f) {
        if (!atom(f.get(2)).name().equals("++")) {
            return new Pattern.Value(Constants.of(forms.expr(f)));
        }
        Term literal = Constants.of(forms.expr(f.get(3)));
        if (!(literal instanceof ListTerm start) || !start.isProper()) {
            throw new IllFormedException("a pattern begins with a list before ++, got " + literal);
        }
        List<Pattern> elements = new ArrayList<>();
        start.forEach(element -> elements.add(new Pattern.Value(element)));
        Pattern rest = read(f.get(4));
        return elements.isEmpty() ? rest : new Pattern.ListOf(List.copyOf(elements), rest);
    }

    /** The variables that {@code patterns} bind, by number. */
    static int[] binds(List<Pattern> patterns) {
        List<Integer> slots = new ArrayList<>();
        patterns.forEach(pattern -> collect(pattern, slots));
        return slots.stream().mapToInt(Integer::intValue).distinct().toArray();
    }

    private static void collect(Pattern pattern, List<Integer> slots) {
        switch (pattern) {
            case Pattern.Any _, Pattern.Value _ -> {}
            case Pattern.Bind(int slot) -> slots.add(slot);
            case Pattern.TupleOf(var elements) -> elements.forEach(element -> collect(element, slots));
            case Pattern.ListOf(var elements, var tail) -> {
                elements.forEach(element -> collect(element, slots));
                collect(tail, slots);
            }
            case Pattern.MapOf(var entries) -> entries.forEach(entry -> collect(entry.value(), slots));
            case Pattern.Binary(var segments) ->
                segments.forEach(segment -> segment.pattern().ifPresent(p -> collect(p, slots)));
            case Pattern.Both(var left, var right) -> {
                collect(left, slots);
                collect(right, slots);
            }
        }
    }
}
