// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TestWatchTest {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    private final BlockingQueue<String> starts = new LinkedBlockingQueue<>();

    @BeforeEach
    void a_project() throws IOException {
        Files.createDirectories(folder.resolve("src/test/java"));
        Files.writeString(folder.resolve("pom.xml"), "<project/>");
    }

    private CompletableFuture<Integer> watch(InputStream typed, String... program) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new TestWatch(new Project(folder), () -> started(program), typed).run();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Process started(String... program) {
        try {
            starts.add("started");
            return new ProcessBuilder(program).start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitStart() throws InterruptedException {
        assertThat(starts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("started");
    }

    @Test
    void tests_run_again_when_a_source_changes_and_on_enter_until_q() throws Exception {
        try (PipedOutputStream keys = new PipedOutputStream();
                PipedInputStream typed = new PipedInputStream(keys)) {
            CompletableFuture<Integer> watch = watch(typed, "sh", "-c", "exit 2");
            awaitStart();
            Files.writeString(folder.resolve("src/test/java/A.java"), "class A {}");
            awaitStart();
            Files.delete(folder.resolve("src/test/java/A.java"));
            awaitStart();
            do { // one that comes while they run means nothing
                keys.write("\n".getBytes(StandardCharsets.UTF_8));
                keys.flush();
            } while (starts.poll(1, TimeUnit.SECONDS) == null);
            keys.write("q\n".getBytes(StandardCharsets.UTF_8));
            keys.flush();
            assertThat(watch.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void q_ends_tests_that_run() throws Exception {
        CompletableFuture<Integer> watch =
                watch(new ByteArrayInputStream("q\n".getBytes(StandardCharsets.UTF_8)), "sleep", "1000");
        awaitStart();
        assertThat(watch.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void the_end_of_the_input_is_an_end_too() throws Exception {
        CompletableFuture<Integer> watch = watch(InputStream.nullInputStream(), "sh", "-c", "exit 0");
        assertThat(watch.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isZero();
    }
}
