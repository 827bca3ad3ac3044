// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;

/** The command line in a real terminal, of a tmux server of its own. */
final class Tmux implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Path socket;

    /** Starts {@code tiebeam} with {@code arguments}; the test is left out where there is no tmux. */
    Tmux(Path home, int epmdPort, String... arguments) throws Exception {
        Assumptions.assumeTrue(isInstalled(), "no tmux on the PATH");
        socket = home.resolve("tmux-" + System.nanoTime());
        List<String> command = new ArrayList<>(List.of(
                "new-session",
                "-d",
                "-x",
                "120",
                "-y",
                "50",
                "-c",
                home.toString(),
                "--",
                "env",
                "HOME=" + home,
                "XDG_STATE_HOME=",
                "ERL_EPMD_PORT=" + epmdPort,
                "LC_ALL=C.UTF-8",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.trackAllThreads=false",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                absolute(System.getProperty("java.class.path")),
                "io.tiebeam.shell.Main"));
        command.addAll(List.of(arguments));
        tmux(command);
        tmux(List.of("set-option", "-g", "remain-on-exit", "on"));
    }

    private static boolean isInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder("tmux", "-V").start().waitFor() == 0;
        } catch (IOException none) {
            return false;
        }
    }

    private static String absolute(String classPath) {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(java.io.File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(java.io.File.pathSeparator, entries);
    }

    private String tmux(List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tmux", "-f", "/dev/null", "-S", socket.toString()));
        command.addAll(words);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** Types {@code text}, and nothing after it. */
    void type(String text) throws IOException, InterruptedException {
        tmux(List.of("send-keys", "-l", "--", text));
    }

    /** Presses keys by the names that tmux has for them. */
    void press(String... keys) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("send-keys"));
        words.addAll(List.of(keys));
        tmux(words);
    }

    /** Types a line. */
    void enter(String line) throws IOException, InterruptedException {
        type(line);
        press("Enter");
    }

    /** The rows with something in them. */
    List<String> rows() throws IOException, InterruptedException {
        return tmux(List.of("capture-pane", "-p", "-S", "-200"))
                .lines()
                .map(String::stripTrailing)
                .filter(row -> !row.isEmpty())
                .toList();
    }

    /** Waits for a row; fails with all that is shown if none comes. */
    void awaitRow(Predicate<String> wanted, String what) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (rows().stream().noneMatch(wanted)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("\"" + what + "\" is not shown; shown is:\n" + String.join("\n", rows()));
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    void awaitRow(String row) throws IOException, InterruptedException {
        awaitRow(row::equals, row);
    }

    /** Waits until the program has ended. */
    void awaitEnd() throws IOException, InterruptedException {
        await("#{pane_dead}", "1"::equals);
    }

    /** Waits until the program has ended: its exit code. */
    int awaitExitCode() throws IOException, InterruptedException {
        awaitEnd();
        // A server of tmux 3.3 may miss the signal that tells of the end; the end of another child makes it look.
        tmux(List.of("run-shell", "true"));
        return Integer.parseInt(await("#{pane_dead_status}", status -> !status.isEmpty()));
    }

    private String await(String format, Predicate<String> expected) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            String told = tmux(List.of("list-panes", "-F", format)).strip();
            if (expected.test(told)) {
                return told;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the program goes on; shown is:\n" + String.join("\n", rows()));
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            tmux(List.of("kill-server"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
