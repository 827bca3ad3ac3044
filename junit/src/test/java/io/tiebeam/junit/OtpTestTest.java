// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Processes;
import io.tiebeam.term.Pid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OtpTestTest {
    @Test
    void a_test_and_the_methods_around_it_are_one_process() {
        assertThat(Runs.outcomes(Runs.of("sample.Bodies$InOneProcess")))
                .hasSize(3)
                .allSatisfy((_, outcome) -> assertThat(outcome).isEqualTo("ok"));
    }

    @Test
    void a_single_method_may_be_one() {
        assertThat(Runs.outcomes(Runs.of("sample.Bodies$OneOfThem")))
                .containsEntry("a_method()", "ok")
                .hasEntrySatisfying(
                        "not_this_one()", outcome -> assertThat(outcome).contains("outside a process"));
    }

    @Test
    void one_that_dies_of_a_link_says_of_what() {
        Map<String, String> outcomes = Runs.outcomes(Runs.of("sample.Bodies$Dying"));
        assertThat(outcomes.get("of_a_link()")).matches("\\(EXIT from #PID<0\\.\\d+\\.0>\\) :boom");
        assertThat(outcomes.get("of_its_own_exit()")).isEqualTo(":enough");
        assertThat(outcomes.get("of_time()")).contains("timed out after 200 milliseconds");
    }

    @Test
    void what_a_test_and_its_children_print_is_captured() {
        assertThat(Runs.outcomes(Runs.of("sample.Bodies$Printing")))
                .containsOnly(Map.entry("is_heard(CapturedIO)", "ok"));
    }

    @Test
    void a_fresh_node_knows_nothing_of_the_test_before() {
        assertThat(Runs.outcomes(Runs.of("sample.Bodies$Fresh")))
                .hasSize(2)
                .allSatisfy((_, outcome) -> assertThat(outcome).isEqualTo("ok"));
    }

    @Test
    void the_same_seed_gives_the_same_numbers_and_a_failure_tells_it() {
        String random = "sample.Bodies$Random";
        for (String seed : List.of("1", "1", "2")) {
            Runs.of(random, Map.of(Seed.PARAMETER, seed));
        }
        List<Integer> numbers = numbers();
        assertThat(numbers).hasSize(3);
        assertThat(numbers.get(1)).isEqualTo(numbers.get(0)).isNotEqualTo(numbers.get(2));
        EngineExecutionResults failed = Runs.of(random, Map.of(Seed.PARAMETER, "99"));
        Throwable why = failed.testEvents().failed().stream()
                .findFirst()
                .orElseThrow()
                .getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
        assertThat(why.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("seed: 99\n→ the same again: -Djunit.jupiter.execution.order.random.seed=99");
    }

    @SuppressWarnings("unchecked")
    private static List<Integer> numbers() {
        try {
            var field = Class.forName("sample.Bodies$Random").getDeclaredField("NUMBERS");
            field.setAccessible(true);
            return (List<Integer>) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void no_process_is_left_when_all_is_over() {
        List<Pid> before = Processes.list();
        Runs.of("sample.Bodies$InOneProcess");
        Runs.of("sample.Bodies$Printing");
        assertThat(before).containsAll(Processes.list());
    }
}
