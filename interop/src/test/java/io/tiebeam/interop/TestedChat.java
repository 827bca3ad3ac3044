// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.Program;
import io.tiebeam.shell.demo.Stage;
import io.tiebeam.testing.Page;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;

/** A copy of the chat with tests, on a stage, compiled already: no build within the build. */
final class TestedChat {
    /** What {@code tiebeam test} printed and returned; process numbers are {@code N}. */
    record Ended(int code, String text) {}

    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private final Stage stage;
    private final Path folder;

    TestedChat(Stage stage) {
        this.stage = stage;
        folder = Projects.java(stage.home().resolve("tested-chat"), "chat");
    }

    Path folder() {
        return folder;
    }

    /** Gives it the test {@code source}, of the class {@code name}. */
    TestedChat with(String name, String source) throws IOException {
        Path file = folder.resolve("src/test/java/chat/" + name + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        return this;
    }

    /** Gives it the tests of the example, with their wiring. */
    TestedChat withItsOwnTests() throws IOException {
        Path tests = Page.top().resolve("examples/chat/src/test");
        Projects.copy(tests.resolve("java"), folder.resolve("src/test/java"));
        Projects.copy(tests.resolve("resources"), folder.resolve("target/test-classes"));
        return this;
    }

    TestedChat compiled() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("target/test-classes"));
        List<String> arguments = new ArrayList<>(List.of(
                "-parameters",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                folder.resolve("target/classes") + File.pathSeparator + CLASS_PATH));
        try (var sources = Files.walk(folder.resolve("src/test/java"))) {
            sources.filter(Files::isRegularFile).map(Path::toString).forEach(arguments::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, System.out, System.err, arguments.toArray(String[]::new)))
                .isZero();
        Files.writeString(folder.resolve("target/tiebeam/test-classpath"), CLASS_PATH);
        return this;
    }

    /** Runs {@code tiebeam test} with {@code words}. */
    Ended test(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("test", "-S", folder.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(Program.tiebeam(command)).redirectErrorStream(true);
        builder.environment().putAll(stage.environment());
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), text.replaceAll("#PID<0\\.\\d+\\.0>", "#PID<0.N.0>"));
    }
}
