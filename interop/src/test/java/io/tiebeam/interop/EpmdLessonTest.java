// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static io.tiebeam.shell.demo.Cast.ALEX;
import static io.tiebeam.shell.demo.Cast.KATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.Cast;
import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.Language;
import io.tiebeam.shell.demo.Lines;
import io.tiebeam.shell.demo.Program;
import io.tiebeam.shell.demo.Stage;
import io.tiebeam.testing.NeedsBeam;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row 2 of the lesson, and what nodes share besides: one EPMD, whoever serves it, and the user's cookie. */
@NeedsBeam
@LeavesNothingBehind
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EpmdLessonTest {

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Mix.class,
            names = {"JVM_TO_JVM", "JVM_TO_ELIXIR", "ELIXIR_TO_JVM"})
    void row_2_nodes_meet_at_the_epmd_of_otp(Mix mix) throws Exception {
        try (Stage stage = new Stage()) {
            stage.startEpmd(Mix.beam());
            meet(stage, mix.start(stage));
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Mix.class,
            names = {"JVM_TO_JVM", "JVM_TO_ELIXIR", "ELIXIR_TO_JVM"})
    void row_2_nodes_meet_at_the_epmd_that_a_node_on_the_jvm_serves(Mix mix) throws Exception {
        try (Stage stage = new Stage()) {
            meet(stage, mix.start(stage));
        }
    }

    private static void meet(Stage stage, Cast cast) throws Exception {
        assertThat(cast.alex().run(Lines.ping(KATE))).containsExactly(":pong");
        assertThat(cast.kate().run(Lines.ping(ALEX))).containsExactly(":pong");
        assertThat(Tool.run(stage, List.of(Mix.beam().program("epmd"), "-names")))
                .hasSize(3)
                .first()
                .isEqualTo("epmd: up and running on port " + stage.epmdPort() + " with data:");
        assertThat(Tool.run(stage, List.of(Mix.beam().program("epmd"), "-names")))
                .anyMatch(row -> row.matches("name alex at port \\d+"))
                .anyMatch(row -> row.matches("name kate at port \\d+"));
        assertThat(Tool.tiebeam(stage, "epmd", "names"))
                .containsExactlyElementsOf(Tool.run(stage, List.of(Mix.beam().program("epmd"), "-names")));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Mix.class,
            names = {"JVM_TO_JVM", "JVM_TO_ELIXIR", "ELIXIR_TO_JVM"})
    void row_2_a_name_that_is_taken_is_refused(Mix mix) throws Exception {
        Language first = mix.languages().get(0);
        Language second = mix.languages().get(1);
        try (Stage stage = new Stage()) {
            stage.startEpmd(Mix.beam());
            stage.start(ALEX, Mix.program(stage, first, "c")).awaitPrompt();
            ConsoleNode again = stage.start(ALEX, Mix.program(stage, second, "c"));
            String words = switch (second) {
                case JAVA -> "cannot start node alex@localhost: the name is taken";
                case ELIXIR -> "the name alex@localhost seems to be in use by another Erlang node";
            };
            again.awaitMatch(0, Pattern.compile(Pattern.quote(words)), Duration.ofSeconds(30));
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Mix.class,
            names = {"JVM_TO_ELIXIR", "ELIXIR_TO_JVM"})
    void row_7_without_options_both_take_the_cookie_of_the_user_and_make_it_where_there_is_none(Mix mix)
            throws Exception {
        try (Stage stage = new Stage()) {
            stage.startEpmd(Mix.beam());
            // One after the other: the first makes the file, the second must find it good enough.
            ConsoleNode alex = withoutOptions(stage, ALEX, mix.languages().get(0));
            withoutOptions(stage, KATE, mix.languages().get(1));
            assertThat(alex.run(Lines.ping(KATE))).containsExactly(":pong");
            assertThat(Files.getPosixFilePermissions(stage.home().resolve(".erlang.cookie")))
                    .isEqualTo(PosixFilePermissions.fromString("r--------"));
        }
    }

    private static ConsoleNode withoutOptions(Stage stage, String name, Language language) {
        Program program = switch (language) {
            case JAVA -> new Program.TiebeamShell(List.of());
            case ELIXIR -> new Program.Iex(Mix.beam(), stage.home(), List.of());
        };
        return stage.start(name, program).awaitPrompt();
    }
}
