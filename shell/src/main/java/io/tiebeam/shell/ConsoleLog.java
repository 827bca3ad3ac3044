// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * What is logged in this JVM, on its own console, in the form of Elixir's logger: {@code 02:15:57.367 [warning] text}. The
 * console is fixed here: a process that logs must not print at its group leader, which may be on another node. Any thread.
 */
final class ConsoleLog extends Handler {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final Consumer<String> console;
    private final Formatter message = new SimpleFormatter();

    private ConsoleLog(Consumer<String> console) {
        this.console = console;
        setLevel(Level.INFO);
    }

    /** Logs to {@code console}, and nowhere else, from now on. Main thread. */
    static void to(Consumer<String> console) {
        Logger root = Logger.getLogger("");
        for (Handler other : root.getHandlers()) {
            root.removeHandler(other);
        }
        root.addHandler(new ConsoleLog(console));
    }

    @Override
    public void publish(LogRecord entry) {
        if (isLoggable(entry)) {
            console.accept(text(entry));
        }
    }

    private String text(LogRecord entry) {
        String time =
                LocalTime.ofInstant(entry.getInstant(), ZoneId.systemDefault()).format(TIME);
        String text = time + " [" + level(entry.getLevel()) + "] " + message.formatMessage(entry);
        return entry.getThrown() == null ? text : text + "\n" + trace(entry.getThrown());
    }

    private static String trace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString().stripTrailing();
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "error";
        }
        return level.intValue() >= Level.WARNING.intValue() ? "warning" : "info";
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
