// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.Cast;
import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.Language;
import io.tiebeam.shell.demo.Lines;
import io.tiebeam.shell.demo.Stage;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The lesson up to the chat: a module that only kate has, run from alex. Alex acts, kate has the code. */
@ParameterizedClass(name = "{0}")
@EnumSource(
        value = Mix.class,
        names = {"ELIXIR_TO_ELIXIR", "JVM_TO_JVM", "JVM_TO_ELIXIR", "ELIXIR_TO_JVM"})
@LeavesNothingBehind
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KateLessonTest {
    private static final String KATE = "kate@localhost";

    private static Stage stage;
    private static ConsoleNode alex;
    private static ConsoleNode kate;

    @Parameter
    private Mix mix;

    private int mark;
    private int kateMark;

    @BeforeParameterizedClassInvocation
    static void raiseTheCurtain(Mix mix) {
        mix.require();
        stage = new Stage();
        Cast cast = mix.start(stage);
        alex = cast.alex();
        kate = cast.kate();
        for (ConsoleNode node : cast.nodes()) {
            node.run(Lines.DEFINE_HI);
            node.run(Lines.DEFINE_SUP);
        }
        kate.run(Lines.DEFINE_KATE);
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
        mark = alex.screen().mark();
        kateMark = kate.screen().mark();
    }

    @Test
    void row_2_two_nodes_see_each_other() {
        assertThat(alex.run(Lines.NODE)).containsExactly(":alex@localhost");
        assertThat(alex.run(Lines.ping(KATE))).containsExactly(":pong");
        assertThat(alex.run(Lines.NODES)).containsExactly("[:kate@localhost]");
        assertThat(kate.run(Lines.NODES)).containsExactly("[:alex@localhost]");
    }

    @Test
    void row_3_only_kate_has_the_module() {
        assertThat(kate.run(Lines.SAY_NAME)).containsExactly("Hi, my name is Kate", ":ok");
        String refused = String.join("\n", alex.run(Lines.SAY_NAME));
        switch (alex.language()) {
            case ELIXIR ->
                assertThat(refused)
                        .startsWith("** (UndefinedFunctionError) function Kate.say_name/0 is undefined"
                                + " (module Kate is not available");
            case JAVA -> assertThat(refused).contains("cannot find symbol").contains("Mfa.of(\"Elixir.Kate\"");
        }
    }

    @Test
    void row_4_and_5_kate_runs_it_and_alex_prints_it() {
        alex.run(Lines.spawnLink(KATE, "say_name"));
        alex.awaitRow(mark, "Hi, my name is Kate");
        assertThat(Pids.normalise(answers())).containsExactlyInAnyOrder("Hi, my name is Kate", Pids.REMOTE);
        assertThat(kate.shownSince(kateMark)).isEmpty();
    }

    @Test
    void row_5_errors_are_printed_where_the_process_was_started() {
        alex.run(Lines.spawnLink(KATE, "complain"));
        alex.awaitRow(mark, "Where is my tea?");
        assertThat(kate.shownSince(kateMark)).isEmpty();
    }

    @Test
    void row_5_input_is_read_where_the_process_was_started() {
        String ask = alex.language().of(Lines.askAndReceive(KATE));
        alex.type(ask);
        alex.awaitMatch(mark, Pattern.compile("Who are you\\?"), Duration.ofSeconds(10));
        alex.type("Alex");
        assertThat(alex.awaitAnswer(mark, ask)).contains("\"Alex\"");
        assertThat(kate.shownSince(kateMark)).isEmpty();
    }

    @Test
    void row_6_the_function_waits_for_hi_and_answers_sup() {
        List<String> pid = alex.run(Lines.pidIs(Lines.spawnLinkWaiting(KATE)));
        if (alex.language() == Language.ELIXIR) {
            assertThat(Pids.normalise(pid)).containsExactly(Pids.REMOTE);
        }
        assertThat(Pids.normalise(alex.run("pid"))).containsExactly(Pids.REMOTE);
        assertThat(alex.run(Lines.NODE_OF_PID)).containsExactly(":kate@localhost");
        assertThat(Pids.normalise(alex.run(Lines.SEND_HI))).containsExactly("{:hi, " + Pids.LOCAL + "}");
        List<String> flushed = alex.run(Lines.FLUSH);
        for (long end = System.nanoTime() + 10_000_000_000L;
                flushed.equals(List.of(":ok")) && System.nanoTime() < end; ) {
            flushed = alex.run(Lines.FLUSH); // it is still on its way
        }
        assertThat(flushed).containsExactly(":sup?", ":ok");
    }

    /** What alex shows from the mark on, without the lines that were typed. */
    private List<String> answers() {
        return alex.shownSince(mark).stream()
                .filter(row -> !row.contains("pawn"))
                .toList();
    }
}
