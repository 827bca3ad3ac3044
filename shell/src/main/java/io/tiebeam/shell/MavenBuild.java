// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Runs Maven for a {@link Project}, with the JDK that this JVM is of. Main thread only. */
final class MavenBuild {
    /** Below the project: what it depends on, as {@code -classpath} wants it. Its date says when the build began. */
    static final String CLASS_PATH_FILE = "target/tiebeam/classpath";

    /** The same with what its tests depend on. */
    static final String TEST_CLASS_PATH_FILE = "target/tiebeam/test-classpath";

    private static final String CLASS_PATH_GOAL =
            "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath";
    private static final String QUIET_UNSAFE = "--sun-misc-unsafe-memory-access=allow";
    private static final Pattern MODULES = Pattern.compile("<modules>|<subprojects>");

    private MavenBuild() {}

    /**
     * Compiles the project in {@code folder}.
     *
     * @throws CommandFailure if Maven is not there, or does not succeed: with what it printed
     */
    static void compile(Path folder) throws InterruptedException {
        run(folder, CLASS_PATH_FILE, List.of("-Dmaven.test.skip=true", "-DincludeScope=runtime", "compile"));
    }

    /** As {@link #compile}, with the tests. */
    static void compileTests(Path folder) throws InterruptedException {
        run(folder, TEST_CLASS_PATH_FILE, List.of("-DincludeScope=test", "test-compile"));
    }

    private static void run(Path folder, String classPathFile, List<String> goals) throws InterruptedException {
        Instant began = Instant.now();
        List<String> command = command(folder, classPathFile, goals);
        try {
            ProcessBuilder maven =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
            maven.environment()
                    .merge("MAVEN_OPTS", QUIET_UNSAFE, (old, more) -> old.contains(more) ? old : old + " " + more);
            maven.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            Process process = maven.start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new CommandFailure(
                        "the project in " + folder + " does not compile\n" + MavenText.errors(output, folder),
                        "see the same with: " + String.join(" ", command));
            }
            Files.setLastModifiedTime(folder.resolve(classPathFile), FileTime.from(began));
        } catch (IOException e) {
            throw new CommandFailure(
                    "cannot run mvn to compile the project in " + folder + ": " + e.getMessage(),
                    "install Maven 3.8.7 or newer (Debian, Ubuntu: sudo apt-get install maven)");
        }
    }

    private static List<String> command(Path folder, String classPathFile, List<String> goals) {
        List<String> command = new ArrayList<>(List.of("mvn", "-q", "-B", "-ntp"));
        Path top = topOf(folder);
        if (!top.equals(folder)) {
            command.addAll(
                    List.of("-f", top.toString(), "-pl", top.relativize(folder).toString(), "-am"));
        }
        command.add("-Dmdep.outputFile=" + classPathFile);
        command.addAll(goals);
        command.add(CLASS_PATH_GOAL);
        return command;
    }

    /** The folder to build from: a project of several parts finds its other parts only from the top. */
    private static Path topOf(Path folder) {
        Path top = folder;
        for (Path up = folder.getParent(); up != null; up = up.getParent()) {
            Path pom = up.resolve("pom.xml");
            try {
                if (Files.isRegularFile(pom)
                        && MODULES.matcher(Files.readString(pom)).find()) {
                    top = up;
                }
            } catch (IOException e) {
                return top; // not ours to read, so not a part of this project
            }
        }
        return top;
    }
}
