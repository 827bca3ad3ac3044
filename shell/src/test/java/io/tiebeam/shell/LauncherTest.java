// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher script in a folder of its own, with folders that look like JDKs and a program that acts as Maven. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "basename",
            "cat",
            "cp",
            "dirname",
            "find",
            "grep",
            "head",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sh",
            "sleep",
            "touch");

    private record Ended(int exitCode, String out, String err) {}

    @TempDir
    private Path folder;

    private Path home;
    private Path jdks;
    private Path tools;

    @BeforeEach
    void copy_the_launcher() throws IOException {
        home = Files.createDirectories(folder.resolve("my projects/tiebeam"));
        jdks = Files.createDirectory(folder.resolve("jdks"));
        tools = Files.createDirectory(folder.resolve("bin"));
        Path original = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(original.resolve("tiebeam"))) {
            original = original.getParent();
        }
        Files.copy(original.resolve("tiebeam"), home.resolve("tiebeam"));
        write(home.resolve("pom.xml"), "<project/>");
        write(home.resolve("term/src/main/java/A.java"), "class A {}");
        Path help = Path.of("shell/src/main/resources/io/tiebeam/shell/help.txt");
        write(home.resolve(help), Files.readString(original.resolve(help)));
        for (String tool : TOOLS) {
            program(tools.resolve(tool), "exec " + whereIs(tool) + " \"$@\"");
        }
    }

    @Test
    void says_what_it_found_where_no_jdk_is_new_enough() throws Exception {
        Path old = jdk("java-17", "17.0.15", true);
        Ended ended = launch(Map.of("JAVA_HOME", old.toString()), "test");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).isEqualTo("""
                        tiebeam: needs JDK 25 or newer, found only:
                          %s (JDK 17)
                          Install one (for example Temurin 25), then set JAVA_HOME or TIEBEAM_JAVA_HOME to it.
                        """.formatted(old));
    }

    @Test
    void says_that_there_is_no_jdk_at_all() throws Exception {
        assertThat(launch(Map.of(), "shell").err()).isEqualTo("""
                        tiebeam: needs JDK 25 or newer, found none.
                          Install one (for example Temurin 25), then set JAVA_HOME or TIEBEAM_JAVA_HOME to it.
                        """);
    }

    @Test
    void a_jre_is_not_enough() throws Exception {
        Path jre = jdk("jre-25", "25.0.3", false);
        Ended ended = launch(Map.of(), "shell");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("  " + jre + " (Java 25 without javac: a JRE is not enough)\n");
    }

    @Test
    void passes_over_a_java_home_that_is_too_old_and_takes_the_newest_it_finds() throws Exception {
        Path old = jdk("a17", "17.0.15", true);
        jdk("b8", "1.8.0_402", true);
        jdk("c25", "25.0.3", true);
        Path newest = jdk("d26", "26", true);
        mavenThatBuilds();
        assertThat(launch(Map.of("JAVA_HOME", old.toString()), "shell").out()).startsWith(newest + "/bin/java ");
    }

    @Test
    void obeys_first_its_own_variable_then_java_home() throws Exception {
        Path mine = jdk("mine", "25.0.3", true);
        Path yours = jdk("yours", "25.0.4", true);
        jdk("newer", "27-ea", true);
        mavenThatBuilds();
        Map<String, String> both = Map.of("TIEBEAM_JAVA_HOME", mine.toString(), "JAVA_HOME", yours.toString());
        assertThat(launch(both, "shell").out()).startsWith(mine + "/bin/java ");
        assertThat(launch(Map.of("JAVA_HOME", yours.toString()), "shell").out()).startsWith(yours + "/bin/java ");
    }

    @Test
    void builds_with_that_jdk_then_becomes_the_command_line_with_all_arguments() throws Exception {
        Path jdk = jdk("jdk", "25.0.3", true);
        mavenThatBuilds();
        Ended ended = launch(Map.of(), "shell", "--sname", "alex@localhost", "-e", "send(pid, \"a b\")");
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.err()).isEqualTo("tiebeam: building " + home.toRealPath() + " ...\n");
        assertThat(ended.out())
                .startsWith(jdk + "/bin/java ")
                .contains(" -Djdk.trackAllThreads=false --enable-native-access=ALL-UNNAMED ")
                .contains("|io.tiebeam.shell.Main|shell|--sname|alex@localhost|-e|send(pid, \"a b\")|");
        assertThat(Files.readString(home.resolve("mvn.log")))
                .contains("JAVA_HOME=" + jdk)
                .contains("--sun-misc-unsafe-memory-access=allow");
    }

    @Test
    void builds_again_only_when_a_source_changed_or_went() throws Exception {
        jdk("jdk", "25.0.3", true);
        mavenThatBuilds();
        launch(Map.of(), "shell");
        assertThat(launch(Map.of(), "shell").err()).isEmpty();
        Path source = home.resolve("term/src/main/java/A.java");
        later(source);
        assertThat(launch(Map.of(), "shell").err()).contains("building");
        age();
        assertThat(launch(Map.of(), "shell").err()).isEmpty();
        Files.delete(source);
        later(source.getParent());
        assertThat(launch(Map.of(), "shell").err()).contains("building");
    }

    @Test
    void shows_the_log_of_a_build_that_fails() throws Exception {
        jdk("jdk", "25.0.3", true);
        program(tools.resolve("mvn"), "echo '[ERROR] A.java: no'; exit 1");
        Ended ended = launch(Map.of(), "run");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("[ERROR] A.java: no").contains("tiebeam: the build failed");
        assertThat(home.resolve("target/lock")).doesNotExist();
    }

    @Test
    void says_that_maven_is_missing() throws Exception {
        jdk("jdk", "25.0.3", true);
        Ended ended = launch(Map.of(), "demo");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("needs Maven 3.8.7 or newer").contains("apt-get install maven");
    }

    @Test
    void a_lock_of_a_launcher_that_died_is_taken_over() throws Exception {
        jdk("jdk", "25.0.3", true);
        mavenThatBuilds();
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        write(home.resolve("target/lock/pid"), Long.toString(dead.pid()));
        assertThat(launch(Map.of(), "shell").exitCode()).isZero();
    }

    @Test
    void tests_that_fail_are_told_from_a_build_that_fails() throws Exception {
        jdk("jdk", "25.0.3", true);
        program(tools.resolve("mvn"), "echo 'COMPILATION ERROR'; exit 1");
        assertThat(launch(Map.of(), "test").exitCode()).isEqualTo(1);
        program(
                tools.resolve("mvn"),
                "mkdir -p term/target/surefire-reports; echo '<failure message=\"x\">'"
                        + " >term/target/surefire-reports/TEST-A.xml; exit 1");
        assertThat(launch(Map.of(), "test").exitCode()).isEqualTo(2);
    }

    @Test
    void says_why_tests_with_a_beam_are_excluded() throws Exception {
        jdk("jdk", "25.0.3", true);
        mavenThatBuilds();
        String reason = "no erl and elixir on the PATH: tests with real BEAM nodes are excluded";
        assertThat(launch(Map.of(), "test").out()).contains(reason);
        program(tools.resolve("erl"), "");
        program(tools.resolve("elixir"), "");
        assertThat(launch(Map.of(), "test").out()).doesNotContain("excluded");
    }

    @Test
    void a_test_may_start_the_launcher_without_another_build() throws Exception {
        Path jdk = jdk("jdk", "25.0.3", true);
        program(
                tools.resolve("mvn"),
                "mkdir -p shell/target/lib; : >shell/target/tiebeam-shell.jar; exec sh ./tiebeam shell --sname a");
        assertThat(launch(Map.of(), "test").out())
                .contains("\n" + jdk + "/bin/java ")
                .doesNotContain("building");
    }

    @Test
    void a_cache_that_the_build_made_is_used_by_the_same_jdk_with_the_same_jars_only() throws Exception {
        Path jdk = jdk("jdk", "25.0.3", true);
        mavenThatBuilds();
        assertThat(launch(Map.of(), "shell").out()).doesNotContain("-XX:AOTCache=");
        Files.delete(home.resolve("target/built"));
        age();
        // one that writes what it is told to write
        program(jdk.resolve("bin/java"), """
                for word in "$@"; do
                    case $word in -XX:AOTCacheOutput=*) echo cache >"${word#*=}" ;; esac
                done
                printf '%s ' "$0" "$@\"""");
        Ended built = launch(Map.of(), "shell", "-e", "1");
        String cache = " -XX:AOTCache=" + home.toRealPath().resolve("target/tiebeam.aot") + " ";
        assertThat(built.out()).contains(cache).contains("-e 1");
        assertThat(launch(Map.of(), "run").out()).contains(cache).doesNotContain("TieredStopAtLevel");
        assertThat(launch(Map.of("TIEBEAM_JAVA_OPTS", "-XX:+UseZGC"), "shell").out())
                .contains("-XX:+UseZGC")
                .doesNotContain("UseSerialGC");
        Path other = jdk("other", "25.0.4", true);
        assertThat(launch(Map.of("TIEBEAM_JAVA_HOME", other.toString()), "shell")
                        .out())
                .startsWith(other + "/bin/java ")
                .doesNotContain("-XX:AOTCache=");
        later(home.resolve("shell/target/tiebeam-shell.jar"));
        assertThat(launch(Map.of(), "shell").out()).doesNotContain("-XX:AOTCache=");
    }

    @Test
    void works_through_links_and_from_any_folder() throws Exception {
        Path jdk = jdk("jdk", "25.0.3", true);
        mavenThatBuilds();
        Path first = Files.createSymbolicLink(home.resolveSibling("first"), Path.of("tiebeam/tiebeam"));
        Path second = Files.createSymbolicLink(folder.resolve("second"), first);
        Ended ended = run(folder, Map.of(), List.of(whereIs("sh").toString(), second.toString(), "shell"));
        assertThat(ended.out()).startsWith(jdk + "/bin/java ").contains("-Dtiebeam.home=" + home.toRealPath());
    }

    @Test
    void help_needs_neither_java_nor_maven_and_an_unknown_command_is_usage() throws Exception {
        Ended help = launch(Map.of(), "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).isEqualTo(Help.overview());
        assertThat(launch(Map.of(), "help").out()).isEqualTo(Help.overview());
        assertThat(launch(Map.of()).out()).isEqualTo(Help.overview());
        Ended unknown = launch(Map.of(), "shel");
        assertThat(unknown.exitCode()).isEqualTo(64);
        assertThat(unknown.err())
                .isEqualTo(
                        "tiebeam: there is no command 'shel'. Commands: new, demo, test, shell, run, epmd, ping, doctor, observe, help.\n");
    }

    // ---- that of a new project --------------------------------------------------------------------------------------

    private Ended launchProject(String... arguments) throws Exception {
        Path project = folder.resolve("chat");
        if (!Files.exists(project)) {
            write(project.resolve("pom.xml"), "<project/>");
        }
        try (InputStream script = Main.class.getResourceAsStream("generate/tiebeam.txt")) {
            write(project.resolve("tiebeam"), new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
        List<String> command = new ArrayList<>(
                List.of(whereIs("sh").toString(), project.resolve("tiebeam").toString()));
        command.addAll(List.of(arguments));
        return run(project, Map.of(), command);
    }

    @Test
    void a_new_project_s_launcher_says_what_is_missing_too() throws Exception {
        Ended none = launchProject("test");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err()).isEqualTo("""
                        tiebeam: needs JDK 25 or newer, found none.
                          Install one (for example Temurin 25), then set JAVA_HOME or TIEBEAM_JAVA_HOME to it.
                        """);
        Path old = jdk("java-21", "21.0.9", true);
        assertThat(launchProject("test").err()).contains("found only:\n  " + old + " (JDK 21)\n");
        jdk("jdk", "25.0.3", true);
        Ended withoutMaven = launchProject("test");
        assertThat(withoutMaven.exitCode()).isEqualTo(1);
        assertThat(withoutMaven.err())
                .contains("tiebeam: needs Maven 3.8.7 or newer, and there is no mvn on the PATH.")
                .contains("sudo apt-get install maven");
    }

    @Test
    void a_new_project_s_launcher_fetches_once_and_makes_a_cache_for_those_who_wait() throws Exception {
        Path jdk = jdk("jdk", "25.0.3", true);
        program(jdk.resolve("bin/java"), """
                for word in "$@"; do
                    case $word in -XX:AOTCacheOutput=*) echo cache >"${word#*=}" ;; esac
                done
                printf '%s ' "$0" "$@\"""");
        program(tools.resolve("mvn"), """
                echo mvn >>mvn.log
                for word in "$@"; do
                    case $word in -Dmdep.outputFile=*) echo /repository/tiebeam-shell.jar >"${word#*=}" ;; esac
                done""");
        String cache = " -XX:AOTCache=" + folder.toRealPath().resolve("chat/target/tiebeam/command-line.aot") + " ";
        Ended shell = launchProject("shell", "-e", "1");
        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.out())
                .startsWith(jdk + "/bin/java ")
                .contains(cache, " -XX:TieredStopAtLevel=1 ", " -cp /repository/tiebeam-shell.jar ")
                .endsWith(" io.tiebeam.shell.Main shell -e 1 ");
        assertThat(launchProject("run", "--sname", "a").out()).contains(cache).doesNotContain("TieredStopAtLevel");
        assertThat(Files.readString(folder.resolve("chat/mvn.log"))).isEqualTo("mvn\n");
    }

    // ---- the small world of these tests ---------------------------------------------------------------------------

    /** A folder that looks like a JDK: its java prints its own path, and its arguments between bars. */
    private Path jdk(String name, String version, boolean withCompiler) throws IOException {
        Path jdk = Files.createDirectories(jdks.resolve(name)).toRealPath();
        write(jdk.resolve("release"), "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        program(jdk.resolve("bin/java"), "printf '%s ' \"$0\" \"$@\"; printf '\\n|'; printf '%s|' \"$@\"");
        if (withCompiler) {
            program(jdk.resolve("bin/javac"), "");
        }
        return jdk;
    }

    /** A Maven that leaves what a build leaves. */
    private void mavenThatBuilds() throws IOException {
        program(
                tools.resolve("mvn"),
                "echo \"JAVA_HOME=$JAVA_HOME $MAVEN_OPTS $*\" >>mvn.log; mkdir -p shell/target/lib;"
                        + " : >shell/target/tiebeam-shell.jar");
        age();
    }

    /** Makes all sources an hour old, so that the second of a file's date does not matter. */
    private void age() throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.toList()) {
                if (!file.startsWith(home.resolve("target"))) {
                    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
                }
            }
        }
    }

    private static void later(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
    }

    private Ended launch(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(whereIs("sh").toString(), home.resolve("tiebeam").toString()));
        command.addAll(List.of(arguments));
        return run(home, environment, command);
    }

    private Ended run(Path where, Map<String, String> environment, List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", tools.toString(), "HOME", folder.toString(), "TIEBEAM_JDK_PATH", jdks.toString()));
        builder.environment().putAll(environment);
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = builder.redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the launcher hangs: " + command);
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static Path whereIs(String tool) {
        String name = tool.equals("sh") && onPath("dash") != null ? "dash" : tool;
        Path found = onPath(name);
        if (found == null) {
            throw new AssertionError(tool + " is not on the PATH");
        }
        return found;
    }

    private static Path onPath(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(entry -> Path.of(entry, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static void program(Path file, String body) throws IOException {
        write(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
