// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static io.tiebeam.shell.demo.Cast.MOEBI;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.Program;
import io.tiebeam.shell.demo.Stage;
import io.tiebeam.testing.NeedsBeam;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Rows 14 to 17 of the lesson: what {@code tiebeam test} prints of the chat's tests, where {@code mix test} prints it. */
@LeavesNothingBehind
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TestedLessonTest {
    private static final String LESSON = """
            package chat;

            import static org.assertj.core.api.Assertions.assertThat;

            import io.tiebeam.junit.CapturedIO;
            import io.tiebeam.junit.Distributed;
            import io.tiebeam.junit.OtpTest;
            import org.junit.jupiter.api.Test;

            @OtpTest
            class LessonTest {
                @Test
                @Distributed
                void send_message(CapturedIO io) {
                    Chat.sendMessage("moebi@localhost", "hi");
                    assertThat(io.output()).isEqualTo("chicken?\\n");
                }
            }
            """;

    private Stage stage;

    @BeforeEach
    void raise_the_curtain() {
        stage = new Stage();
    }

    @AfterEach
    void drop_the_curtain() {
        stage.close();
    }

    private TestedChat lesson() throws Exception {
        return new TestedChat(stage).with("LessonTest", LESSON).compiled();
    }

    private static String failure(String sender) {
        return """

                  1) test send_message (chat.LessonTest)
                     src/test/java/chat/LessonTest.java:14
                     ** (exit) exited in: GenServer.call({Chat.TaskSupervisor, :moebi@localhost}, {:start_task,\
                 [{:SENDER, #PID<0.N.0>, #PID<0.N.0>}, :monitor], :temporary, nil}, :infinity)
                         ** (EXIT) no connection to moebi@localhost
                """.replace("SENDER", sender);
    }

    @Test
    void row_14_a_test_of_the_absent_moebi_fails_with_the_call_and_the_node() throws Exception {
        TestedChat chat = lesson();
        TestedChat.Ended nameless = chat.test("--include", "distributed");
        assertThat(nameless.text())
                .contains(failure("nonode@nohost"))
                .contains("""
                             code: Chat.sendMessage("moebi@localhost", "hi");
                             stacktrace:
                        """)
                .contains("       src/test/java/chat/LessonTest.java:15: LessonTest.send_message\n")
                .doesNotContain("io.tiebeam", "(tiebeam)")
                .endsWith("\n1 test, 1 failure\n\n0 passed, 1 failed, 0 skipped\n");
        assertThat(nameless.code()).isEqualTo(2);
        TestedChat.Ended named = chat.test("--sname", "sophie@localhost");
        assertThat(named.text())
                .contains(failure("sophie@localhost"))
                .containsPattern("again: \\./tiebeam test src/test/java/chat/LessonTest\\.java:14 --seed \\d+ --sname"
                        + " sophie@localhost\n")
                .doesNotContain("Excluding")
                .endsWith("\n1 test, 1 failure\n\n0 passed, 1 failed, 0 skipped\n");
        assertThat(named.code()).isEqualTo(2);
    }

    @Test
    void row_15_without_a_name_distributed_tests_are_excluded() throws Exception {
        TestedChat.Ended ended = lesson().test();
        assertThat(ended.text().replaceAll("seed: \\d+", "seed: N").replaceAll("in [0-9.]+ s", "in N s"))
                .isEqualTo("""
                        Running tests with seed: N, env: test, node: none
                        Excluding tags: [distributed: true]

                        All tests have been excluded.

                        Finished in N seconds
                        1 test, 0 failures, 1 excluded

                        0 passed, 0 failed, 1 skipped
                        """);
        assertThat(ended.code()).isZero();
    }

    @Test
    void row_16_with_a_name_the_test_hears_moebi_who_is_a_jvm() throws Exception {
        passesWith(stage.start(
                MOEBI,
                new Program.TiebeamShell(List.of(
                        "--cookie",
                        "secret_token",
                        "-S",
                        Projects.java(stage, "chat").toString()))));
    }

    @Test
    @NeedsBeam
    void row_16_with_a_name_the_test_hears_moebi_who_is_a_beam() throws Exception {
        stage.startEpmd(Mix.beam());
        passesWith(stage.start(
                MOEBI,
                new Program.Iex(
                        Mix.beam(), Projects.elixir(stage, "chat"), List.of("--cookie", "secret_token", "-S", "mix"))));
    }

    private void passesWith(ConsoleNode moebi) throws Exception {
        moebi.awaitPrompt();
        int mark = moebi.screen().mark();
        TestedChat.Ended ended = lesson().test("--sname", "sophie@localhost", "--cookie", "secret_token");
        assertThat(ended.text())
                .contains(" node: sophie@localhost\n\n.\nFinished in ")
                .endsWith("\n1 test, 0 failures\n\n1 passed, 0 failed, 0 skipped\n");
        assertThat(ended.code()).isZero();
        moebi.awaitRow(mark, "hi");
    }

    @Test
    void row_17_in_tests_the_supervisor_is_ours_and_nobody_else_need_run() throws Exception {
        TestedChat chat = new TestedChat(stage).withItsOwnTests().compiled();
        TestedChat.Ended ended = chat.test();
        assertThat(ended.text())
                .contains("\n...\nFinished in ")
                .endsWith("\n4 tests, 0 failures, 1 excluded\n\n3 passed, 0 failed, 1 skipped\n");
        assertThat(ended.code()).isZero();
    }
}
