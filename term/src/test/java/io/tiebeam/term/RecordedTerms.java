// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The lines that {@code interop/record/inspect.exs} wrote. */
final class RecordedTerms {
    private static final Map<Object, Object> GOLDEN = Golden.lines("terms-otp25").stream()
            .filter(line -> line.get("opts").equals("[]"))
            .collect(Collectors.toMap(line -> line.get("name"), line -> line.get("hex")));

    private RecordedTerms() {}

    /** One line for each term. */
    static List<Map<String, Object>> lines(String elixir) {
        var all = Golden.lines("inspect-elixir" + elixir);
        return all.subList(0, all.size() - 1);
    }

    static Term term(Map<String, Object> line) {
        Object hex = line.containsKey("hex") ? line.get("hex") : GOLDEN.get(line.get("golden"));
        return TermReader.decode(HexFormat.of().parseHex((String) hex));
    }

    /** The terms in the order {@code which}: {@code order} for that of {@code <}, {@code keys} for that of map keys. */
    static List<Term> sorted(String elixir, String which) {
        var lines = Golden.lines("inspect-elixir" + elixir);
        List<?> order = (List<?>) lines.getLast().get(which);
        Function<Object, Term> byNumber = number -> term(lines.get(((Long) number).intValue()));
        return order.stream().map(byNumber).toList();
    }
}
