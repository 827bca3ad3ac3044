// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A terminal with one program in it, an operating-system process of its own. The program sees a real terminal (made by
 * {@code script}, which Debian always has), so that prompts, echo and output come as a person would see them. Used by any
 * thread; a thread of its own copies what the program prints onto the {@link #screen}.
 */
final class Terminal implements AutoCloseable {
    private static final int COLUMNS = 1000; // wide enough that nothing is wrapped

    private final Process process;
    private final Writer keyboard;
    private final Screen screen = new Screen();
    private final Thread reader;

    private Terminal(Process process) {
        this.process = process;
        keyboard = process.outputWriter(StandardCharsets.UTF_8);
        reader = Thread.ofVirtual().name("screen of " + process.pid()).start(this::copy);
    }

    /**
     * Starts {@code command} in a new terminal and in {@code folder}, with {@code environment} added to this process's own.
     *
     * @throws UncheckedIOException if there is no {@code script} here
     */
    static Terminal open(List<String> command, Path folder, Map<String, String> environment) {
        String line = "stty cols " + COLUMNS + " rows 100; exec "
                + command.stream().map(Terminal::quote).collect(Collectors.joining(" "));
        var builder = new ProcessBuilder("script", "-q", "-f", "-c", line, "/dev/null")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("TERM", "dumb");
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().putAll(environment);
        try {
            return new Terminal(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "no terminal can be opened: " + e.getMessage()
                            + "\n   → install the program script (Debian, Ubuntu: apt-get install bsdutils)",
                    e);
        }
    }

    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private void copy() {
        char[] buffer = new char[8192];
        try (Reader output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
                screen.write(new String(buffer, 0, n));
            }
        } catch (IOException e) {
            screen.write("** the terminal broke: " + e.getMessage() + "\n");
        } finally {
            screen.end();
        }
    }

    Screen screen() {
        return screen;
    }

    /** Types {@code line} and Enter. */
    void type(String line) {
        try {
            keyboard.write(line + "\n");
            keyboard.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the program in the terminal has ended", e);
        }
    }

    /** The program itself, below {@code script}; empty once it has ended. */
    List<ProcessHandle> program() {
        return process.descendants().toList();
    }

    /** Waits for the program to end by itself; whether it did within {@code seconds}. */
    boolean awaitEnd(int seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    /** Kills the program and everything it started, and returns when all that is gone. */
    @Override
    public void close() {
        List<ProcessHandle> family = program();
        family.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        family.forEach(member -> member.onExit().join());
        process.onExit().join();
        try {
            keyboard.close();
        } catch (IOException _) {
            // what was typed last and not read yet
        }
        boolean interrupted = Thread.interrupted();
        try {
            reader.join(5_000);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
