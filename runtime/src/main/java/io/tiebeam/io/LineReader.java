// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * The thread that waits for somebody to type, so that a leader does not. A daemon of the platform: a read of standard
 * input cannot be interrupted, and must keep neither a carrier thread nor the JVM. Starts with the first line that is
 * wanted.
 */
final class LineReader implements AutoCloseable {
    private final Console console;
    private final Consumer<LineRead> result;
    private final BlockingQueue<String> prompts = new LinkedBlockingQueue<>();
    private final Thread thread;

    /** {@code result} takes each line on the reading thread. */
    LineReader(Console console, Consumer<LineRead> result) {
        this.console = console;
        this.result = result;
        this.thread = Thread.ofPlatform().daemon().name("tiebeam-console").unstarted(this::run);
    }

    /** What came of a wish for a line: the line; nothing at the end of the input; or nothing because reading failed. */
    record LineRead(Optional<String> line, boolean failed) {}

    /** Wishes for a line. The leader's thread. */
    void read(String prompt) {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
        prompts.add(prompt);
    }

    private void run() {
        try {
            while (true) {
                result.accept(readLine(prompts.take()));
            }
        } catch (InterruptedException closed) {
            // the leader is gone, and with it whoever waited
        }
    }

    private LineRead readLine(String prompt) {
        try {
            return new LineRead(console.readLine(prompt), false);
        } catch (UncheckedIOException broken) {
            return new LineRead(Optional.empty(), true);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
