// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Which values go to another process as they are, and which as a copy. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SharedValuesTest {
    enum Colour {
        RED
    }

    sealed interface Shape {
        record Dot() implements Shape {}

        record Line(int from, int to, Colour colour) implements Shape {}

        record Group(List<Shape> parts, Optional<String> name) implements Shape {}
    }

    record Anything(Object value) {}

    record Waits(Duration limit) {}

    record Scores(Map<String, Long> of) {}

    record Reading(double value) {}

    @AsMap
    record Person(String name) {}

    private static void isShared(Object value) {
        assertThat(TermMapper.shared(value)).isSameAs(value);
    }

    private static void isCopied(Object value) {
        assertThat(TermMapper.shared(value)).isInstanceOf(Term.class).isEqualTo(TermMapper.toTerm(value));
    }

    @Test
    void what_cannot_change_is_shared() {
        Stream.of("text", 5, 5L, 2.5, true, Atom.OK, Colour.RED, Name.of("kate"), List.of(1, "two"), Optional.of(3))
                .forEach(SharedValuesTest::isShared);
        isShared(new Shape.Dot());
        isShared(new Shape.Line(1, 2, Colour.RED));
        isShared(new Shape.Group(List.of(new Shape.Dot(), new Shape.Line(1, 2, Colour.RED)), Optional.of("all")));
        isShared(new Shape.Group(Stream.<Shape>of(new Shape.Dot()).toList(), Optional.empty()));
        isShared(new Anything(List.of(new Shape.Dot())));
        isShared(new Person("Kate"));
    }

    @Test
    void what_may_change_is_copied() {
        isCopied(new ArrayList<>(List.of(1)));
        isCopied(Collections.unmodifiableList(new ArrayList<>(List.of(1)))); // somebody may hold the list below it
        isCopied(new Shape.Group(new ArrayList<>(List.of(new Shape.Dot())), Optional.empty()));
        isCopied(new Shape.Group(List.of(new Shape.Group(new ArrayList<>(), Optional.empty())), Optional.empty()));
        isCopied(new Anything(new byte[] {1}));
        isCopied(new Scores(Map.of("kate", 1L)));
        isCopied(new Waits(Duration.ofSeconds(1)));
    }

    @Test
    void what_has_no_term_is_refused_wherever_it_would_go() {
        Stream.of(
                        new Shape.Line(1, 2, null),
                        new Anything(null),
                        new Anything(new Thread()),
                        new Anything(List.of(new Object())),
                        new Shape.Group(Stream.<Shape>of((Shape) null).toList(), Optional.empty()),
                        new Reading(Double.NaN),
                        new Person("half \ud83d"),
                        new Person(null))
                .forEach(value -> assertThatThrownBy(() -> TermMapper.shared(value))
                        .as("%s", value.getClass())
                        .isInstanceOf(TermException.class)
                        .hasMessageContaining("cannot be sent"));
        assertThatThrownBy(() -> TermMapper.shared(null)).isInstanceOf(TermException.class);
    }

    @Test
    void what_is_nested_without_end_is_refused() {
        Shape deep = new Shape.Dot();
        for (int i = 0; i < 200_000; i++) {
            deep = new Shape.Group(List.of(deep), Optional.empty());
        }
        Shape all = deep;
        assertThatThrownBy(() -> TermMapper.shared(all))
                .isInstanceOf(TermException.class)
                .hasMessageContaining("nested too deeply");
    }
}
