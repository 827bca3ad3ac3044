// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user is told who has something wrong around a command, and not in it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StartFailuresTest {
    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void a_port_of_our_own() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("ERL_EPMD_PORT", Integer.toString(free.getLocalPort()));
        }
    }

    private void says(int exitCode, String text, String... arguments) throws Exception {
        try (CommandProcess command = new CommandProcess(folder, environment, arguments)) {
            command.endInput();
            assertThat(command.awaitEnd()).isEqualTo(exitCode);
            assertThat(String.join("\n", command.output()) + "\n").isEqualTo(text);
        }
    }

    @Test
    void a_port_that_is_none_is_wrong_usage() throws Exception {
        environment.put("ERL_EPMD_PORT", "http");
        says(64, """
                ** ERL_EPMD_PORT: expected a port from 1 to 65535, got "http"
                   → correct it or unset it
                """, "shell", "--sname", "alex@localhost");
    }

    @Test
    void a_name_that_is_none_is_told_what_one_looks_like() throws Exception {
        says(1, """
                ** invalid node name: expected name@host (ASCII letters, digits, - and _ before the @), got "a b@localhost"
                   → such as --sname alex@localhost, or --sname alex
                """, "shell", "--sname", "a b@localhost");
    }

    @Test
    void another_program_on_the_port_of_epmd_is_told_from_an_epmd() throws Exception {
        try (ServerSocket web = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            environment.put("ERL_EPMD_PORT", Integer.toString(web.getLocalPort()));
            Thread.ofVirtual().start(() -> answer(web));
            says(1, """
                    ** cannot start node alex@localhost: its name cannot be registered
                       epmd on 127.0.0.1:%d failed: expected tag 118 or 121 in answer to a registration, got 72
                       → if another program has that port, stop it, or take another one for all nodes: ERL_EPMD_PORT=4370
                    """.formatted(web.getLocalPort()), "shell", "--sname", "alex@localhost");
        }
    }

    private static void answer(ServerSocket web) {
        while (true) {
            try (Socket guest = web.accept()) {
                guest.getInputStream().read();
                guest.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                if (web.isClosed()) {
                    return;
                }
            }
        }
    }

    @Test
    void an_environment_that_is_none_is_told_those_that_are() throws Exception {
        environment.put("TIEBEAM_ENV", "stage");
        says(1, """
                ** expected an environment, TIEBEAM_ENV=dev, test or prod, got: stage
                   → set it to one of them, or unset it: that is dev
                """, "run", "--sname", "alex@localhost", "-S", withPort().toString());
    }

    @Test
    void a_setting_of_the_wrong_kind_is_told_with_where_it_is_from_and_where_it_was_looked_for() throws Exception {
        environment.put("TIEBEAM_HELLO_PORT", "many");
        String project = withPort().toString();
        try (CommandProcess run =
                new CommandProcess(folder, environment, "run", "--sname", "a@localhost", "-S", project)) {
            assertThat(run.awaitEnd()).isEqualTo(1);
            assertThat(String.join("\n", run.output()))
                    .contains("** the project in " + project + " cannot start: ")
                    .contains("hello.port cannot be used for env DEV")
                    .contains("TIEBEAM_HELLO_PORT", "many", "config/runtime.properties")
                    .doesNotContain("\tat ");
        }
    }

    /** An application that listens on no port, but wants to know which. */
    private Path withPort() throws IOException {
        return BuiltProject.in(folder.resolve("hello"), "hello.HelloApplication", """
                package hello;
                import static io.tiebeam.Kernel.*;
                import io.tiebeam.otp.*;
                import io.tiebeam.term.Pid;
                public final class HelloApplication implements Application {
                    static final Key<Integer> PORT = Key.of("hello", "port", Integer.class);
                    public Pid start() {
                        int port = PORT.get();
                        return spawnLink(() -> receive());
                    }
                    public Config config() { return (env, settings) -> settings.put(PORT, 4000); }
                }
                """)
                .providing("io.tiebeam.otp.Application", "hello.HelloApplication")
                .folder();
    }

    @Test
    void a_library_has_a_shell_though_it_has_no_application() throws Exception {
        Path project = withPort();
        Files.delete(project.resolve("target/classes/META-INF/services/io.tiebeam.otp.Application"));
        try (CommandProcess shell = new CommandProcess(
                folder, environment, "shell", "-S", project.toString(), "-e", "HelloApplication.class")) {
            shell.endInput();
            assertThat(shell.awaitEnd()).isZero();
            assertThat(shell.output().getLast()).contains("HelloApplication");
        }
    }
}
