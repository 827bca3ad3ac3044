// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.testing.Examples;
import io.tiebeam.testing.Examples.Example;
import io.tiebeam.testing.Page;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The Java that {@code docs/elixir-to-java.md} shows is Java. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ElixirToJavaTest {
    private static final Page PAGE = Page.open("docs/elixir-to-java.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void the_right_column_compiles() {
        List<Example> examples = PAGE.rows().stream()
                .flatMap(row -> CODE.matcher(row.getLast())
                        .results()
                        .map(code -> new Example(row.getFirst(), "", code.group(1))))
                .toList();
        assertThat(examples).hasSizeGreaterThan(150);
        assertThat(Examples.errors(examples)).isEmpty();
    }

    @Test
    void the_imports_are_those_it_was_compiled_with() {
        assertThat(PAGE.blocks("java").getFirst().lines()).isSubsetOf(Examples.imports());
    }

    @Test
    void each_row_has_two_columns_and_says_something() {
        assertThat(PAGE.rows()).allSatisfy(row -> {
            assertThat(row).hasSize(2);
            assertThat(row.getFirst()).isNotEmpty();
            assertThat(row.getLast()).matches("(?s).*`.*|— .+");
        });
    }
}
