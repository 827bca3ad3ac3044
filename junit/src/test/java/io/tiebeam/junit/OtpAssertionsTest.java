// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.NotAProcessException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The texts are those of ExUnit 1.14 for the same tests in Elixir, but for patterns, which are classes here. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OtpAssertionsTest {
    private static Map<String, String> outcomes;

    @BeforeAll
    static void run_the_scenes() {
        outcomes = Runs.outcomes(Runs.of("sample.Waiting$Scenes"));
    }

    @Test
    void an_empty_mailbox_is_told_as_such() {
        assertThat(outcomes.get("a()"))
                .isEqualTo("Assertion failed, no matching message after 100ms\nThe process mailbox is empty.");
        assertThat(outcomes.get("e()"))
                .isEqualTo("Assertion failed, no matching message after 0ms\nThe process mailbox is empty.");
    }

    @Test
    void what_is_in_the_mailbox_is_shown() {
        assertThat(outcomes.get("b()")).isEqualTo("""
                Assertion failed, no matching message after 50ms
                Showing 2 of 2 messages in the mailbox
                mailbox:
                  pattern: Waiting.Hi
                  value:   :foo

                  pattern: Waiting.Hi
                  value:   {:bar, 1}""");
        assertThat(outcomes.get("own()"))
                .matches("(?s).*\\QShowing 1 of 1 message in the mailbox\n\\E.*value:   \\{:hi, #PID<0\\.\\d+\\.0>\\}"
                        + "  // Waiting\\.Hi");
    }

    @Test
    void of_many_messages_the_last_ten_are_shown() {
        String values = IntStream.rangeClosed(3, 12)
                .mapToObj(i -> "  pattern: Waiting.Hi\n  value:   " + i + "  // Integer")
                .collect(Collectors.joining("\n\n"));
        assertThat(outcomes.get("many()"))
                .isEqualTo("Assertion failed, no matching message after 50ms\n"
                        + "Showing 10 of 12 messages in the mailbox\nmailbox:\n" + values);
    }

    @Test
    void an_unwanted_message_is_told() {
        assertThat(outcomes.get("c()")).isEqualTo("Unexpectedly received message :hi (which matched :hi)");
        assertThat(outcomes.get("d()")).isEqualTo("Unexpectedly received message :hi (which matched :hi)");
    }

    @Test
    void what_matches_is_taken_and_given() {
        assertThat(outcomes.get("good()")).isEqualTo("ok");
    }

    @Test
    void outside_a_process_there_is_no_mailbox() {
        assertThatThrownBy(() -> OtpAssertions.assertReceive(String.class)).isInstanceOf(NotAProcessException.class);
    }
}
