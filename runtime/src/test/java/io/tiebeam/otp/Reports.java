// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Takes what is logged during one test, instead of printing it. */
final class Reports extends Handler implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger("io.tiebeam"); // held, else its settings are collected

    private final BlockingQueue<LogRecord> records = new LinkedBlockingQueue<>();

    Reports() {
        LOGGER.addHandler(this);
        LOGGER.setUseParentHandlers(false);
    }

    @Override
    public void publish(LogRecord logged) {
        records.add(logged);
    }

    /** The next record; waits for it. */
    LogRecord next() throws InterruptedException {
        LogRecord next = records.poll(OnNode.LONG.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was logged");
        }
        return next;
    }

    /** The text of the next record that tells of an application: its servers, which die too, tell of themselves when they do. */
    String nextOfApplication() throws InterruptedException {
        String text;
        do {
            text = next().getMessage();
        } while (!text.startsWith("Application "));
        return text;
    }

    /** What nobody has taken yet. */
    List<String> left() {
        return records.stream().map(LogRecord::getMessage).toList();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
        LOGGER.setUseParentHandlers(true);
    }
}
