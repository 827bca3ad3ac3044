// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tiebeam.shell.demo.Stage;
import io.tiebeam.testing.Page;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row 8 of the lesson: what a new user types, from nothing to a tested application that runs. */
@LeavesNothingBehind
@Timeout(300) // each of its commands starts Maven and JVMs
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GeneratedProjectTest {
    private static final Path TIEBEAM = Page.top().toAbsolutePath().normalize();
    private static final int TERMINATED = 143; // 128 + SIGTERM

    private record Ended(int code, String text) {}

    private Stage stage;
    private Path repository;

    @BeforeEach
    void raise_the_curtain() throws IOException {
        assumeTrue(
                Files.isDirectory(TIEBEAM.resolve("shell/target/lib"))
                        && Files.exists(TIEBEAM.resolve("shell/target/tiebeam-shell.jar")),
                "the launcher has nothing to start before everything is packaged: ./tiebeam test, or mvn verify");
        stage = new Stage();
        repository = repository(stage.home().resolve("repository"));
    }

    @AfterEach
    void drop_the_curtain() {
        if (stage != null) {
            stage.close();
        }
    }

    /** A local repository with all that this user's has but Tiebeam, which comes to it as it comes to a new user's. */
    private static Path repository(Path ours) throws IOException {
        Path users =
                Path.of(System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository"));
        Path group = Files.createDirectories(ours.resolve("io"));
        link(users, ours, "io");
        link(users.resolve("io"), group, "tiebeam");
        return ours;
    }

    private static void link(Path from, Path to, String without) throws IOException {
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                if (!entry.getFileName().toString().equals(without)) {
                    Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
                }
            }
        }
    }

    private Process start(Path folder, String... command) throws IOException {
        return start(folder, Map.of(), command);
    }

    private Process start(Path folder, Map<String, String> more, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.redirectInput(new File("/dev/null"));
        Map<String, String> environment = builder.environment();
        environment.putAll(stage.environment());
        environment.put("MAVEN_OPTS", "-Dmaven.repo.local=" + repository);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("TIEBEAM_JAVA_HOME", System.getProperty("java.home"));
        environment.put("TIEBEAM_TESTING", TIEBEAM.toString()); // everything is built
        environment.putAll(more);
        return builder.start();
    }

    private Ended run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = start(folder, command);
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), text);
    }

    private void succeeds(Ended ended) {
        assertThat(ended.code()).as(ended.text()).isZero();
    }

    @Test
    void an_application_is_made_tested_and_run() throws Exception {
        Ended made = run(stage.home(), TIEBEAM.resolve("tiebeam").toString(), "new", "chat", "--sup");
        succeeds(made);
        assertThat(made.text()).contains("* creating pom.xml\n", "    cd chat\n    ./tiebeam test\n");
        Path chat = stage.home().resolve("chat");

        Ended tested = run(chat, "./tiebeam", "test");
        succeeds(tested);
        assertThat(tested.text())
                .contains("Excluding tags: [distributed: true]\n\n..\nFinished in ")
                .endsWith("\n3 tests, 0 failures, 1 excluded\n\n2 passed, 0 failed, 1 skipped\n");

        Ended shell = run(chat, "./tiebeam", "shell", "--sname", "alex@localhost", "-e", "1");
        succeeds(shell);
        assertThat(shell.text().lines()).contains("1");

        Process running = start(chat, "./tiebeam", "run", "--sname", "kate@localhost");
        try (BufferedReader out = running.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.lines().anyMatch("Node kate@localhost is up"::equals))
                    .isTrue();
            running.toHandle().destroy(); // SIGTERM
            assertThat(out.lines()).noneMatch(line -> line.contains("Exception"));
        }
        assertThat(running.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).isEqualTo(TERMINATED);

        Files.writeString(
                chat.resolve("src/test/java/chat/BrokenTest.java"),
                "package chat;\n\nclass BrokenTest { int x = y; }\n");
        Ended broken = run(chat, "./tiebeam", "test");
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.text())
                .contains("does not compile\n   src/test/java/chat/BrokenTest.java:3: cannot find symbol\n");
    }

    @Test
    void a_library_with_names_of_its_own_is_tested_by_maven_alone_too() throws Exception {
        succeeds(run(
                stage.home(),
                TIEBEAM.resolve("tiebeam").toString(),
                "new",
                "talk_room",
                "--module",
                "Talk",
                "--package",
                "org.example.talk"));
        Path room = stage.home().resolve("talk_room");
        Ended tested = run(room, "mvn", "-B", "-ntp", "test");
        succeeds(tested);
        assertThat(tested.text()).contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");

        Ended shell = run(room, "./tiebeam", "shell", "-e", "Talk.hello()"); // it has no application to start
        succeeds(shell);
        assertThat(shell.text().lines()).contains("\"world\"");
    }

    @Test
    void maven_on_an_older_jdk_says_in_a_sentence_what_is_needed() throws Exception {
        Path old = olderJava();
        succeeds(run(stage.home(), TIEBEAM.resolve("tiebeam").toString(), "new", "chat"));
        Process process = start(stage.home().resolve("chat"), Map.of("JAVA_HOME", old.toString()), "mvn", "-B", "test");
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(text)
                .contains("chat needs JDK 25 or newer, and Maven runs on ")
                .contains(". Run ./tiebeam test, which finds one, or set JAVA_HOME.")
                .doesNotContain("invalid target release");
    }

    private static Path olderJava() throws IOException {
        Path all = Path.of("/usr/lib/jvm");
        assumeTrue(Files.isDirectory(all), "there is no " + all);
        try (Stream<Path> homes = Files.list(all)) {
            Optional<Path> old = homes.filter(
                            home -> home.getFileName().toString().matches(".*\\b(17|21)\\b.*"))
                    .filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .findFirst();
            assumeTrue(old.isPresent(), "there is no older Java in " + all);
            return old.get();
        }
    }
}
