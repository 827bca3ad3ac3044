// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.Beam;
import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.Program;
import io.tiebeam.shell.demo.Stage;
import io.tiebeam.testing.NeedsBeam;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The harness on real iex alone: what it reads from a console must be what a person reads there. */
@NeedsBeam
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HarnessTest {

    @Test
    void reads_answers_and_late_prints_of_iex() {
        try (Stage stage = new Stage()) {
            ConsoleNode iex = stage.start(
                    "alex@localhost", new Program.Iex(Beam.find().orElseThrow(), stage.home(), List.of("--cookie", "c")));
            try {
                iex.awaitPrompt();
            } finally {
                System.out.println(iex.screen().since(0));
            }
            assertThat(iex.run("Node.self()")).containsExactly(":alex@localhost");
        }
    }
}
