// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "help", "--help", "-h"})
    void help_fits_a_screen(String argument) {
        assertThat(argument.isEmpty() ? run() : run(argument)).isZero();
        assertThat(out.toString()).isEqualTo(Help.overview());
        assertThat(out.toString().lines().count()).isLessThanOrEqualTo(24);
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shell", "run", "epmd", "test", "new", "demo", "ping", "doctor", "observe"})
    void each_command_has_help_with_examples_first(String command) {
        assertThat(run("help", command)).isZero();
        assertThat(out.toString()).startsWith("  ./tiebeam " + command).contains("Usage: tiebeam " + command);
        assertThat(out.toString().lines().count()).isLessThanOrEqualTo(24);
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80 || line.startsWith("Usage: "));
        String first = out.toString();
        out.getBuffer().setLength(0);
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).isEqualTo(first);
    }

    @Test
    void wrong_usage_ends_with_64_and_says_where_help_is() {
        assertThat(run("shell", "--cokie", "x")).isEqualTo(64);
        assertThat(err.toString()).isEqualTo("""
                        tiebeam: shell has no option --cokie; did you mean --cookie?
                          see: ./tiebeam help shell
                        """);
    }

    @Test
    void options_that_contradict_each_other_are_wrong_usage() {
        assertThat(run("shell", "--sname", "a@localhost", "--name", "a@b.c")).isEqualTo(64);
        assertThat(err.toString()).contains("--sname and --name exclude each other: give one of them");
        assertThat(run("shell", "--cookie", "a", "--cookie-file", "b")).isEqualTo(64);
        assertThat(run("shell", "--allow-eval", "--no-eval")).isEqualTo(64);
    }

    @Test
    void an_application_without_a_shell_needs_a_name_and_a_folder() {
        assertThat(run("run", "-S", ".")).isEqualTo(64);
        assertThat(err.toString()).contains("needs a name: --sname or --name");
        assertThat(run("run", "--sname", "a@localhost")).isEqualTo(64);
        assertThat(err.toString()).contains("run needs a project: -S DIR");
    }

    @Test
    void a_folder_without_a_project_is_a_failure_with_three_parts(@TempDir Path folder) {
        assertThat(run("shell", "-S", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("""
                        ** no project in %s: it has no pom.xml
                           → give the folder of a Maven project: -S DIR
                        """.formatted(folder));
    }

    @Test
    void a_name_that_is_none_is_a_failure_that_says_what_is_expected() {
        assertThat(run("shell", "--sname", "a b@localhost", "--cookie", "x")).isEqualTo(1);
        assertThat(err.toString()).startsWith("** ").contains("a b@localhost");
        assertThat(run("shell", "--sname", "a@host.example.org", "--cookie", "x"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("--sname wants a short host name");
    }
}
