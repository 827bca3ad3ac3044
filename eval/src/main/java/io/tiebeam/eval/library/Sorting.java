// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Evaluator;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/** A stable sort by merging. Java's own may throw when a function that was typed somewhere contradicts itself. */
final class Sorting {
    private Sorting() {}

    /** @param ordered whether its first argument may stand before the second, which it does if both say so */
    static List<Term> sort(List<Term> items, BiPredicate<Term, Term> ordered) {
        if (items.size() < 2) {
            return items;
        }
        int half = items.size() / 2;
        List<Term> left = sort(items.subList(0, half), ordered);
        List<Term> right = sort(items.subList(half, items.size()), ordered);
        List<Term> merged = new ArrayList<>(items.size());
        int i = 0;
        int j = 0;
        while (i < left.size() && j < right.size()) {
            merged.add(ordered.test(left.get(i), right.get(j)) ? left.get(i++) : right.get(j++));
        }
        merged.addAll(left.subList(i, left.size()));
        merged.addAll(right.subList(j, right.size()));
        return merged;
    }

    static List<Term> sort(List<Term> items) {
        return sort(items, (a, b) -> Operators.compare(a, b) <= 0);
    }

    /** What Elixir sorts by: {@code :asc}, {@code :desc}, a module with {@code compare/2}, or a function. */
    static BiPredicate<Term, Term> order(Evaluator ev, Term by) {
        return switch (by) {
            case Atom name ->
                switch (name.name()) {
                    case "asc" -> (a, b) -> Operators.compare(a, b) <= 0;
                    case "desc" -> (a, b) -> Operators.compare(a, b) >= 0;
                    default ->
                        (a, b) -> !ev.call(name, Atom.of("compare"), a, b).equals(Atom.of("gt"));
                };
            case Term function -> (a, b) -> Args.truthy(ev.apply(function, a, b));
        };
    }
}
