// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.Stage;
import io.tiebeam.testing.Page;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What docs/testing.md shows stands in tests that are run, and what it says to type is there. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TestingPageTest {
    private static final Page PAGE = Page.open("docs/testing.md");

    private static String plain(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    private static List<String> all(String pattern) {
        return Pattern.compile(pattern)
                .matcher(PAGE.text())
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void its_snippets_stand_in_the_tests_it_points_to() {
        List<String> sources = all("]\\(([^()\\s]+\\.java)\\)").stream()
                .map(link -> plain(Page.read(PAGE.file().resolveSibling(link))))
                .toList();
        List<String> snippets =
                PAGE.blocks("java").stream().map(TestingPageTest::plain).toList();
        assertThat(snippets).hasSizeGreaterThan(3);
        assertThat(snippets).allSatisfy(snippet -> assertThat(sources).anyMatch(source -> source.contains(snippet)));
    }

    @Test
    void its_options_are_those_of_the_command() throws Exception {
        try (Stage stage = new Stage()) {
            String help = String.join("\n", Tool.tiebeam(stage, "help", "test"));
            assertThat(all("(?m)^\\./tiebeam test .*?(--[a-z-]+)"))
                    .hasSizeGreaterThan(3)
                    .allSatisfy(option -> assertThat(help).contains(option));
        }
    }

    @Test
    void the_file_it_names_for_settings_of_tests_is_the_one_that_is_read() {
        String file = all("(?s)named in `src/test/resources/(\\S+)`").getFirst();
        assertThat(Page.top().resolve("examples/chat/src/test/resources").resolve(file))
                .matches(Files::isRegularFile);
    }
}
