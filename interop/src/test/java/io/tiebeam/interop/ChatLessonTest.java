// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static io.tiebeam.shell.demo.Cast.ALEX;
import static io.tiebeam.shell.demo.Cast.KATE;
import static io.tiebeam.shell.demo.Cast.MOEBI;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.Cast;
import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.Lines;
import io.tiebeam.shell.demo.Stage;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The lesson's chat, rows 9 to 13: alex, kate and moebi with a task supervisor each. */
@ParameterizedClass(name = "{0}")
@EnumSource(
        value = Mix.class,
        names = {"ALL_ELIXIR", "ALL_JVM", "JVM_ELIXIR_JVM", "ELIXIR_JVM_ELIXIR"})
@LeavesNothingBehind
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ChatLessonTest {
    private static Stage stage;
    private static ConsoleNode alex;
    private static ConsoleNode kate;
    private static ConsoleNode moebi;

    @Parameter
    private Mix mix;

    private int alexMark;
    private int kateMark;
    private int moebiMark;

    @BeforeParameterizedClassInvocation
    static void raiseTheCurtain(Mix mix) {
        mix.require();
        stage = new Stage();
        Cast cast = mix.startChat(stage);
        alex = cast.alex();
        kate = cast.kate();
        moebi = cast.moebi();
    }

    @AfterParameterizedClassInvocation
    static void dropTheCurtain() {
        if (stage != null) {
            stage.close();
            stage = null;
        }
    }

    @BeforeEach
    void marks() {
        alexMark = alex.screen().mark();
        kateMark = kate.screen().mark();
        moebiMark = moebi.screen().mark();
    }

    @Test
    void row_9_the_application_has_a_task_supervisor() {
        for (ConsoleNode node : List.of(alex, kate, moebi)) {
            assertThat(Pids.normalise(node.run(Lines.TASK_SUPERVISOR))).containsExactly(Pids.LOCAL);
        }
    }

    @Test
    void row_10_a_task_on_kate_is_awaited_on_alex() {
        assertThat(alex.run(Lines.task(KATE, "to do"))).containsExactly(":ok");
        kate.awaitRow(kateMark, "to do");
    }

    @Test
    void row_11_a_message_to_kate_is_printed_on_kate() {
        assertThat(alex.run(Lines.sendMessage(KATE, "hi"))).containsExactly(":ok");
        kate.awaitRow(kateMark, "hi");
        assertThat(kate.shownSince(kateMark)).containsExactly("hi");
        assertThat(moebi.shownSince(moebiMark)).isEmpty();
    }

    @Test
    void row_12_kate_answers() {
        assertThat(kate.run(Lines.sendMessage(ALEX, "how are you?"))).containsExactly(":ok");
        alex.awaitRow(alexMark, "how are you?");
        assertThat(alex.shownSince(alexMark)).containsExactly("how are you?");
    }

    @Test
    void row_13_moebi_asks_alex_for_chicken_and_kate_sees_nothing() {
        assertThat(alex.run(Lines.sendMessage(MOEBI, "hi"))).containsExactly("chicken?", ":ok");
        moebi.awaitRow(moebiMark, "hi");
        assertThat(moebi.shownSince(moebiMark)).containsExactly("hi");
        assertThat(kate.shownSince(kateMark)).isEmpty();
    }

    @Test
    void row_13_moebi_asks_kate_for_chicken_and_alex_sees_nothing() {
        assertThat(kate.run(Lines.sendMessage(MOEBI, "sit"))).containsExactly("chicken?", ":ok");
        moebi.awaitRow(moebiMark, "sit");
        assertThat(alex.shownSince(alexMark)).isEmpty();
    }
}
