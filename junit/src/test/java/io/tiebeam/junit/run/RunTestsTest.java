// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed and what is returned, of tests in a JVM of their own. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RunTestsTest {
    private record Ended(int code, String text) {}

    private static Ended run(String... arguments) throws Exception {
        Path classes = Path.of(RunTestsTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RunTests.class.getName(),
                "--classes",
                classes.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), text);
    }

    @Test
    void without_a_name_distributed_tests_are_excluded_in_the_words_of_the_lesson() throws Exception {
        Ended ended = run("sample.Lesson", "--seed", "7", "--exclude", "slow");
        assertThat(ended.text)
                .startsWith("Running tests with seed: 7, env: test, node: none\n"
                        + "Excluding tags: [:slow, distributed: true]\n")
                .contains("     code:  assertThat(1).isEqualTo(2);\n     left:  1\n     right: 2\n")
                .contains("again: ./tiebeam test src/test/java/sample/Lesson.java:")
                .endsWith("\n2 tests, 1 failure, 1 excluded\n\n0 passed, 1 failed, 1 skipped\n");
        assertThat(ended.code).isEqualTo(2);
    }

    @Test
    void a_line_chooses_the_test_it_is_in_though_its_tag_is_excluded() throws Exception {
        Ended ended = run("Lesson.java:15", "--seed", "7");
        assertThat(ended.text)
                .startsWith("""
                        Running tests with seed: 7, env: test, node: none
                        Excluding tags: [:test]
                        Including tags: [location: {"src/test/java/sample/Lesson.java", 15}]

                        .
                        """)
                .endsWith("\n2 tests, 0 failures, 1 excluded\n\n1 passed, 0 failed, 1 skipped\n");
        assertThat(ended.code).isZero();
    }

    @Test
    void a_line_before_all_tests_is_told_where_the_first_is() throws Exception {
        Ended ended = run("Lesson:2");
        assertThat(ended.text)
                .isEqualTo("** no test begins at or before line 2 of Lesson\n"
                        + "   → the first is at src/test/java/sample/Lesson.java:13\n");
        assertThat(ended.code).isEqualTo(1);
    }

    @Test
    void a_pattern_that_matches_nothing_is_said() throws Exception {
        Ended ended = run("Nobody");
        assertThat(ended.text).startsWith("** no test class matches \"Nobody\"\n   → the project has: ");
        assertThat(ended.code).isEqualTo(1);
    }

    // ---- projects of their own ------------------------------------------------------------------------------------

    private static final String TAGGED = """
            package sample;

            import org.junit.jupiter.api.Tag;
            import org.junit.jupiter.api.Test;

            class TaggedTest {
                @Test
                void one() {}

                @Test
                @Tag("slow")
                void two() {}
            }
            """;

    @Test
    void a_project_without_tests_is_told_how_one_is_written(@TempDir Path folder) throws Exception {
        SmallProject.Ended ended = new SmallProject(folder).run();
        assertThat(ended.text())
                .isEqualTo("** the project has no tests\n"
                        + "   → write one: a class in src/test/java with a method annotated with @Test\n");
        assertThat(ended.code()).isEqualTo(1);
    }

    @Test
    void tags_include_exclude_and_choose(@TempDir Path folder) throws Exception {
        SmallProject project = new SmallProject(folder).with("TaggedTest", TAGGED);
        assertThat(project.run("--exclude", "slow").text())
                .contains("Excluding tags: [:slow, distributed: true]\n")
                .contains("\n2 tests, 0 failures, 1 excluded\n");
        assertThat(project.run("--exclude", "slow", "--include", "slow").text())
                .contains("Excluding tags: [distributed: true]\nIncluding tags: [:slow]\n")
                .contains("\n2 tests, 0 failures\n");
        assertThat(project.run("--only", "slow").text())
                .contains("Excluding tags: [:test]\nIncluding tags: [:slow]\n")
                .contains("\n2 tests, 0 failures, 1 excluded\n");
        assertThat(project.run("--exclude", "slow", "TaggedTest:11").text())
                .contains("Excluding tags: [:test]\n"
                        + "Including tags: [location: {\"src/test/java/sample/TaggedTest.java\", 11}]\n")
                .contains("\n2 tests, 0 failures, 1 excluded\n");
        assertThat(project.run("TaggedTest.java:8", "sample.TaggedTest:10").text())
                .contains("TaggedTest.java\", 8}, location: {")
                .contains("\n2 tests, 0 failures\n");
        SmallProject.Ended none = project.run("--only", "quick");
        assertThat(none.text())
                .contains("** no test has a tag of --only quick\n   → a test has it by @Tag(\"quick\")\n");
        assertThat(none.code()).isEqualTo(1);
    }

    @Test
    void stale_tests_are_those_that_have_not_passed_as_they_are(@TempDir Path folder) throws Exception {
        SmallProject project = new SmallProject(folder).with("TaggedTest", TAGGED);
        assertThat(project.run("--stale", "TaggedTest.java:7").text()).contains("\n2 tests, 0 failures, 1 excluded\n");
        assertThat(project.run("--stale", "--only", "slow").text()).contains("\n2 tests, 0 failures, 1 excluded\n");
        assertThat(project.run("--stale", "--exclude", "slow").text()).contains("\n2 tests, 0 failures, 1 excluded\n");
        assertThat(project.run("--stale", "--exclude", "slow").text()).endsWith("\n\nNo stale tests\n");
        assertThat(project.run("--stale").text()).contains("\n2 tests, 0 failures\n");
        SmallProject.Ended nothing = project.run("--stale");
        assertThat(nothing.text()).endsWith("\n\nNo stale tests\n");
        assertThat(nothing.code()).isZero();
        project.with(
                "TaggedTest", TAGGED.replace("void one() {}", "void one() { throw new IllegalStateException(); }"));
        assertThat(project.run("--stale").text()).contains("\n2 tests, 1 failure\n");
        assertThat(project.run("--stale").text()).contains("\n2 tests, 1 failure\n");
    }

    @Test
    void an_application_that_cannot_start_is_said_in_full_once(@TempDir Path folder) throws Exception {
        SmallProject project = new SmallProject(folder)
                .with("BrokenApplication", """
                        package sample;

                        import io.tiebeam.otp.Application;
                        import io.tiebeam.otp.Config;
                        import io.tiebeam.otp.Key;
                        import io.tiebeam.term.Pid;

                        public final class BrokenApplication implements Application {
                            @Override
                            public Pid start() {
                                throw new AssertionError("its settings come first");
                            }

                            @Override
                            public Config config() {
                                return (env, settings) -> settings.require(Key.of("broken", "port", Integer.class));
                            }
                        }
                        """)
                .withResource("META-INF/services/io.tiebeam.otp.Application", "sample.BrokenApplication\n")
                .with("BrokenTest", """
                        package sample;

                        import io.tiebeam.junit.OtpTest;
                        import org.junit.jupiter.api.Test;

                        @OtpTest
                        class BrokenTest {
                            @Test
                            void one() {}

                            @Test
                            void two() {}
                        }
                        """);
        SmallProject.Ended ended = project.run();
        assertThat(ended.text())
                .containsOnlyOnce("     ** (java.lang.IllegalStateException) broken.port is not set for env TEST")
                .contains("\n     as 1)\n")
                .doesNotContain("stacktrace:")
                .contains("\n2 tests, 2 failures\n");
        assertThat(ended.code()).isEqualTo(2);
    }

    @Test
    void frames_of_tiebeam_are_shown_only_where_there_are_no_others(@TempDir Path folder) throws Exception {
        SmallProject project = new SmallProject(folder).with("ExitTest", """
                package sample;

                import io.tiebeam.Kernel;
                import io.tiebeam.junit.OtpTest;
                import org.junit.jupiter.api.Test;

                class ExitTest {
                    @Test
                    @OtpTest
                    void exits() {
                        Kernel.exit("enough");
                    }
                }
                """);
        assertThat(project.run().text())
                .contains(
                        "     stacktrace:\n       src/test/java/sample/ExitTest.java:11: ExitTest.exits\n     again:");
    }

    // ---- with peers -----------------------------------------------------------------------------------------------

    @Test
    void the_death_of_the_tests_is_that_of_their_peers(@TempDir Path folder) throws Exception {
        SmallProject project = new SmallProject(folder).with("DyingTest", """
                package sample;

                import io.tiebeam.junit.OtpTest;
                import io.tiebeam.junit.Peer;
                import io.tiebeam.junit.PeerNode;
                import org.junit.jupiter.api.Test;

                class DyingTest {
                    @Test
                    @OtpTest
                    void dies(@Peer("moebi") PeerNode moebi) {
                        System.out.println("peer " + moebi.eval("ProcessHandle.current().pid()") + ".");
                        Runtime.getRuntime().halt(9);
                    }
                }
                """);
        SmallProject.Ended ended = project.run();
        assertThat(ended.code()).isEqualTo(9);
        Matcher peer = Pattern.compile("peer (\\d+)\\.").matcher(ended.text());
        assertThat(peer.find()).as(ended.text()).isTrue();
        Optional<ProcessHandle> left = ProcessHandle.of(Long.parseLong(peer.group(1)));
        left.ifPresent(
                process -> process.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    }

    @Test
    void where_there_is_no_elixir_its_tests_are_excluded_with_the_reason(@TempDir Path folder) throws Exception {
        SmallProject project = new SmallProject(folder).with("ElixirTest", """
                package sample;

                import io.tiebeam.junit.OtpTest;
                import io.tiebeam.junit.Peer;
                import io.tiebeam.junit.PeerNode;
                import io.tiebeam.junit.PeerType;
                import org.junit.jupiter.api.Test;

                class ElixirTest {
                    @Test
                    @OtpTest
                    void talks(@Peer(value = "kate", type = PeerType.ELIXIR) PeerNode kate) {
                        kate.eval("1");
                    }
                }
                """);
        SmallProject.Ended ended =
                project.withEnvironment("PATH", folder.toString()).run();
        assertThat(ended.text())
                .contains("Excluded 1: there is no elixir on the PATH (Debian, Ubuntu: sudo apt-get install elixir)\n")
                .contains("\n1 test, 0 failures, 1 excluded\n");
        assertThat(ended.code()).isZero();
    }
}
