// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.shell.demo.Beam;
import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.Program;
import io.tiebeam.shell.demo.Stage;
import io.tiebeam.testing.NeedsBeam;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The harness on real iex alone: what it reads from a console must be what a person reads there. */
@NeedsBeam
@LeavesNothingBehind
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HarnessTest {

    private static final Beam BEAM = Beam.find().orElse(null);

    private static ConsoleNode iex(Stage stage, String name) {
        return stage.start(name, new Program.Iex(BEAM, stage.home(), List.of("--cookie", "c")))
                .awaitPrompt();
    }

    @Test
    void reads_what_comes_between_two_prompts_and_what_comes_later() {
        try (Stage stage = new Stage()) {
            stage.startEpmd(BEAM);
            ConsoleNode alex = iex(stage, "alex@localhost");
            assertThat(alex.run("Node.self()")).containsExactly(":alex@localhost");
            assertThat(alex.run("Kate.say_name()").getFirst())
                    .startsWith("** (UndefinedFunctionError) function Kate.say_name/0 is undefined");
            assertThat(alex.run("for i <- 1..2, do: IO.puts i")).containsExactly("1", "2", "[:ok, :ok]");

            int mark = alex.screen().mark();
            alex.run("spawn(fn -> receive do after 300 -> IO.puts \"läter\" end end)");
            alex.awaitRow(mark, "läter");
            assertThat(alex.run("1 + 1")).containsExactly("2");
        }
    }

    @Test
    void says_what_was_shown_instead() {
        try (Stage stage = new Stage()) {
            stage.startEpmd(BEAM);
            ConsoleNode alex = iex(stage, "alex@localhost");
            int mark = alex.type("exit(:bye)");
            assertThatThrownBy(() -> alex.awaitMatch(mark, Pattern.compile("never"), Duration.ofMillis(500)))
                    .hasMessageContaining("alex@localhost did not show never, but:")
                    .hasMessageContaining("** (exit) :bye");
        }
    }

    @Test
    void leaves_no_process_behind() {
        List<ProcessHandle> before = ProcessHandle.current().descendants().toList();
        List<ProcessHandle> started;
        try (Stage stage = new Stage()) {
            stage.startEpmd(BEAM);
            iex(stage, "alex@localhost");
            started = ProcessHandle.current()
                    .descendants()
                    .filter(p -> !before.contains(p))
                    .toList();
            assertThat(started).hasSizeGreaterThan(2);
        }
        assertThat(started).noneMatch(ProcessHandle::isAlive);
    }
}
