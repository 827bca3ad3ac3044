// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(30)
class KeyboardTest {
    private final PipedOutputStream typed = new PipedOutputStream();
    private final PipedInputStream terminal = new PipedInputStream();
    private final Keyboard keyboard = new Keyboard(terminal);

    KeyboardTest() throws IOException {
        terminal.connect(typed);
    }

    private static final class Reader {
        final CompletableFuture<String> line = new CompletableFuture<>();
        final Thread thread;

        Reader(Keyboard keyboard) {
            thread = Thread.ofPlatform().daemon().start(() -> {
                byte[] bytes = new byte[100];
                try {
                    int count = keyboard.read(bytes, 0, bytes.length);
                    line.complete(new String(bytes, 0, count, UTF_8));
                } catch (IOException e) {
                    line.completeExceptionally(e);
                }
            });
        }

        void awaitState(Thread.State state) {
            while (thread.getState() != state) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void a_process_that_asks_while_a_line_is_typed_at_the_prompt_gets_the_next_line() throws Exception {
        Reader process = keyboard.prompting(() -> {
            Reader asks = new Reader(keyboard);
            asks.awaitState(Thread.State.WAITING);
            typed.write("1 + 1\nhello\n".getBytes(UTF_8));
            byte[] prompt = new byte[6];
            assertThat(terminal.readNBytes(prompt, 0, 6)).isEqualTo(6); // as the line editor does
            assertThat(new String(prompt, UTF_8)).isEqualTo("1 + 1\n");
            assertThat(asks.line).isNotDone();
            return asks;
        });
        assertThat(process.line.get()).isEqualTo("hello\n");
    }

    @Test
    void a_read_that_is_cancelled_ends_and_the_prompt_has_its_turn() throws ExecutionException, InterruptedException {
        Reader process = new Reader(keyboard);
        while (!process.line.isDone()) {
            keyboard.cancel();
            Thread.onSpinWait();
        }
        assertThat(process.line.get()).isEqualTo("\n");
        keyboard.cancel(); // nobody reads: it is not kept for the next
        Reader next = new Reader(keyboard);
        try {
            typed.write("next\n".getBytes(UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(next.line.get()).isEqualTo("next\n");
    }
}
