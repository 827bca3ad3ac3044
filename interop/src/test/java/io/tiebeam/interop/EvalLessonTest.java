// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static io.tiebeam.shell.demo.Cast.KATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.Cast;
import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.Language;
import io.tiebeam.shell.demo.Lines;
import io.tiebeam.shell.demo.Program;
import io.tiebeam.shell.demo.Stage;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Row 4 of the lesson from one prompt on the JVM to another: a line of code travels, if the other side lets it. */
@LeavesNothingBehind
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EvalLessonTest {

    @Test
    void row_4_code_that_only_kate_knows_runs_there_and_prints_here() {
        try (Stage stage = new Stage()) {
            Cast cast = Mix.JVM_TO_JVM.start(stage);
            define(cast.kate());
            int kateMark = cast.kate().screen().mark();
            int mark = cast.alex().screen().mark();
            assertThat(Pids.normalise(cast.alex().run(Lines.spawnLinkEval(KATE, "Kate.sayName()"))))
                    .contains(Pids.REMOTE);
            cast.alex().awaitRow(mark, "Hi, my name is Kate");
            assertThat(cast.kate().shownSince(kateMark)).isEmpty();
        }
    }

    @Test
    void row_4_a_node_may_refuse_to_evaluate() {
        try (Stage stage = new Stage()) {
            Cast cast = Mix.JVM_TO_JVM.start(stage, EvalLessonTest::refusing);
            ConsoleNode alex = cast.alex();
            define(cast.kate());
            alex.run(Lines.TRAP_EXITS);
            alex.run(Lines.spawnLinkEval(KATE, "Kate.sayName()"));
            int mark = alex.screen().mark();
            alex.run(Lines.RECEIVE);
            alex.awaitText(mark, Pids::normalise, "{:EXIT, " + Pids.REMOTE + ", {:undef, [");
        }
    }

    private static Program refusing(String name, Language language) {
        return new Program.TiebeamShell(
                List.of("--cookie", "secret_token", name.equals(KATE) ? "--no-eval" : "--allow-eval"));
    }

    private static void define(ConsoleNode kate) {
        kate.run(Lines.DEFINE_HI);
        kate.run(Lines.DEFINE_SUP);
        kate.run(Lines.DEFINE_KATE);
    }
}
