// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as processes: what they print, what they listen to, what they end with. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CommandLineTest {
    @TempDir
    private Path folder;

    private int epmdPort;

    @BeforeEach
    void a_port_of_our_own() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            epmdPort = free.getLocalPort();
        }
    }

    private CommandProcess start(String... arguments) throws IOException {
        return new CommandProcess(folder, epmdPort, arguments);
    }

    @Test
    void evaluates_what_is_given_then_what_is_piped_in_and_says_whether_all_went_well() throws Exception {
        try (CommandProcess shell = start("shell", "-e", "1 + 1", "-e", "IO.println(\"hi\")")) {
            shell.awaitLine("2");
            shell.awaitLine("hi");
            shell.awaitLine(":ok");
            shell.type("int twice(int n) {");
            shell.type("    return 2 * n;");
            shell.type("}");
            shell.type("twice(21)");
            shell.awaitLine("42");
            shell.type("getLine(\"name? \").get()");
            shell.type("kate");
            shell.awaitLine("name? \"kate\\n\"");
            shell.endInput();
            assertThat(shell.awaitEnd()).isZero();
        }
    }

    @Test
    void ends_with_1_after_an_evaluation_that_failed_but_does_the_rest() throws Exception {
        try (CommandProcess shell = CommandProcess.withoutInput(
                folder, epmdPort, "shell", "-e", "Nobody.x()", "-e", "throw new Exception(\"boom\");", "-e", "3")) {
            assertThat(shell.awaitEnd()).isEqualTo(1);
            assertThat(shell.output())
                    .contains(
                            "** (CompileError) cannot find symbol: variable Nobody",
                            "** (java.lang.Exception) boom",
                            "3");
        }
    }

    @Test
    void two_shells_meet_and_code_that_only_one_knows_prints_at_the_other() throws Exception {
        try (CommandProcess kate = start("shell", "--sname", "kate@localhost");
                CommandProcess alex = start("shell", "--sname", "alex@localhost")) {
            kate.awaitLine(line -> line.startsWith("Listens on 127.0.0.1:"));
            kate.type("class Kate { static void sayName() { IO.println(\"Hi, my name is Kate\"); } }");
            kate.awaitLine("{:module, Kate}");
            alex.type("ping(\"kate@localhost\")");
            alex.awaitLine(":pong");
            alex.type("Node.spawnLink(\"kate@localhost\", Mfa.of(\"Elixir.Kate\", \"say_name\"))");
            alex.awaitLine("Hi, my name is Kate");
            alex.type("Node.spawnLink(\"kate@localhost\", Mfa.eval(\"Kate.sayName()\"))");
            alex.awaitLine("Hi, my name is Kate");
            alex.type("nodes()");
            alex.awaitLine("[:kate@localhost]");
            alex.endInput();
            assertThat(alex.awaitEnd()).isZero();
            kate.endInput();
            assertThat(kate.awaitEnd()).isZero();
            assertThat(kate.output()).doesNotContain("Hi, my name is Kate");
        }
    }

    @Test
    void without_evaluation_only_what_is_exposed_can_be_called() throws Exception {
        try (CommandProcess kate = start("shell", "--sname", "kate@localhost", "--no-eval");
                CommandProcess alex = start("shell", "--sname", "alex@localhost")) {
            kate.awaitLine(line -> line.endsWith("; evaluates no code of others"));
            alex.type("Node.spawnLink(\"kate@localhost\", Mfa.eval(\"1 + 1\"))");
            assertThat(alex.awaitLine(line -> line.startsWith("** (EXIT from")))
                    .contains("shell process exited with reason: an exception was raised:");
            alex.awaitLine(line -> line.contains("UndefinedFunctionError"));
        }
    }

    @Test
    void the_cookie_is_made_for_its_owner_only_and_never_shown() throws Exception {
        try (CommandProcess shell = start("shell", "--sname", "alex@localhost")) {
            shell.awaitLine(line -> line.startsWith("Listens on "));
            shell.endInput();
            assertThat(shell.awaitEnd()).isZero();
            Path file = folder.resolve(".erlang.cookie");
            assertThat(Files.getPosixFilePermissions(file)).hasSize(1);
            assertThat(shell.output())
                    .noneMatch(line -> line.contains(readable(file)))
                    .anyMatch(line -> line.matches(
                            "Node alex@localhost, cookie from ~/.erlang.cookie \\(#[0-9a-f]{4}\\), epmd 127.0.0.1:"
                                    + epmdPort));
        }
    }

    @Test
    void a_cookie_that_is_given_leaves_that_of_the_user_alone_and_an_unreachable_node_is_explained() throws Exception {
        try (CommandProcess shell = CommandProcess.withoutInput(
                folder,
                epmdPort,
                "shell",
                "--sname",
                "alex@localhost",
                "--cookie",
                "secret_token",
                "-e",
                "ping(\"moebi@localhost\")")) {
            assertThat(shell.awaitEnd()).isZero();
            assertThat(shell.output())
                    .contains(":pang")
                    .anyMatch(line -> line.startsWith("** no connection to moebi@localhost"))
                    .noneMatch(line -> line.contains("secret_token"));
            assertThat(folder.resolve(".erlang.cookie")).doesNotExist();
        }
    }

    private static String readable(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void an_application_runs_until_sigterm_and_then_ends_in_order() throws Exception {
        Path project = application();
        try (CommandProcess kate = CommandProcess.withoutInput(
                folder, epmdPort, "run", "--sname", "kate@localhost", "-S", project.toString())) {
            kate.awaitLine("Node kate@localhost is up");
            try (CommandProcess names = CommandProcess.withoutInput(folder, epmdPort, "epmd", "names")) {
                assertThat(names.awaitEnd()).isZero();
                assertThat(names.output())
                        .hasSize(2)
                        .startsWith("epmd: up and running on port " + epmdPort + " with data:")
                        .anyMatch(line -> line.matches("name kate at port \\d+"));
            }
            kate.terminate();
            assertThat(kate.awaitEnd()).isEqualTo(128 + 15);
            assertThat(kate.output()).containsSubsequence("hello application", "Node kate@localhost is up", "goodbye");
        }
    }

    @Test
    void an_application_can_be_called_by_others_as_far_as_it_says() throws Exception {
        Path project = application();
        try (CommandProcess kate = CommandProcess.withoutInput(
                        folder, epmdPort, "run", "--sname", "kate@localhost", "-S", project.toString());
                CommandProcess alex = start("shell", "--sname", "alex@localhost", "-S", project.toString())) {
            kate.awaitLine("Node kate@localhost is up");
            alex.awaitLine("hello application");
            alex.type("Node.spawnLink(NodeName.of(\"kate@localhost\"), hello.HelloApplication::greet, \"you\")");
            alex.awaitLine("hello you");
        }
    }

    @Test
    void a_name_that_is_taken_is_refused_with_what_to_do() throws Exception {
        try (CommandProcess first = start("shell", "--sname", "alex@localhost")) {
            first.awaitLine(line -> line.startsWith("Listens on "));
            try (CommandProcess second =
                    CommandProcess.withoutInput(folder, epmdPort, "shell", "--sname", "alex@localhost")) {
                assertThat(second.awaitEnd()).isEqualTo(1);
                assertThat(String.join("\n", second.output()))
                        .contains("** cannot start node alex@localhost: the name is taken")
                        .contains("→");
            }
        }
    }

    @Test
    void epmd_is_served_in_the_foreground_until_sigterm() throws Exception {
        try (CommandProcess epmd = CommandProcess.withoutInput(folder, epmdPort, "epmd")) {
            epmd.awaitLine("epmd is up on 127.0.0.1:" + epmdPort);
            try (CommandProcess again = CommandProcess.withoutInput(folder, epmdPort, "epmd")) {
                assertThat(again.awaitEnd()).isEqualTo(1);
                assertThat(again.output()).anyMatch(line -> line.startsWith("** cannot serve epmd"));
            }
            epmd.terminate();
            epmd.awaitEnd();
        }
        try (CommandProcess names = CommandProcess.withoutInput(folder, epmdPort, "epmd", "names")) {
            assertThat(names.awaitEnd()).isEqualTo(1);
            assertThat(names.output().getFirst()).startsWith("** no epmd on 127.0.0.1:" + epmdPort);
        }
    }

    @Test
    void a_project_without_an_application_is_told_what_to_name() throws Exception {
        Path project = application();
        Files.delete(project.resolve("target/classes/META-INF/services/io.tiebeam.otp.Application"));
        try (CommandProcess kate = CommandProcess.withoutInput(
                folder, epmdPort, "run", "--sname", "kate@localhost", "-S", project.toString())) {
            assertThat(kate.awaitEnd()).isEqualTo(1);
            assertThat(kate.output())
                    .contains(
                            "** the project in " + project + " has no application",
                            "   → name its class: META-INF/services/io.tiebeam.otp.Application, or provides in module-info."
                                    + " A library has a shell: ./tiebeam shell");
        }
    }

    /** A project that was built: an application that exposes itself and prints when it starts and stops. */
    private Path application() throws IOException {
        return BuiltProject.in(folder.resolve("hello"), "hello.HelloApplication", """
                package hello;
                import static io.tiebeam.Kernel.*;
                import io.tiebeam.otp.Application;
                import io.tiebeam.term.Pid;
                import java.util.List;
                public final class HelloApplication implements Application {
                    public Pid start() {
                        greet("application");
                        return spawnLink(() -> receive());
                    }
                    public void stop() { System.out.println("goodbye"); }
                    public List<Class<?>> modules() { return List.of(HelloApplication.class); }
                    public static void greet(String whom) { System.out.println("hello " + whom); }
                }
                """)
                .providing("io.tiebeam.otp.Application", "hello.HelloApplication")
                .folder();
    }
}
