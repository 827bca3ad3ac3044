// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SyntaxTest {
    private final Syntax syntax = Syntax.of("walk", "WHERE [OPTIONS]")
            .examples("  walk home")
            .operands("WHERE", "the place", 1, 2)
            .option(
                    "--speed",
                    "N",
                    "how fast you walk, in steps of the length that a grown person's steps have, each second")
            .option("--pace", "N", "the same by the clock")
            .oneOf("--speed", "--pace")
            .options("-e", "THING", "what to take along")
            .flag("--dog", "with the dog");

    private Given read(String... words) {
        return syntax.read(List.of(words));
    }

    private void refuses(String text, String... words) {
        assertThatThrownBy(() -> read(words)).isInstanceOf(UsageException.class).hasMessage(text);
    }

    @Test
    void options_stand_anywhere_with_their_value_beside_them_or_behind_a_sign() {
        Given given = read("--speed=3", "home", "-e", "hat", "--dog", "-e", "a=b");
        assertThat(given.operands()).containsExactly("home");
        assertThat(given.value("--speed")).contains("3");
        assertThat(given.values("-e")).containsExactly("hat", "a=b");
        assertThat(given.has("--dog")).isTrue();
        assertThat(given.has("--pace")).isFalse();
        assertThat(given.value("--pace")).isEmpty();
    }

    @Test
    void a_value_may_look_like_an_option_that_is_none() {
        assertThat(read("home", "-e", "-1").values("-e")).containsExactly("-1");
        assertThat(read("home", "-e=--dog").values("-e")).containsExactly("--dog");
    }

    @Test
    void after_two_dashes_all_words_are_operands() {
        assertThat(read("--dog", "--", "--dog", "-").operands()).containsExactly("--dog", "-");
    }

    @Test
    void what_is_not_understood_is_said_with_what_was_expected() {
        refuses("walk has no option --spede; did you mean --speed?", "home", "--spede", "3");
        refuses("walk has no option --fast", "home", "--fast");
        refuses("--speed needs a value: --speed N", "home", "--speed");
        refuses("--speed needs a value: --speed N", "home", "--speed", "--dog");
        refuses("--dog takes no value, got: --dog=rex", "home", "--dog=rex");
        refuses("--speed is given twice: 1 and 2", "home", "--speed", "1", "--speed", "2");
        refuses("--speed and --pace exclude each other: give one of them", "home", "--pace", "1", "--speed", "2");
        refuses("walk needs WHERE", "--dog");
        refuses("walk does not know what to do with: c d", "a", "b", "c", "d");
    }

    @Test
    void help_shows_each_of_them_in_columns() {
        assertThat(syntax.help()).isEqualTo("""
                  walk home

                Usage: tiebeam walk WHERE [OPTIONS]
                  WHERE      the place
                  --speed N  how fast you walk, in steps of the length that a grown person's
                             steps have, each second
                  --pace N   the same by the clock
                  -e THING   what to take along
                  --dog      with the dog
                """);
    }

    @Test
    void a_word_that_is_like_none_brings_no_guess() {
        assertThat(Similar.to("shel", List.of("shell", "new", "test"))).contains("shell");
        assertThat(Similar.to("tset", List.of("shell", "new", "test"))).isEmpty();
        assertThat(Similar.to("build", List.of("shell", "new", "test"))).isEmpty();
    }
}
