// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.failures;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What this JVM's nodes log, kept for a look and kept off the console of the build. Any thread. */
final class Logs extends Handler {
    private static final Logger TIEBEAM = Logger.getLogger("io.tiebeam"); // held, else it may be collected

    private final List<LogRecord> records = new ArrayList<>();

    private Logs() {}

    /** Begins to keep what is logged. */
    static Logs record() {
        Logs logs = new Logs();
        TIEBEAM.setUseParentHandlers(false);
        TIEBEAM.addHandler(logs);
        return logs;
    }

    @Override
    public synchronized void publish(LogRecord record) {
        records.add(record);
        notifyAll();
    }

    /** How much was logged: what comes later is found by {@link #since}. */
    synchronized int mark() {
        return records.size();
    }

    /** The lines logged at {@code level} or above from {@code mark} on: logger, level, message. */
    synchronized List<String> since(int mark, Level level) {
        return records.subList(mark, records.size()).stream()
                .filter(r -> r.getLevel().intValue() >= level.intValue())
                .map(Logs::line)
                .toList();
    }

    private static String line(LogRecord record) {
        return record.getLoggerName() + " " + record.getLevel() + " " + record.getMessage();
    }

    /** Waits for a line that passes {@code wanted}, from {@code mark} on, and returns it. */
    synchronized String await(int mark, Predicate<String> wanted) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            for (String line : since(mark, Level.ALL)) {
                if (wanted.test(line)) {
                    return line;
                }
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("not logged, but:\n" + String.join("\n", since(mark, Level.ALL)));
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    @Override
    public void flush() {
        // everything is here already
    }

    @Override
    public void close() {
        TIEBEAM.removeHandler(this);
        TIEBEAM.setUseParentHandlers(true);
    }
}
