// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class IoLibTest {
    private static final NodeNumbers NUMBERS = PrintEnvironment.DEFAULT.numbers();

    @ParameterizedTest
    @CsvSource({"otp25, false", "otp27, false", "otp25-unicode, true"})
    void formats_as_a_real_node_does(String file, boolean unicodePrintable) {
        var environment = new PrintEnvironment(NUMBERS, unicodePrintable);
        List<String> differences = new ArrayList<>();
        List<Recording> recordings = Recording.read(file);
        for (Recording recording : recordings) {
            Optional<String> text = format(recording, environment);
            if (!text.equals(recording.text()) && !isOfLaterReleases(file, recording)) {
                differences.add(recording.call() + "\n--- expected\n"
                        + recording.text().orElse("badarg") + "\n--- got\n" + text.orElse("badarg"));
            }
        }
        assertThat(recordings).hasSizeGreaterThan(1000);
        assertThat(differences).isEmpty();
    }

    /** The modifiers k and K came with OTP 26; else and maybe are reserved words since 27. */
    private static boolean isOfLaterReleases(String file, Recording recording) {
        if (!file.startsWith("otp25") || !(recording.format() instanceof ListTerm format)) {
            return false;
        }
        boolean ordered =
                format.elements().contains(Int.of('k')) || format.elements().contains(Int.of('K'));
        return (recording.text().isEmpty() && ordered) || recording.arguments().equals(ListTerm.of(Atom.of("else")));
    }

    private static Optional<String> format(Recording recording, PrintEnvironment environment) {
        try {
            return Optional.of(IoLib.format(recording.format(), recording.arguments(), environment));
        } catch (BadFormatException bad) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "~s  | ~s expects Latin-1 text (~ts takes Unicode), got 17",
                "~f  | ~f expects a float, got 17",
                "~d  | ~d is no control sequence",
                "~p~p| no argument is left for ~p",
                "x   | 1 more arguments than the format takes",
                "~   | the format ends within a control sequence"
            })
    void says_what_is_wrong_with_a_format(String format, String message) {
        assertThatThrownBy(() -> IoLib.format(Bits.of(format.strip()), ListTerm.of(Int.of(17))))
                .isInstanceOf(BadFormatException.class)
                .hasMessage(message);
    }

    @Test
    void refuses_a_field_that_would_fill_the_memory() {
        assertThatThrownBy(() -> IoLib.format(Bits.of("~999999999999s"), ListTerm.of(Bits.of("x"))))
                .isInstanceOf(BadFormatException.class)
                .hasMessageContaining("a field width or precision is an integer up to");
    }

    @Test
    void refuses_many_fields_that_would_fill_the_memory_together() {
        int fields = 3000;
        ListTerm arguments = ListTerm.of(Collections.nCopies(fields, Int.of('x')));
        assertThatThrownBy(() -> IoLib.format(Bits.of("~1000000c".repeat(fields)), arguments))
                .isInstanceOf(BadFormatException.class)
                .hasMessageContaining("a format makes at most");
    }

    @Test
    void survives_a_term_that_is_nested_as_deep_as_the_decoder_allows() {
        Term deep = Atom.OK;
        for (int i = 0; i < 10_000; i++) {
            deep = ListTerm.of(deep);
        }
        for (String format : List.of("~p", "~w", "~0p", "~lp")) {
            assertThat(IoLib.format(Bits.of(format), ListTerm.of(deep)))
                    .contains("[[[[")
                    .contains("...");
        }
    }
}
