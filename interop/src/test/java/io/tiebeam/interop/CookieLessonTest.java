// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static io.tiebeam.shell.demo.Cast.ALEX;
import static io.tiebeam.shell.demo.Cast.KATE;
import static io.tiebeam.shell.demo.Cast.MOEBI;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.Cast;
import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.Language;
import io.tiebeam.shell.demo.Line;
import io.tiebeam.shell.demo.Lines;
import io.tiebeam.shell.demo.Program;
import io.tiebeam.shell.demo.Stage;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Row 7 of the lesson: alex and kate have one cookie, moebi has another. */
@ParameterizedClass(name = "{0}")
@EnumSource(
        value = Mix.class,
        names = {"ALL_ELIXIR", "ALL_JVM", "JVM_ELIXIR_JVM", "ELIXIR_JVM_ELIXIR"})
@LeavesNothingBehind
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CookieLessonTest {
    private static Stage stage;
    private static ConsoleNode alex;
    private static ConsoleNode kate;
    private static ConsoleNode moebi;

    @Parameter
    private Mix mix;

    @BeforeParameterizedClassInvocation
    static void raiseTheCurtain(Mix mix) {
        mix.require();
        stage = new Stage();
        Cast cast = mix.start(stage, CookieLessonTest::program);
        alex = cast.alex();
        kate = cast.kate();
        moebi = cast.moebi();
    }

    private static Program program(String name, Language language) {
        return Mix.program(stage, language, name.equals(MOEBI) ? "bone" : "secret_token");
    }

    @AfterParameterizedClassInvocation
    static void dropTheCurtain() {
        if (stage != null) {
            stage.close();
            stage = null;
        }
    }

    @Test
    void row_7_with_the_same_cookie_nodes_talk() {
        assertThat(alex.run(Lines.connect(KATE))).contains("true");
        assertThat(alex.run(Lines.ping(KATE))).contains(":pong");
        assertThat(kate.run(Lines.ping(ALEX))).contains(":pong");
    }

    @Test
    void row_7_with_another_cookie_they_do_not_and_the_one_that_was_asked_says_so() {
        assertThat(alex.run(Lines.connect(MOEBI))).contains("false");
        assertThat(alex.run(Lines.ping(MOEBI))).contains(":pang");
        saysThatItRefused(moebi, ALEX);
        assertThat(moebi.run(Lines.connect(ALEX))).contains("false");
        saysThatItRefused(alex, MOEBI);
        assertThat(String.join("", alex.run(Lines.NODES))).doesNotContain("moebi");
    }

    @Test
    void row_7_a_link_with_a_node_that_refuses_breaks_at_once() {
        alex.run(Lines.TRAP_EXITS);
        int mark = alex.screen().mark();
        alex.run(Lines.spawnLink(MOEBI, "say_name"));
        // The warning comes when it comes, and the pid with it.
        assertThat(Pids.normalise(String.join("\n", alex.shownSince(mark)))).contains(Pids.LOCAL);
        assertThat(Pids.normalise(alex.run(Lines.RECEIVE))).contains("{:EXIT, " + Pids.LOCAL + ", :noconnection}");
        alex.run(new Line("Processes.trapExit(false)", "Process.flag(:trap_exit, false)"));
    }

    @Test
    void row_7_a_cookie_may_be_set_for_one_peer() {
        assertThat(kate.run(Lines.connect(MOEBI))).contains("false");
        kate.run(Lines.setCookie(MOEBI, "bone"));
        assertThat(kate.run(Lines.connect(MOEBI))).contains("true");
        assertThat(String.join("", moebi.run(Lines.NODES))).contains(":kate@localhost");
    }

    private static void saysThatItRefused(ConsoleNode node, String peer) {
        Pattern words = switch (node.language()) {
            case ELIXIR ->
                Pattern.compile("\\[error\\] \\*\\* Connection attempt from node :" + peer
                        + " rejected\\. Invalid challenge reply\\. \\*\\*");
            case JAVA -> Pattern.compile("\\[warning\\] refused a connection from " + peer + ": cookie refused");
        };
        node.awaitMatch(0, words, Duration.ofSeconds(10));
    }
}
