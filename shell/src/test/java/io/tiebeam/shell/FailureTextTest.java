// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FailureTextTest {
    private static StackTraceElement frame(String type, String method, int line) {
        return new StackTraceElement(type, method, type.replaceFirst(".*\\.", "") + ".java", line);
    }

    private static <T extends Throwable> T thrownAt(T error, StackTraceElement... frames) {
        error.setStackTrace(frames);
        return error;
    }

    @Test
    void the_project_s_frames_are_shown_and_not_those_of_tiebeam_between_them() {
        assertThat(FailureText.of(thrownAt(
                        new IllegalStateException("no connection"),
                        frame("io.tiebeam.gen.Calls", "ask", 180),
                        frame("io.tiebeam.otp.TaskSupervisor", "async", 124),
                        frame("chat.Chat", "sendMessage", 26),
                        frame("REPL.$JShell$12", "do_it$", 5))))
                .isEqualTo("""
                        ** (java.lang.IllegalStateException) no connection
                            at chat.Chat.sendMessage(Chat.java:26)""");
    }

    @Test
    void where_there_are_no_others_words_are_enough_and_a_bug_shows_where_it_is() {
        StackTraceElement ours = frame("io.tiebeam.gen.Calls", "ask", 180);
        assertThat(FailureText.of(thrownAt(new IllegalStateException("no connection"), ours)))
                .isEqualTo("** (java.lang.IllegalStateException) no connection");
        assertThat(FailureText.of(thrownAt(new NullPointerException("x is null"), ours)))
                .isEqualTo(
                        "** (java.lang.NullPointerException) x is null\n    at io.tiebeam.gen.Calls.ask(Calls.java:180)");
        assertThat(FailureText.of(thrownAt(new IllegalStateException(), ours)))
                .isEqualTo("** (java.lang.IllegalStateException)\n    at io.tiebeam.gen.Calls.ask(Calls.java:180)");
    }
}
