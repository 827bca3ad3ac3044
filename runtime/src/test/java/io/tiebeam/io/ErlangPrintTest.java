// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ErlangPrintTest {
    /** The numbers that kate@localhost happened to have on the nodes that were recorded. */
    private static final Map<String, Integer> KATE = Map.of("25", 8913, "27", 9976, "29", 10515);

    @Test
    void prints_terms_of_every_kind_as_three_releases_do() throws IOException {
        List<String> differences = new ArrayList<>();
        int count = 0;
        try (var packed = getClass().getResourceAsStream("/io_lib/terms.jsonl.gz");
                var lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8))) {
            for (String line : lines.lines().toList()) {
                String expected = Recording.field(line, "p").orElseThrow();
                String printed = print(line);
                count++;
                if (!printed.equals(expected)) {
                    differences.add(Recording.field(line, "name").orElseThrow() + ": expected " + expected + ", got "
                            + printed);
                }
            }
        }
        assertThat(count).isGreaterThan(200);
        assertThat(differences).isEmpty();
    }

    private static String print(String line) {
        Term term = TermReader.decode(
                HexFormat.of().parseHex(Recording.field(line, "hex").orElseThrow()));
        int kate = KATE.get(Recording.field(line, "otp").orElseThrow());
        NodeNumbers numbers = node -> node.name().equals("kate@localhost") ? kate : 0;
        var environment = new PrintEnvironment(numbers, false);
        return ErlangPrint.print(term, new PrintOptions(-1, true, true, MapOrder.AS_IT_COMES, environment));
    }

    @Test
    void numbers_other_nodes_in_the_order_they_are_met() {
        NodeNumbers numbers = NodeNumbers.counting(node -> node.name().equals("alex@localhost"));
        assertThat(numbers.of(Atom.of("kate@localhost"))).isEqualTo(1);
        assertThat(numbers.of(Atom.of("alex@localhost"))).isZero();
        assertThat(numbers.of(Atom.of("moebi@localhost"))).isEqualTo(2);
        assertThat(numbers.of(Atom.of("kate@localhost"))).isEqualTo(1);
    }
}
