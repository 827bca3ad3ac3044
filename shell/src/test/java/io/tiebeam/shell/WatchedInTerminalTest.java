// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tiebeam test --watch} under the fingers of a person; the tests are a program in their place. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WatchedInTerminalTest {
    private static final int NO_EPMD = 1; // nobody asks for it
    private static final int INTERRUPTED = 130; // 128 + SIGINT

    @TempDir
    private Path home;

    /** Compiled already: it counts its runs, and with a file "hangs" in its folder it says who it is, and stays. */
    private Path project() throws IOException {
        Path project = home.resolve("counted");
        Path source = project.resolve("src/test/java/RunTests.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, """
                package io.tiebeam.junit.run;
                import java.nio.file.*;
                public class RunTests {
                    public static void main(String[] args) throws Exception {
                        Path count = Path.of("count");
                        int runs = Files.exists(count) ? Integer.parseInt(Files.readString(count)) + 1 : 1;
                        Files.writeString(count, "" + runs);
                        System.out.println("run " + runs);
                        if (Files.exists(Path.of("hangs"))) {
                            System.out.println("pid " + ProcessHandle.current().pid() + ".");
                            new java.util.concurrent.CountDownLatch(1).await();
                        }
                    }
                }
                """);
        Files.writeString(project.resolve("pom.xml"), "<project/>");
        Path classes = Files.createDirectories(project.resolve("target/test-classes"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-proc:none", "-d", classes.toString(), source.toString()))
                .isZero();
        Files.createDirectories(project.resolve("target/tiebeam"));
        Files.writeString(project.resolve("target/tiebeam/test-classpath"), "");
        return project;
    }

    @Test
    void enter_runs_them_again_and_ctrl_c_ends_it_at_once() throws Exception {
        try (Tmux watch =
                new Tmux(home, NO_EPMD, "test", "--watch", "-S", project().toString())) {
            watch.awaitRow("run 1");
            watch.awaitRow(row -> row.startsWith("Watching "), "Watching ...");
            watch.press("Enter");
            watch.awaitRow("run 2");
            watch.press("C-c");
            assertThat(watch.awaitExitCode()).isEqualTo(INTERRUPTED);
        }
    }

    @Test
    void ctrl_c_ends_tests_that_run_too() throws Exception {
        Path project = project();
        Files.createFile(project.resolve("hangs"));
        try (Tmux watch = new Tmux(home, NO_EPMD, "test", "--watch", "-S", project.toString())) {
            watch.awaitRow(row -> row.matches("pid \\d+\\."), "pid ...");
            String said = watch.rows().stream()
                    .filter(row -> row.matches("pid \\d+\\."))
                    .findFirst()
                    .orElseThrow();
            Optional<ProcessHandle> tests = ProcessHandle.of(Long.parseLong(said.replaceAll("\\D", "")));
            watch.press("C-c");
            assertThat(watch.awaitExitCode()).isEqualTo(INTERRUPTED);
            tests.ifPresent(
                    process -> process.onExit().orTimeout(30, TimeUnit.SECONDS).join());
        }
    }
}
