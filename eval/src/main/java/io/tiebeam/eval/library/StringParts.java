// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Elixir's {@code String}: parts of texts, by characters as people see them. */
final class StringParts {
    private StringParts() {}

    static void enter(Library.Module m) {
        m.def("graphemes", 1, (_, a) -> strings(graphemes(Args.text(a[0]))))
                .def(
                        "codepoints",
                        1,
                        (_, a) -> strings(Args.text(a[0])
                                .codePoints()
                                .mapToObj(Character::toString)
                                .toList()))
                .def("first", 1, (_, a) -> at(a[0], 0))
                .def("last", 1, (_, a) -> at(a[0], -1))
                .def("at", 2, (_, a) -> at(a[0], Args.integer(a[1])))
                .def("next_grapheme", 1, (_, a) -> {
                    List<String> parts = graphemes(Args.text(a[0]));
                    return parts.isEmpty()
                            ? Atom.NIL
                            : Tuple.of(
                                    Bits.of(parts.getFirst()),
                                    Bits.of(String.join("", parts.subList(1, parts.size()))));
                })
                .def("slice", 2, (_, a) -> {
                    List<String> parts = graphemes(Args.text(a[0]));
                    MapTerm range = (MapTerm) a[1];
                    int[] bounds = EnumSelection.bounds(Items.first(range), Items.last(range), parts.size());
                    return Bits.of(String.join("", parts.subList(bounds[0], bounds[1])));
                })
                .def("slice", 3, (_, a) -> {
                    List<String> parts = graphemes(Args.text(a[0]));
                    int from = Args.integer(a[1]);
                    from = from < 0 ? Math.max(0, parts.size() + from) : from;
                    if (from >= parts.size()) {
                        return Bits.EMPTY;
                    }
                    int to = (int) Math.min(parts.size(), (long) from + Args.natural(a[2]));
                    return Bits.of(String.join("", parts.subList(from, to)));
                })
                .def("split_at", 2, (_, a) -> {
                    List<String> parts = graphemes(Args.text(a[0]));
                    int at = Args.integer(a[1]);
                    at = at < 0 ? Math.max(0, parts.size() + at) : Math.min(at, parts.size());
                    return Tuple.of(
                            Bits.of(String.join("", parts.subList(0, at))),
                            Bits.of(String.join("", parts.subList(at, parts.size()))));
                })
                .def(
                        "split",
                        1,
                        (_, a) -> strings(Arrays.stream(Args.text(a[0]).strip().split("\\s+"))
                                .filter(part -> !part.isEmpty())
                                .toList()))
                .def("split", 2, (_, a) -> split(a[0], a[1], ListTerm.EMPTY))
                .def("split", 3, (_, a) -> split(a[0], a[1], a[2]))
                .def(
                        "replace",
                        3,
                        (ev, a) -> Regexes.replace(ev, Args.text(a[0]), pattern(a[1]), a[2], true, isRegex(a[1])))
                .def(
                        "replace",
                        4,
                        (ev, a) -> Regexes.replace(
                                ev,
                                Args.text(a[0]),
                                pattern(a[1]),
                                a[2],
                                Args.truthy(Args.option(a[3], "global", Atom.TRUE)),
                                isRegex(a[1])))
                .def(
                        "replace_prefix",
                        3,
                        (_, a) -> Args.text(a[0]).startsWith(Args.text(a[1]))
                                ? Bits.of(Args.text(a[2])
                                        + Args.text(a[0])
                                                .substring(Args.text(a[1]).length()))
                                : a[0])
                .def("replace_leading", 3, (_, a) -> {
                    String rest = Args.text(a[0]);
                    StringBuilder start = new StringBuilder();
                    while (!Args.text(a[1]).isEmpty() && rest.startsWith(Args.text(a[1]))) {
                        start.append(Args.text(a[2]));
                        rest = rest.substring(Args.text(a[1]).length());
                    }
                    return Bits.of(start + rest);
                })
                .def(
                        "match?",
                        2,
                        (_, a) -> Atom.of(
                                Regexes.compile(a[1]).matcher(Args.text(a[0])).find()));
    }

    /** The characters as people see them. */
    static List<String> graphemes(String text) {
        List<String> parts = new ArrayList<>();
        BreakIterator breaks = BreakIterator.getCharacterInstance(Locale.ROOT);
        breaks.setText(text);
        for (int from = breaks.first(), to = breaks.next(); to != BreakIterator.DONE; from = to, to = breaks.next()) {
            parts.add(text.substring(from, to));
        }
        return parts;
    }

    private static Term at(Term text, int index) {
        List<String> parts = graphemes(Args.text(text));
        int at = index < 0 ? parts.size() + index : index;
        return at < 0 || at >= parts.size() ? Atom.NIL : Bits.of(parts.get(at));
    }

    static Term strings(List<String> texts) {
        return ListTerm.of(texts.stream().map(Bits::of).toList());
    }

    private static boolean isRegex(Term pattern) {
        return pattern instanceof MapTerm;
    }

    /** A text, several of which one matches, or a regular expression. */
    private static Pattern pattern(Term pattern) {
        return switch (pattern) {
            case MapTerm regex -> Regexes.compile(regex);
            case ListTerm several ->
                Pattern.compile(Args.list(several).stream()
                        .map(one -> Pattern.quote(Args.text(one)))
                        .collect(Collectors.joining("|")));
            case Term one -> Pattern.compile(Pattern.quote(Args.text(one)));
        };
    }

    private static Term split(Term text, Term by, Term options) {
        String in = Args.text(text);
        boolean trim = Args.truthy(Args.option(options, "trim", Atom.FALSE));
        Term limit = Args.option(options, "parts", Args.INFINITY);
        long most = limit instanceof Int(long n) ? n : Long.MAX_VALUE;
        List<String> parts = new ArrayList<>();
        if (by instanceof Bits bits && bits.size() == 0) { // every character, and nothing at both ends
            parts.add("");
            parts.addAll(graphemes(in));
            parts.add("");
            if (trim) {
                parts.removeIf(String::isEmpty);
            }
            return strings(parts);
        }
        Matcher matcher = pattern(by).matcher(in);
        int from = 0;
        while (parts.size() + 1 < most && matcher.find()) {
            if (matcher.end() == 0) {
                continue; // nothing at the start is no separator
            }
            String part = in.substring(from, matcher.start());
            from = matcher.end();
            if (!trim || !part.isEmpty()) {
                parts.add(part);
            }
        }
        if (!trim || from < in.length()) {
            parts.add(in.substring(from));
        }
        return strings(parts);
    }
}
