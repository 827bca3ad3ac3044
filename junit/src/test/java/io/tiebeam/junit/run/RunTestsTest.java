// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What is printed and what is returned, of tests in a JVM of their own. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RunTestsTest {
    private record Ended(int code, String text) {}

    private static Ended run(String... arguments) throws Exception {
        Path classes = Path.of(RunTestsTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RunTests.class.getName(),
                "--classes",
                classes.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), text);
    }

    @Test
    void without_a_name_distributed_tests_are_excluded_in_the_words_of_the_lesson() throws Exception {
        Ended ended = run("sample.Lesson", "--seed", "7", "--exclude", "slow");
        assertThat(ended.text)
                .startsWith("Running tests with seed: 7, env: test, node: none\n"
                        + "Excluding tags: [:slow, distributed: true]\n")
                .contains("     code:  assertThat(1).isEqualTo(2);\n     left:  1\n     right: 2\n")
                .contains("again: ./tiebeam test src/test/java/sample/Lesson.java:")
                .endsWith("\n2 tests, 1 failure, 1 excluded\n\n0 passed, 1 failed, 1 skipped\n");
        assertThat(ended.code).isEqualTo(2);
    }

    @Test
    void a_line_chooses_the_test_it_is_in() throws Exception {
        Ended ended = run("Lesson.java:15");
        assertThat(ended.text)
                .contains("All tests have been excluded.")
                .endsWith("\n1 test, 0 failures, 1 excluded\n\n0 passed, 0 failed, 1 skipped\n");
        assertThat(ended.code).isZero();
    }

    @Test
    void a_pattern_that_matches_nothing_is_said() throws Exception {
        Ended ended = run("Nobody");
        assertThat(ended.text).startsWith("** no test class matches \"Nobody\"\n   → the project has: ");
        assertThat(ended.code).isEqualTo(1);
    }
}
