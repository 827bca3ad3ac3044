// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;

/** A project in a folder of its own, whose tests are run in a JVM of their own. */
final class SmallProject {
    record Ended(int code, String text) {}

    private final Path folder;
    private final Path classes;
    private final Map<String, String> environment = new HashMap<>();

    SmallProject(Path folder) throws IOException {
        this.folder = folder;
        classes = Files.createDirectories(folder.resolve("target/test-classes"));
    }

    Path folder() {
        return folder;
    }

    /** Writes and compiles a test class of the package {@code sample}. */
    SmallProject with(String name, String source) throws IOException {
        Path file = folder.resolve("src/test/java/sample/" + name + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                System.out,
                                System.err,
                                "-proc:none",
                                "-d",
                                classes.toString(),
                                "-cp",
                                classPath(),
                                file.toString()))
                .isZero();
        return this;
    }

    SmallProject withResource(String path, String text) throws IOException {
        Path file = classes.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    SmallProject withEnvironment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    private String classPath() {
        return classes + File.pathSeparator + System.getProperty("java.class.path");
    }

    Ended run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                RunTests.class.getName(),
                "--project",
                folder.toString(),
                "--classes",
                classes.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), text);
    }
}
