// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.Beam;
import io.tiebeam.shell.demo.Program;
import io.tiebeam.shell.demo.Stage;
import io.tiebeam.testing.NeedsBeam;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** {@code tiebeam demo} as a user starts it. */
@LeavesNothingBehind
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DemoTest {

    @Test
    @NeedsBeam
    void plays_the_lesson_on_the_jvm_and_with_real_nodes() throws Exception {
        try (Stage stage = new Stage()) {
            Process demo = start(stage, System.getenv("PATH"));
            List<String> rows = demo.inputReader().readAllLines();
            assertThat(demo.waitFor()).as(String.join("\n", rows)).isZero();
            assertThat(rows)
                    .contains(
                            "══ The lesson \"OTP Distribution\" on three JVMs",
                            "══ alex and moebi on the JVM, kate on Elixir",
                            "══ alex and moebi on Elixir, kate on the JVM",
                            " alex │ chicken?")
                    .noneMatch(row -> row.contains("✗"));
            assertThat(rows.getLast()).matches("\\d+ checks, all right \\(\\d+ s\\)");
        }
    }

    @Test
    void needs_no_beam_and_says_how_to_install_one() throws Exception {
        try (Stage stage = new Stage()) {
            Process demo = start(stage, withoutBeam(stage));
            List<String> rows = demo.inputReader().readAllLines();
            assertThat(demo.waitFor()).as(String.join("\n", rows)).isZero();
            assertThat(rows)
                    .contains(
                            "Elixir is not installed here: the mixes with real Elixir nodes were not played.",
                            "   → install it (" + Beam.INSTALL + "), then run ./tiebeam demo again");
        }
    }

    @Test
    void takes_everything_with_it_when_it_is_stopped() throws Exception {
        try (Stage stage = new Stage()) {
            Process demo = start(stage, withoutBeam(stage));
            BufferedReader output = demo.inputReader();
            for (String row = output.readLine(); !row.contains("alex │ tiebeam(alex@localhost)1>"); ) {
                row = output.readLine();
                assertThat(row).as("the demo begins").isNotNull();
            }
            List<ProcessHandle> started = demo.descendants().toList();
            assertThat(started).hasSizeGreaterThanOrEqualTo(6); // three terminals, three nodes
            demo.destroy(); // SIGTERM; Ctrl+C takes the same way out
            assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(started).noneMatch(ProcessHandle::isAlive);
        }
    }

    private static Process start(Stage stage, String path) throws IOException {
        Path home = stage.home().resolve("home");
        Projects.java(home.resolve("examples/chat"), "chat");
        Projects.copy(Projects.elixirSource("chat"), home.resolve("interop/src/test/elixir/chat"));
        List<String> command = new ArrayList<>(Program.tiebeam(List.of("demo")));
        command.replaceAll(word -> word.startsWith("-Dtiebeam.home=") ? "-Dtiebeam.home=" + home : word);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", path);
        builder.environment().put("LC_ALL", "C.UTF-8");
        if (!path.equals(System.getenv("PATH"))) {
            builder.environment().remove("BEAM_HOME");
        }
        Process demo = builder.start();
        demo.getOutputStream().close();
        return demo;
    }

    /** A path with nothing on it but what a terminal needs. */
    private static String withoutBeam(Stage stage) throws IOException {
        Path folder = Files.createDirectories(stage.home().resolve("bin"));
        for (String program : List.of("sh", "script", "stty")) {
            for (String from : List.of("/bin", "/usr/bin")) {
                Path there = Path.of(from, program);
                if (Files.isExecutable(there) && !Files.exists(folder.resolve(program))) {
                    Files.createSymbolicLink(folder.resolve(program), there);
                }
            }
        }
        return folder.toString();
    }
}
