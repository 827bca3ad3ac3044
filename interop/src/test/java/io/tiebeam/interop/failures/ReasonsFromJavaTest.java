// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.testing.NeedsBeam;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process on alex fails, in Java, and kate hears of it in terms and words that she knows. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReasonsFromJavaTest {
    private static final String CLASS = ":\"io.tiebeam.interop.failures.Alex\"";

    private static Pair pair;

    @BeforeAll
    static void start() {
        pair = new Pair();
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    @AfterEach
    void nodes_go_on_working() throws Exception {
        pair.goesOnWorking();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    state     | []       | RuntimeError | java.lang.IllegalStateException: boom
                    argument  | []       | ArgumentError | expected a name, got: 5
                    divide    | [1, 0]   | ArithmeticError | / by zero
                    nothing   | []       | RuntimeError | java.lang.NullPointerException
                    caused    | []       | RuntimeError | java.lang.Exception: cannot read
                    error     | []       | RuntimeError | java.lang.AssertionError: impossible
                    overflow  | []       | RuntimeError | java.lang.StackOverflowError
                    divide    | ["a", 2] | ArgumentError | io.tiebeam.interop.failures.Alex.divide/2: argument 1: expected integer, got "a"
                    length_of | [:atom]  | ArgumentError | io.tiebeam.interop.failures.Alex.lengthOf/1: argument 1: expected string, got :atom
                    """)
    void an_exception_is_one_of_elixir_and_iex_shows_it_as_such(
            String function, String arguments, String exception, String message) {
        int shown = pair.kate().screen().mark();
        String method = function.equals("length_of") ? "lengthOf" : function;
        String reason = "Kate.reason(:alex@localhost, Alex, :" + function + ", " + arguments + ")";
        assertThat(pair.value("{%{__struct__: name, __exception__: true, message: text},"
                        + " [{module, function, 0, place} | _]} = " + reason + ";"
                        + " {name, text, module, function, is_list(place)}"))
                .isEqualTo("{" + exception + ", " + inspect(message) + ", " + CLASS + ", :" + method + ", true}");
        pair.kate().awaitRow(shown, "** (" + exception + ") " + message);
        assertThat(String.join("\n", pair.kate().shownSince(shown)))
                .containsPattern(
                        "\\[error\\] Process #PID<\\d+\\.\\d+\\.0> on node :alex@localhost raised an exception\n"
                                + "\\*\\* \\(" + exception + "\\)")
                .doesNotContain("while")
                .doesNotContain("FORMATTER");
    }

    private static String inspect(String text) {
        return '"' + text.replace("\"", "\\\"") + '"';
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    divide | [6, 2]                                              | :normal
                    end    | [:normal]                                           | :normal
                    end    | [:bye]                                              | :bye
                    end    | [:kill]                                             | :kill
                    end    | [{:shutdown, :later}]                               | {:shutdown, :later}
                    end    | ["text"]                                            | "text"
                    end    | [{:a, 1.5, [<<1::3>>, %{"k" => nil}], 12345678901234567890}] | {:a, 1.5, [<<1::size(3)>>, %{"k" => nil}], 12345678901234567890}
                    end    | [{%RuntimeError{message: "mine"}, []}]              | {%RuntimeError{message: "mine"}, []}
                    """)
    void an_exit_keeps_its_reason_and_is_no_error(String function, String arguments, String reason) {
        int shown = pair.kate().screen().mark();
        assertThat(pair.value("Kate.reason(:alex@localhost, Alex, :" + function + ", " + arguments + ")"))
                .isEqualTo(reason);
        assertThat(pair.kate().shownSince(shown)).noneMatch(row -> row.contains("[error]"));
    }
}
