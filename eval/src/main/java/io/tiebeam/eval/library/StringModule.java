// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;

/** Elixir's {@code String}: whole texts. */
final class StringModule {
    private StringModule() {}

    static void enter(Library.Module m) {
        m.def("upcase", 1, (_, a) -> Bits.of(Args.text(a[0]).toUpperCase(Locale.ROOT)))
                .def("upcase", 2, (_, a) -> Bits.of(Args.text(a[0]).toUpperCase(Locale.ROOT)))
                .def("downcase", 1, (_, a) -> Bits.of(Args.text(a[0]).toLowerCase(Locale.ROOT)))
                .def("downcase", 2, (_, a) -> Bits.of(Args.text(a[0]).toLowerCase(Locale.ROOT)))
                .def("capitalize", 1, (_, a) -> {
                    List<String> letters = StringParts.graphemes(Args.text(a[0]));
                    return letters.isEmpty()
                            ? a[0]
                            : Bits.of(letters.getFirst().toUpperCase(Locale.ROOT)
                                    + String.join("", letters.subList(1, letters.size()))
                                            .toLowerCase(Locale.ROOT));
                })
                .def(
                        "length",
                        1,
                        (_, a) -> Int.of(StringParts.graphemes(Args.text(a[0])).size()))
                .def(
                        "reverse",
                        1,
                        (_, a) -> Bits.of(String.join(
                                "", StringParts.graphemes(Args.text(a[0])).reversed())))
                .def("trim", 1, (_, a) -> Bits.of(Args.text(a[0]).strip()))
                .def(
                        "trim",
                        2,
                        (_, a) -> Bits.of(trimEnd(trimStart(Args.text(a[0]), Args.text(a[1])), Args.text(a[1]))))
                .def("trim_leading", 1, (_, a) -> Bits.of(Args.text(a[0]).stripLeading()))
                .def("trim_leading", 2, (_, a) -> Bits.of(trimStart(Args.text(a[0]), Args.text(a[1]))))
                .def("trim_trailing", 1, (_, a) -> Bits.of(Args.text(a[0]).stripTrailing()))
                .def("trim_trailing", 2, (_, a) -> Bits.of(trimEnd(Args.text(a[0]), Args.text(a[1]))))
                .def("duplicate", 2, (_, a) -> Texts.repeated((Bits) a[0], Args.natural(a[1])))
                .def("contains?", 2, (_, a) -> Atom.of(any(a[0], a[1], String::contains)))
                .def("starts_with?", 2, (_, a) -> Atom.of(any(a[0], a[1], String::startsWith)))
                .def("ends_with?", 2, (_, a) -> Atom.of(any(a[0], a[1], String::endsWith)))
                .def("equivalent?", 2, (_, a) -> Atom.of(a[0].equals(a[1])))
                .def(
                        "valid?",
                        1,
                        (_, a) ->
                                Atom.of(a[0] instanceof Bits bits && bits.text().isPresent()))
                .def("printable?", 1, (_, a) -> Atom.of(a[0].toString().startsWith("\"")))
                .def("pad_leading", 2, (_, a) -> Bits.of(padding(a, " ") + Args.text(a[0])))
                .def("pad_leading", 3, (_, a) -> Bits.of(padding(a, Args.text(a[2])) + Args.text(a[0])))
                .def("pad_trailing", 2, (_, a) -> Bits.of(Args.text(a[0]) + padding(a, " ")))
                .def("pad_trailing", 3, (_, a) -> Bits.of(Args.text(a[0]) + padding(a, Args.text(a[2]))))
                .def("to_integer", 1, (_, a) -> Conversions.parseInteger(Args.text(a[0]), 10))
                .def("to_integer", 2, (_, a) -> Conversions.parseInteger(Args.text(a[0]), Args.integer(a[1])))
                .def("to_float", 1, (_, a) -> Conversions.parseFloat(Args.text(a[0])))
                .def("to_atom", 1, (_, a) -> Conversions.atom(Args.text(a[0])))
                .def("to_existing_atom", 1, (_, a) -> Conversions.atom(Args.text(a[0])))
                .def("to_charlist", 1, (_, a) -> ListTerm.charlist(Args.text(a[0])));
    }

    private static boolean any(Term text, Term patterns, BiPredicate<String, String> test) {
        String in = Args.text(text);
        return patterns instanceof ListTerm list
                ? Args.list(list).stream().anyMatch(one -> test.test(in, Args.text(one)))
                : test.test(in, Args.text(patterns));
    }

    private static String trimStart(String text, String what) {
        String rest = text;
        while (!what.isEmpty() && rest.startsWith(what)) {
            rest = rest.substring(what.length());
        }
        return rest;
    }

    private static String trimEnd(String text, String what) {
        String rest = text;
        while (!what.isEmpty() && rest.endsWith(what)) {
            rest = rest.substring(0, rest.length() - what.length());
        }
        return rest;
    }

    private static String padding(Term[] a, String with) {
        int missing =
                Containers.size(a[1]) - StringParts.graphemes(Args.text(a[0])).size();
        if (with.isEmpty()) {
            throw Raised.byFunction("function_clause");
        }
        return missing <= 0
                ? ""
                : String.join("", StringParts.graphemes(with.repeat(missing)).subList(0, missing));
    }
}
