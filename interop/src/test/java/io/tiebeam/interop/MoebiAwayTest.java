// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static io.tiebeam.shell.demo.Cast.MOEBI;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.Cast;
import io.tiebeam.shell.demo.Lines;
import io.tiebeam.shell.demo.Stage;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row 14 of the lesson: moebi is not running, and the error names the call and the node. */
@LeavesNothingBehind
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MoebiAwayTest {

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Mix.class,
            names = {"ONE_ELIXIR", "ONE_JVM"})
    void row_14_the_exit_names_the_call_and_the_node(Mix mix) {
        mix.require();
        try (Stage stage = new Stage()) {
            Cast cast = mix.startChat(stage);
            List<String> shown = Pids.normalise(cast.alex().run(Lines.sendMessage(MOEBI, "hi")));
            assertThat(shown)
                    .startsWith(
                            "** (exit) exited in: GenServer.call({Chat.TaskSupervisor, :moebi@localhost}, {:start_task,"
                                    + " [{:alex@localhost, #PID<0.N.N>, #PID<0.N.N>}, :monitor], :temporary, nil}, :infinity)",
                            "    ** (EXIT) no connection to moebi@localhost");
            assertThat(cast.alex().run(Lines.NODE)).containsExactly(":alex@localhost");
        }
    }
}
