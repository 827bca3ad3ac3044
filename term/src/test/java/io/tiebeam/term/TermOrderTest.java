// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TermOrderTest {
    @ParameterizedTest
    @ValueSource(strings = {"1.14", "1.18"})
    void orders_terms_as_erlang_does(String elixir) {
        assertSorted(TermOrder.STANDARD, RecordedTerms.sorted(elixir, "order"));
    }

    @Test
    void orders_keys_of_maps_as_erlang_does() {
        // OTP 25: later releases order atoms within maps by a number of their own, and tell -0.0 from 0.0.
        List<Term> recorded = RecordedTerms.sorted("1.14", "keys");
        assertSorted(
                TermOrder.KEYS,
                recorded.stream()
                        .filter(term -> !term.equals(new FloatTerm(-0.0)))
                        .toList());
    }

    private static void assertSorted(TermOrder order, List<Term> recorded) {
        List<String> wrong = new ArrayList<>();
        for (int i = 1; i < recorded.size(); i++) {
            Term before = recorded.get(i - 1);
            Term after = recorded.get(i);
            if (order.compare(before, after) > 0 || order.compare(after, before) < 0) {
                wrong.add(before + "  before  " + after);
            }
        }
        assertThat(wrong).isEmpty();
        // Neighbours alone would not show an order that is not transitive.
        List<Term> shuffled = new ArrayList<>(recorded);
        Collections.shuffle(shuffled, new Random(7));
        shuffled.sort(order);
        for (int i = 0; i < recorded.size(); i++) {
            assertThat(order.compare(shuffled.get(i), recorded.get(i))).isZero();
        }
    }

    @Test
    void compares_integers_and_floats_without_rounding() {
        Term odd = Int.of((1L << 53) + 1);
        assertThat(TermOrder.STANDARD.compare(odd, new FloatTerm(1L << 53))).isPositive();
        assertThat(TermOrder.STANDARD.compare(new FloatTerm(1e300), Int.of(BigInteger.TEN.pow(300))))
                .isPositive();
        assertThat(TermOrder.STANDARD.compare(Int.of(1), new FloatTerm(1.0))).isZero();
        assertThat(TermOrder.KEYS.compare(Int.of(2), new FloatTerm(1.0))).isNegative();
    }

    @Test
    void takes_the_words_of_references_and_the_numbers_of_pids_as_unsigned() {
        Atom kate = Atom.of("kate@localhost");
        assertThat(TermOrder.STANDARD.compare(new Pid(kate, -1, 0, 1), new Pid(kate, 1, 0, 1)))
                .isPositive();
        assertThat(TermOrder.STANDARD.compare(Ref.of(kate, 1, 1, 2, -1), Ref.of(kate, 1, 9, 9, 1)))
                .isPositive();
    }
}
