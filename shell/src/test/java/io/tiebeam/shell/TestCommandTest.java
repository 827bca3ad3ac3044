// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tiebeam test} says where it cannot run any. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TestCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(args, new PrintWriter(new StringWriter()), new PrintWriter(err, true));
    }

    @Test
    void a_folder_without_a_project_is_said() {
        assertThat(run("test", "-S", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("no project in " + folder + ": it has no pom.xml", "→ give the folder");
    }

    @Test
    void a_project_without_the_runner_is_told_what_to_add() throws Exception {
        Files.writeString(folder.resolve("pom.xml"), "<project/>");
        Files.createDirectories(folder.resolve("target/tiebeam"));
        Files.writeString(folder.resolve("target/tiebeam/test-classpath"), "/repository/junit-jupiter-6.jar");
        assertThat(run("test", "-S", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("""
                        ** the project in %s has no tiebeam-junit among its test dependencies
                           → add io.tiebeam:tiebeam-junit to its pom.xml, with <scope>test</scope>
                        """.formatted(folder));
    }

    @Test
    void options_that_contradict_each_other_are_wrong_usage() {
        assertThat(run("test", "--cookie", "a", "--cookie-file", "b")).isEqualTo(64);
        assertThat(run("test", "--sname", "a@localhost", "--name", "a@b.c")).isEqualTo(64);
        assertThat(run("test", "--seed", "x")).isEqualTo(64);
        assertThat(err.toString()).contains("--seed wants a whole number, as a run has printed it, got: x");
    }
}
