// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The command line in a JVM of its own, as the launcher starts it, with its output line by line. */
final class CommandProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final PrintWriter in;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();
    private final Thread reader;

    /** @param epmdPort a port of the test's own, so that its nodes meet no others */
    CommandProcess(Path home, int epmdPort, String... arguments) throws IOException {
        this(home, Map.of("ERL_EPMD_PORT", Integer.toString(epmdPort)), arguments);
    }

    /** @param environment what is different from ours */
    CommandProcess(Path home, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.trackAllThreads=false",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.tiebeam.shell.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("ERL_EPMD_ADDRESS");
        builder.environment().putAll(environment);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        process = builder.start();
        in = new PrintWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), true);
        reader = Thread.ofVirtual().start(this::read);
    }

    /** Starts a command that reads nothing. */
    static CommandProcess withoutInput(Path home, int epmdPort, String... arguments) throws IOException {
        CommandProcess command = new CommandProcess(home, epmdPort, arguments);
        command.in.close();
        return command;
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("(output cannot be read: " + e + ")");
        }
    }

    void type(String line) {
        in.println(line);
    }

    void endInput() {
        in.close();
    }

    /** Waits for a line; fails with all that was printed if none comes. */
    String awaitLine(Predicate<String> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            String line = lines.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new AssertionError("the line did not come within " + PATIENCE_SECONDS + " s; printed was:\n"
                        + String.join("\n", seen));
            }
            seen.add(line);
            if (wanted.test(line)) {
                return line;
            }
        }
    }

    String awaitLine(String wanted) throws InterruptedException {
        return awaitLine(wanted::equals);
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.toHandle().destroy(); // unlike the process itself this leaves its output to be read
    }

    /** Waits for the end: the exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the command does not end; printed was:\n" + String.join("\n", output()));
        }
        reader.join();
        return process.exitValue();
    }

    /** All that was printed until now. */
    List<String> output() {
        lines.drainTo(seen);
        return List.copyOf(seen);
    }

    @Override
    public void close() throws InterruptedException {
        in.close();
        process.destroyForcibly().waitFor();
        reader.join();
    }
}
