// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Evaluator;
import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Elixir's {@code Regex}, with Java's own engine: the two agree on what shells are asked for every day, not on all of
 * PCRE. What was compiled elsewhere is compiled anew from its source.
 */
final class Regexes {
    private static final Atom SOURCE = Atom.of("source");
    private static final Atom OPTS = Atom.of("opts");

    private Regexes() {}

    static void enter(Library library) {
        library.module("re").def("import", 1, (_, a) -> a[0]);
        library.module("Elixir.Regex")
                .def(
                        "match?",
                        2,
                        (_, a) -> Atom.of(compile(a[0]).matcher(Args.text(a[1])).find()))
                .def("run", 2, (_, a) -> {
                    Matcher matcher = compile(a[0]).matcher(Args.text(a[1]));
                    return matcher.find() ? groups(matcher) : Atom.NIL;
                })
                .def("scan", 2, (_, a) -> {
                    List<Term> all = new ArrayList<>();
                    Matcher matcher = compile(a[0]).matcher(Args.text(a[1]));
                    while (matcher.find()) {
                        all.add(groups(matcher));
                    }
                    return ListTerm.of(all);
                })
                .def("named_captures", 2, (_, a) -> {
                    Matcher matcher = compile(a[0]).matcher(Args.text(a[1]));
                    if (!matcher.find()) {
                        return Atom.NIL;
                    }
                    java.util.Map<Term, Term> named = new java.util.LinkedHashMap<>();
                    matcher.namedGroups().keySet().forEach(name -> {
                        String text = matcher.group(name);
                        named.put(Bits.of(name), Bits.of(text == null ? "" : text));
                    });
                    return MapTerm.of(named);
                })
                .def("replace", 3, (ev, a) -> replace(ev, Args.text(a[1]), compile(a[0]), a[2], true, true))
                .def("split", 2, (ev, a) -> ev.call(Atom.of("Elixir.String"), Atom.of("split"), a[1], a[0]))
                .def("source", 1, (_, a) -> MapModule.fetch(a[0], SOURCE))
                .def("compile!", 1, (_, a) -> regex(a[0], Bits.EMPTY))
                .def("compile!", 2, (_, a) -> regex(a[0], a[1]))
                .def("compile", 1, (_, a) -> {
                    try {
                        return Tuple.of(Atom.OK, regex(a[0], Bits.EMPTY));
                    } catch (Raised bad) {
                        return Tuple.of(Atom.ERROR, bad.reason());
                    }
                })
                .def(
                        "escape",
                        1,
                        (_, a) -> Bits.of(Args.text(a[0]).replaceAll("[.^$*+?()\\[{\\\\|\\s#-]|\\]|\\}", "\\\\$0")));
    }

    private static Term regex(Term source, Term options) {
        Term regex = MapTerm.of(
                Items.STRUCT, Atom.of("Elixir.Regex"), SOURCE, source, OPTS, options, Atom.of("re_pattern"), Atom.NIL);
        compile(regex);
        return regex;
    }

    /** Options are letters in 1.14, atoms from 1.15 on. */
    static Pattern compile(Term regex) {
        if (!Items.struct(regex).filter(Atom.of("Elixir.Regex")::equals).isPresent()) {
            throw Raised.byFunction("function_clause");
        }
        int flags = 0;
        Term options = ((MapTerm) regex).get(OPTS).orElse(ListTerm.EMPTY);
        if (options instanceof Bits letters) {
            String text = letters.text().orElse("");
            flags |= text.contains("i") ? Pattern.CASE_INSENSITIVE : 0;
            flags |= text.contains("m") ? Pattern.MULTILINE : 0;
            flags |= text.contains("s") ? Pattern.DOTALL : 0;
            flags |= text.contains("x") ? Pattern.COMMENTS : 0;
            flags |= text.contains("u") ? Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS : 0;
        } else {
            List<Term> words = Args.list(options);
            flags |= words.contains(Atom.of("caseless")) ? Pattern.CASE_INSENSITIVE : 0;
            flags |= words.contains(Atom.of("multiline")) ? Pattern.MULTILINE : 0;
            flags |= words.contains(Atom.of("dotall")) ? Pattern.DOTALL : 0;
            flags |= words.contains(Atom.of("extended")) ? Pattern.COMMENTS : 0;
            flags |= words.contains(Atom.of("ucp")) ? Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS : 0;
        }
        String source = Args.text(((MapTerm) regex).get(SOURCE).orElseThrow(Raised::badarg));
        try {
            return Pattern.compile(source, flags);
        } catch (PatternSyntaxException e) {
            throw Raised.error(Exceptions.message("Elixir.Regex.CompileError", e.getDescription()));
        }
    }

    /** Groups that took no part are empty; those at the end are left out. */
    private static Term groups(Matcher matcher) {
        List<Term> groups = new ArrayList<>();
        int last = matcher.groupCount();
        while (last > 0 && matcher.group(last) == null) {
            last--;
        }
        for (int i = 0; i <= last; i++) {
            groups.add(Bits.of(matcher.group(i) == null ? "" : matcher.group(i)));
        }
        return ListTerm.of(groups);
    }

    /** @param references whether {@code \\1} in a text stands for a group */
    static Term replace(Evaluator ev, String text, Pattern pattern, Term replacement, boolean all, boolean references) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder result = new StringBuilder();
        int from = 0;
        while (matcher.find()) {
            result.append(text, from, matcher.start());
            result.append(
                    TypeTests.isFunction(replacement)
                            ? Texts.string(called(ev, replacement, matcher))
                            : references ? expanded(Args.text(replacement), matcher) : Args.text(replacement));
            from = matcher.end();
            if (!all) {
                break;
            }
        }
        return Bits.of(result.append(text.substring(from)).toString());
    }

    private static Term called(Evaluator ev, Term function, Matcher matcher) {
        Term[] groups = new Term[Math.max(1, TypeTests.arity(function))];
        for (int i = 0; i < groups.length; i++) {
            String group = i <= matcher.groupCount() ? matcher.group(i) : null;
            groups[i] = Bits.of(group == null ? "" : group);
        }
        return ev.apply(function, groups);
    }

    private static String expanded(String replacement, Matcher matcher) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < replacement.length(); i++) {
            char c = replacement.charAt(i);
            if (c != '\\' || i + 1 == replacement.length()) {
                text.append(c);
                continue;
            }
            char next = replacement.charAt(++i);
            if (Character.isDigit(next)) {
                int group = next - '0';
                String value = group <= matcher.groupCount() ? matcher.group(group) : null;
                text.append(value == null ? "" : value);
            } else {
                text.append(next == '\\' ? "\\" : "\\" + next);
            }
        }
        return text.toString();
    }
}
