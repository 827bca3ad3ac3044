// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** A console that keeps what is written and types what a test says. */
final class TestConsole implements Console {
    final BlockingQueue<Optional<String>> typed = new LinkedBlockingQueue<>();
    final BlockingQueue<String> prompts = new LinkedBlockingQueue<>();
    private final List<String> writes = new ArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean broken;

    /** From now on writing waits, until the returned latch is counted down. */
    CountDownLatch stop() {
        gate = new CountDownLatch(1);
        return gate;
    }

    /** From now on nothing can be written or read. */
    void breakDown() {
        broken = true;
    }

    void type(String line) {
        typed.add(Optional.of(line));
    }

    void typeEnd() {
        typed.add(Optional.empty());
    }

    synchronized List<String> writes() {
        return List.copyOf(writes);
    }

    String output() {
        return String.join("", writes());
    }

    @Override
    public void write(String text) {
        check();
        try {
            gate.await();
        } catch (InterruptedException killed) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            writes.add(text);
        }
    }

    @Override
    public Optional<String> readLine(String prompt) {
        check();
        prompts.add(prompt);
        try {
            return typed.take();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void check() {
        if (broken) {
            throw new UncheckedIOException(new java.io.IOException("the terminal is gone"));
        }
    }

    @Override
    public OptionalInt columns() {
        return OptionalInt.of(120);
    }
}
