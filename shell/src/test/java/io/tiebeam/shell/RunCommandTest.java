// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tiebeam run} with applications that need each other, that fail, and that do not want to end. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RunCommandTest {
    private static final String APPLICATION = "io.tiebeam.otp.Application";
    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path folder;

    private int epmdPort;

    @BeforeEach
    void a_port_of_our_own() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            epmdPort = free.getLocalPort();
        }
    }

    /** A shop that needs a store, each with one process that waits; what {@code shop} says is in the place of its own. */
    private BuiltProject shop(String shop) throws IOException {
        return BuiltProject.in(folder.resolve("shop"), "shop.Shop", """
                        package shop;
                        import io.tiebeam.Kernel;
                        import io.tiebeam.Processes;
                        import io.tiebeam.otp.*;
                        import io.tiebeam.term.Atom;
                        import io.tiebeam.term.Pid;
                        import java.time.Duration;
                        import java.util.List;
                        public final class Shop {
                            static final Key<String> GREETING = Key.of("shop", "greeting", String.class);
                            public static abstract class Base implements Application {
                                public Pid start() throws Exception {
                                    System.out.println(name() + " starts");
                                    return tree();
                                }
                                Pid tree() throws Exception { return Kernel.spawnLink(() -> Kernel.receive()); }
                                public void stop() { System.out.println(name() + " has stopped"); }
                            }
                            public static final class StoreApplication extends Base {}
                            public static final class ShopApplication extends Base {
                                public List<String> needs() { return List.of("store"); }
                                SHOP
                            }
                            public static final class Wiring implements Config {
                                public void configure(Env env, Settings settings) {
                                    settings.put(GREETING, "from the service");
                                    settings.put(Applications.SHUTDOWN_TIMEOUT, Duration.ofMillis(300));
                                }
                            }
                        }
                        """.replace("SHOP", shop))
                .providing(APPLICATION, "shop.Shop$ShopApplication", "shop.Shop$StoreApplication");
    }

    private CommandProcess run(BuiltProject project) throws IOException {
        return CommandProcess.withoutInput(
                folder,
                epmdPort,
                "run",
                "--sname",
                "kate@localhost",
                "-S",
                project.folder().toString());
    }

    @Test
    void applications_start_after_what_they_need_and_stop_before_it() throws Exception {
        try (CommandProcess kate = run(shop(""))) {
            kate.awaitLine("Node kate@localhost is up");
            kate.terminate();
            assertThat(kate.awaitEnd()).isEqualTo(TERMINATED);
            assertThat(kate.output())
                    .containsSubsequence(
                            "store starts",
                            "shop starts",
                            "Node kate@localhost is up",
                            "shop has stopped",
                            "store has stopped");
        }
    }

    @Test
    void one_that_cannot_start_ends_with_1_and_what_it_needed_is_stopped() throws Exception {
        try (CommandProcess kate = run(shop("Pid tree() { return Kernel.exit(\"no_disk\"); }"))) {
            assertThat(kate.awaitEnd()).isEqualTo(ExitCodes.FAILURE);
            assertThat(kate.output())
                    .containsSubsequence("store starts", "shop starts", "store has stopped")
                    .anyMatch(line -> line.contains("cannot start") && line.contains(":no_disk"))
                    .doesNotContain("Node kate@localhost is up", "shop has stopped");
        }
    }

    @Test
    void one_that_ends_by_itself_ends_all_with_1() throws Exception {
        String crashing = "Pid tree() { return Kernel.spawnLink(() -> {"
                + " Kernel.receive(Duration.ofMillis(500)); Kernel.exit(\"out_of_tea\"); }); }";
        try (CommandProcess kate = run(shop(crashing))) {
            kate.awaitLine("Node kate@localhost is up");
            assertThat(kate.awaitEnd()).isEqualTo(ExitCodes.FAILURE);
            assertThat(kate.output())
                    .containsSubsequence("shop has stopped", "store has stopped")
                    .contains("the applications have ended: {:application_terminated, :shop, :out_of_tea}");
        }
    }

    @Test
    void one_that_does_not_end_at_sigterm_is_killed_after_the_time_that_a_config_of_the_services_gives()
            throws Exception {
        String deaf = "Pid tree() { System.out.println(GREETING.get()); return Supervisor.of(Strategy.ONE_FOR_ONE)"
                + ".child(ChildSpec.process(\"deaf\", () -> { Processes.trapExit(true);"
                + " while (true) { Kernel.receive(); } }).shutdown(Duration.ofDays(1))).startLink(); }";
        BuiltProject project = shop(deaf).providing("io.tiebeam.otp.Config", "shop.Shop$Wiring");
        try (CommandProcess kate = run(project)) {
            kate.awaitLine("from the service");
            kate.awaitLine("Node kate@localhost is up");
            long before = System.nanoTime();
            kate.terminate();
            assertThat(kate.awaitEnd()).isEqualTo(TERMINATED);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(60));
            assertThat(kate.output())
                    .containsSubsequence(
                            "shop has stopped",
                            "store has stopped",
                            "not all applications ended by themselves within 300 ms: the rest was killed",
                            "   → give them more time: -Dkernel.shutdown_timeout=PT30S");
        }
    }
}
