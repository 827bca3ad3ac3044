// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * {@code tiebeam test --watch}: runs the tests of a project again whenever one of its sources has changed, or somebody
 * types Enter, until somebody types {@code q} or presses Ctrl+C, which the tests' JVM hears too. Main thread; another one waits for what is typed.
 */
final class TestWatch {
    private static final long EVERY_MILLIS = 300;
    private static final String QUIT = "q";

    /** Compiles what is stale and starts the JVM of the tests. */
    interface Tests {
        Process start() throws InterruptedException;
    }

    private final Project project;
    private final Tests tests;
    private final BlockingQueue<String> typed = new LinkedBlockingQueue<>();

    /** @param input what is typed; its end means {@code q} */
    TestWatch(Project project, Tests tests, InputStream input) {
        this.project = project;
        this.tests = tests;
        Thread.ofVirtual().name("what is typed").start(() -> read(input));
    }

    private void read(InputStream input) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                typed.add(line.strip());
            }
        } catch (IOException broken) {
            System.err.println("what is typed cannot be read: " + broken.getMessage());
        } finally {
            typed.add(QUIT);
        }
    }

    /** Runs them until there is an end: the exit code of the last run. */
    int run() throws InterruptedException {
        int code = ExitCodes.OK;
        while (true) {
            int sources = project.sourcesNow(); // what changes while they run is seen after
            Optional<Integer> ended = once();
            if (ended.isEmpty()) {
                return code;
            }
            code = ended.get();
            System.err.println("\nWatching " + project.folder() + ": Enter runs them again, Ctrl+C ends this.");
            while (project.sourcesNow() == sources) {
                String line = typed.poll(EVERY_MILLIS, TimeUnit.MILLISECONDS);
                if (QUIT.equals(line)) {
                    return code;
                }
                if (line != null) {
                    break;
                }
            }
        }
    }

    /** One run: its exit code; empty if it was ended before. */
    private Optional<Integer> once() throws InterruptedException {
        Process running;
        try {
            running = tests.start();
        } catch (CommandFailure cannot) {
            System.err.println(cannot.getMessage());
            return Optional.of(cannot.exitCode());
        }
        while (!running.waitFor(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
            if (QUIT.equals(typed.peek())) {
                running.destroy();
                running.waitFor();
                return Optional.empty();
            }
            typed.removeIf(line -> !QUIT.equals(line)); // Enter, while they run anyway
        }
        return Optional.of(running.exitValue());
    }
}
