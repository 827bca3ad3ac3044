// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.term.Inspect.NodeNumbers;
import io.tiebeam.term.Inspect.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real Elixir printed, recorded by {@code interop/record/inspect.exs}. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class InspectVectorsTest {
    private static final int ALL = Options.UNLIMITED;

    /** Elixir 1.14 writes charlists in single quotes, escapes no invisible characters and does not sort large maps. */
    private static boolean isWrittenAlikeIn(String elixir, Map<String, Object> line) {
        if (elixir.equals("1.18")) {
            return true;
        }
        String shown = line.toString();
        return line.get("big").equals(false)
                && !shown.contains("'")
                && shown.chars().noneMatch(c -> c == 0xA0 || (c >= 0x2000 && c < 0x2070));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.14", "1.18"})
    void prints_every_term_as_elixir_does(String elixir) {
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (var line : RecordedTerms.lines(elixir)) {
            if (!isWrittenAlikeIn(elixir, line)) {
                continue;
            }
            Term term = RecordedTerms.term(line);
            NodeNumbers nodes = (node, _) -> ((Number) ((Map<?, ?>) line.get("nodes")).get(node.name())).intValue();
            compared += compare(line, "one", term, new Options(ALL, ALL, nodes), differences);
            compared += compare(line, "shell", term, new Options(50, 80, nodes), differences);
            compared += compare(line, "narrow", term, new Options(ALL, 20, nodes), differences);
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(1000);
    }

    private static int compare(
            Map<String, Object> line, String form, Term term, Options options, List<String> differences) {
        if (!line.containsKey(form)) {
            return 0;
        }
        // A fun of a module that is loaded there is shown with the function around it, which only the code knows.
        String expected = line.get(form).toString().replaceAll("in :erl_eval\\.[^>]*>", "in :erl_eval>");
        String actual = Inspect.inspect(term, options);
        if (!actual.equals(expected)) {
            differences.add(form + "\nexpected: " + expected + "\nactual:   " + actual + "\n");
        }
        return 1;
    }
}
