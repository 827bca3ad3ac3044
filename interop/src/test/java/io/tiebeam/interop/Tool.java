// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.Program;
import io.tiebeam.shell.demo.Stage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that does something on a stage and ends by itself. */
final class Tool {
    private Tool() {}

    /** What it prints on standard output, by lines. */
    static List<String> run(Stage stage, List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(stage.environment());
        Process process = builder.start();
        process.getOutputStream().close();
        List<String> rows = process.inputReader().readAllLines();
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("it ends: " + command)
                .isTrue();
        assertThat(process.exitValue()).as(command + " printed " + rows).isZero();
        return rows;
    }

    /** The same for a command of {@code tiebeam}. */
    static List<String> tiebeam(Stage stage, String... words) throws IOException, InterruptedException {
        return run(stage, Program.tiebeam(List.of(words)));
    }
}
