// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static io.tiebeam.shell.demo.Cast.ALEX;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.Cast;
import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.Language;
import io.tiebeam.shell.demo.Lines;
import io.tiebeam.shell.demo.Stage;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A shell that is linked to a process on another node dies with it; the node does not. */
@LeavesNothingBehind
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DyingShellTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Mix.class,
            names = {"ELIXIR_TO_ELIXIR", "JVM_TO_JVM", "JVM_TO_ELIXIR", "ELIXIR_TO_JVM"})
    void a_shell_dies_with_the_linked_process_and_another_takes_over(Mix mix) {
        mix.require();
        try (Stage stage = new Stage()) {
            Cast cast = mix.start(stage);
            ConsoleNode alex = cast.alex();
            cast.kate().run(FailureTest.DEFINE_FAULTY);
            List<String> before = alex.run(Lines.SELF);
            int mark = alex.type(alex.language().of(FailureTest.spawnLink("Faulty", "bye")));
            Pattern death =
                    Pattern.compile("\\*\\* \\(EXIT from #PID<[0-9.]+>\\) shell process exited with reason: :bye");
            switch (alex.language()) {
                case JAVA -> alex.awaitSuccessor(mark, death);
                case ELIXIR -> {
                    // Its new prompt comes at once, late or not at all, depending on the release.
                    alex.awaitMatch(mark, death, PATIENCE);
                    alex.awaitMatch(mark, Pattern.compile("Interactive Elixir"), PATIENCE);
                }
            }
            assertThat(cast.kate().run(Lines.ping(ALEX))).containsExactly(":pong");
            if (alex.language() == Language.JAVA) {
                assertThat(alex.run(Lines.SELF)).isNotEqualTo(before);
            }
        }
    }
}
